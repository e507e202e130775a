package dev.narrows.stats;

import java.util.Locale;

/**
 * What a worker counts besides drops. {@code RECEIVED + MADE + TAKEN_OVER = SENT + HANDED_OVER + all drops}, whenever the
 * worker is between two duty cycles.
 */
public enum WorkerCounter {
    /** See the description. */
    RECEIVED("Packets taken from ports"),
    /** See the description. */
    MADE("Packets made here: ICMP messages, fragments, reassembled datagrams, ARP, neighbour discovery"),
    /** See the description. */
    SENT("Packets that a port's driver took"),
    /** See the description. */
    HANDED_OVER("Packets given to another worker: the owner of their security association or datagram, or of a queue of "
        + "their port"),
    /** See the description. */
    HANDED_OVER_TO_SEAL("Of those, packets in clear whose tunnel has no outbound SA for the worker where they arrived"),
    /** See the description. */
    TAKEN_OVER("Packets taken from other workers"),
    /** See the description. */
    ENCAPSULATED("Packets sealed into ESP"),
    /** See the description. */
    DECAPSULATED("Packets taken out of ESP, authentic and inside their selectors"),
    /** See the description. */
    FAST_PATH("Packets sealed or opened in passes over their burst; the others went through the stages one by one"),
    /** See the description. */
    FRAGMENTED_OUTSIDE("Packets sealed whole whose outer packet was fragmented here"),
    /** See the description. */
    MSS_CLAMPED("TCP SYNs whose maximum segment size was lowered"),
    /** See the description. */
    DUMMIES_SENT("Dummy packets sealed into ESP (RFC 4303 2.6)"),
    /** See the description. */
    KEEPALIVES_SENT("NAT keepalives sent (RFC 3948 2.3)"),
    /** See the description. */
    PROBES_SENT("Path probes sealed into ESP"),
    /** See the description. */
    PROBE_ANSWERS("Answers to path probes of ours, out of the tunnel that was probed"),
    /** See the description. */
    PROBES_ANSWERED("Path probes of a Narrows peer, answered here with a short echo reply"),
    /** See the description. */
    TOO_BIG_SENT("ICMP \"fragmentation needed\" or \"packet too big\" made for a sender"),
    /** See the description. */
    ICMP_LIMITED("ICMP errors not made: too many for that sender, or in all"),
    /** See the description. */
    ICMP_FORBIDDEN("ICMP errors not made: about an ICMP error, a later fragment, a broadcast, an invalid source, no DF; or no way "
        + "leads to the sender, or none of our addresses is of its family"),
    /** See the description. */
    CLAIMS("ICMP \"fragmentation needed\" or \"packet too big\" about our ESP, handed to the control plane"),
    /** See the description. */
    EVENTS_LOST("Messages to the control plane lost to a full ring"),
    /** See the description. */
    REASSEMBLED("Datagrams put together from fragments"),
    /** See the description. */
    REASSEMBLY_TIMEOUTS("Datagrams given up because fragments did not come in time"),
    /** See the description. */
    REASSEMBLY_DISPLACED("Datagrams given up unfinished for newer ones, as their source or all had no room left"),
    /** See the description. */
    REASSEMBLING("Datagrams that wait for fragments at this moment, each in a packet buffer's stead"),
    /** See the description. */
    NOT_MADE("Packets that were to be made here, had the pool not been empty");

    private final String label;
    private final String description;

    WorkerCounter(String description) {
        this.label = name().toLowerCase(Locale.ROOT).replace('_', '-');
        this.description = description;
    }

    /** {@return the name that operators see} */
    public String label() {
        return label;
    }

    /** {@return a sentence for people} */
    public String description() {
        return description;
    }
}
