package dev.narrows.stats;

import java.util.Locale;

/**
 * Every way in which a packet ends other than on a port: one constant is one reason and one counter. A packet that
 * was received or made here is sent or ends in exactly one of these.
 */
public enum DropReason {
    BAD_BUFFER("The driver delivered a packet in several segments, shared with others, or with lengths that "
        + "contradict each other"),
    RUNT_FRAME("Shorter than its Ethernet header"),
    NOT_OUR_MAC("The Ethernet destination is neither this port nor a broadcast it takes"),
    UNKNOWN_ETHERTYPE("Neither IPv4, IPv6 nor ARP"),
    ARP_TAKEN("ARP, taken by the control plane: not a loss"),
    ARP_OF_OTHERS("ARP between others, from nobody that is in use here: not a loss"),
    BAD_ARP("ARP that is cut short, or not about IPv4 over Ethernet"),
    LINK_FLOOD("ARP or neighbour discovery beyond what is taken in a second, about its sender or in all"),
    DISCOVERY_TAKEN("Neighbour discovery, taken by the control plane: not a loss"),
    DISCOVERY_IGNORED("Messages to and from IPv6 routers, and redirects: the gateway is configured instead"),
    BAD_DISCOVERY("Neighbour discovery that is malformed or from beyond the link (RFC 4861 7.1, RFC 6980 5)"),
    BAD_IPV4_HEADER("An IPv4 header whose version, lengths or checksum are wrong"),
    BAD_IPV6_HEADER("An IPv6 header whose version or length is wrong, extension headers that are too many or cut "
        + "short, or an IPv4-mapped or IPv4-compatible address, which is never on a wire (RFC 6890 2.2.3, RFC 4291 "
        + "2.5.5)"),
    INVALID_ADDRESS("A source or destination address that must not be forwarded: no single host's, good on one link "
        + "alone, or a source that is our own (RFC 1812 5.3.7, RFC 3927 2.7, RFC 4291 2.5)"),
    REVERSE_PATH("From a source that a route leads to by the other side of the IPsec boundary than it came from "
        + "(RFC 3704 2.2)"),
    HOST_LINK("ARP or neighbour discovery of our own host that asks for no address we answer for: not a loss"),
    TTL_EXPIRED("The time to live ran out here"),
    NOT_SERVED("For the gateway itself, in a protocol that it does not serve"),
    SOURCE_ROUTE("For the gateway as a stop on a source route, which it does not take part in (RFC 5095)"),
    CLEARTEXT_FROM_UNPROTECTED("In clear from the unprotected side, and not for the gateway itself"),
    CLEARTEXT_TO_UNPROTECTED("Its route leads to the unprotected side, and no policy protects it"),
    NO_POLICY("No policy matches, and no route leads inside or into a tunnel"),
    POLICY_DISCARD("A policy discards it"),
    FRAGMENT_OPAQUE("A fragment without ports, whose first was not seen, or a packet too short for them, where "
        + "policies ask for ports (RFC 4301 7)"),
    NO_OUTBOUND_SA("A policy protects it, but its tunnel has no outbound SA"),
    UNFIT_FOR_TRANSPORT("For transport mode, but a fragment, or not from our address to the peer's (RFC 4303 3.3.4)"),
    TOO_BIG("Longer than fits, with DF: its sender is told, within the limits on ICMP, where an error may answer it "
        + "and a way leads back"),
    PROBE_TOO_BIG("A path probe of ours, longer than the link takes that it would leave by"),
    FRAGMENTED("Replaced by fragments of itself: not a loss"),
    NOT_FRAGMENTABLE("Longer than fits, and its options or the MTU leave no room for fragments"),
    LEASE_EXHAUSTED("The SA may use no further sequence number until the control plane has written a new lease to "
        + "disk"),
    SEQUENCE_EXHAUSTED("The outbound SA has used its last sequence number and needs a new key"),
    LIFETIME_EXPIRED("More packets or bytes than the security association may be used for (RFC 4301 4.4.2.1)"),
    NO_ROOM("The packet's memory has no room for the headers or the trailer"),
    NO_ROUTE("No route to its destination"),
    NEIGHBOUR_AWAITED("Handed to the control plane to wait for its next hop's hardware address: not a loss yet. What "
        + "leaves in the end is made anew, and so is what is lost"),
    NEIGHBOUR_UNRESOLVED("The next hop's hardware address is not known, and no more packets may wait for it"),
    NEIGHBOUR_UNREACHABLE("Its next hop does not answer: its sender is told, within the limits on ICMP"),
    TRANSMIT_FULL("The port's driver took no more"),
    /** See the description. Counted by drivers; no worker knows of it. */
    TRANSMIT_FAILED("The port's driver took it, and then could not send it"),
    HAND_OVER_FULL("For another worker, which owns its security association or its datagram or has a queue of its "
        + "port, but the ring to that worker was full"),
    POOL_EMPTY("No packet was left in the pool to make what it asked for"),
    CONTROL_RING_FULL("Meant for the control plane, whose ring was full"),
    BAD_UDP("UDP to a port that ESP comes in by, cut short or too short for anything (RFC 3948 2)"),
    NAT_KEEPALIVE("A NAT keepalive of a peer's (RFC 3948 2.3): not a loss"),
    SHORT_ESP("Too short for an ESP header, IV, trailer and ICV, or not aligned"),
    UNKNOWN_SPI("ESP for a security association that is not there"),
    WRONG_OUTER_ADDRESS("ESP whose outer addresses or UDP ports are not its security association's"),
    REPLAYED("An ESP sequence number seen before"),
    STALE_SEQUENCE("An ESP sequence number to the left of the replay window, or zero"),
    BAD_ICV("The integrity check value is wrong: forged, or another key"),
    BAD_PADDING("Authenticated, but the ESP padding is longer than the packet or not 1, 2, 3, ..."),
    DUMMY("An ESP dummy packet, next header 59 (RFC 4303 2.6): not a loss"),
    BAD_NEXT_HEADER("Authenticated, but what is inside is neither IPv4 nor IPv6"),
    BAD_INNER("Authenticated, but the inner IP header is malformed or longer than the packet, or has an IPv6 address "
        + "that is IPv4's"),
    SELECTOR_MISMATCH("Authenticated, but what came out is not what its security association protects (RFC 4301 5.2)"),
    CONGESTION_UNMARKABLE("Congestion was marked outside, or on a fragment, and the packet cannot carry the mark "
        + "(RFC 6040 4.2, RFC 3168 5.3)"),
    FRAGMENT_TAKEN("A fragment kept for reassembly: not a loss"),
    BAD_FRAGMENT("A fragment without data, beyond 65535 bytes, or of a length that is not a multiple of 8"),
    FRAGMENT_OVERLAP("A fragment that overlaps another; the whole datagram is given up"),
    FRAGMENT_LIMIT("A fragment of a datagram longer than largest-datagram"),
    CLAIM_FLOOD("ICMP \"too big\" about our ESP, beyond what is looked into in a second"),
    ICMP_TAKEN("An ICMP error about our own packets, taken by the control plane: not a loss"),
    PROBE_ANSWER_TAKEN("The answer to a path probe of ours, taken by the control plane: not a loss"),
    ICMP_IGNORED("An ICMP message to the gateway that asks for nothing it does"),
    BAD_ICMP("An ICMP message to the gateway that is too short or has a wrong checksum");

    private final String label;
    private final String description;

    DropReason(String description) {
        this.label = name().toLowerCase(Locale.ROOT).replace('_', '-');
        this.description = description;
    }

    /** {@return the reason for a bad IP header, by the family that it should have been of} */
    public static DropReason badHeader(boolean isIpv6) {
        return isIpv6 ? BAD_IPV6_HEADER : BAD_IPV4_HEADER;
    }

    /** {@return the name that operators see, such as {@code too-big}} */
    public String label() {
        return label;
    }

    /** {@return a sentence for people} */
    public String description() {
        return description;
    }
}
