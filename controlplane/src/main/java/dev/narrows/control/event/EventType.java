package dev.narrows.control.event;

import java.util.Locale;

/**
 * What operators and key managers hear of as it happens: one constant is one type of event.
 */
public enum EventType {
    /** Fields: tunnel, direction, spi. */
    SA_ADDED("An SA was added", false),
    /** Fields: tunnel, direction, spi, reason: deleted or expired. */
    SA_REMOVED("An SA is no longer in use; its keys are wiped once its worker has let go of it", false),
    /** Fields: tunnel, direction, spi, cause: time, bytes or packets. */
    SA_SOFT_EXPIRED("An SA should be replaced: it has reached a soft limit of its lifetime", false),
    /** Fields: tunnel, direction, spi, cause: time, bytes or packets. */
    SA_HARD_EXPIRED("An SA ends: it has reached a hard limit of its lifetime", true),
    /** Fields: tunnel, direction, spi, left. */
    SA_SEQUENCE_LOW("An outbound SA has its last lease of sequence numbers and should be replaced", false),
    /** Fields: tunnel, direction, spi. */
    SA_SEQUENCE_EXHAUSTED("An outbound SA has used its last sequence number and sends nothing more", true),
    /** Fields: reason. */
    LEASE_FAILED("No sequence numbers can be leased: SAs stop sending when their leases end", true),
    /** Fields: port, address, mac. */
    DUPLICATE_ADDRESS("Another station has an IPv6 address of ours, which is therefore not used on its link", true),
    /** Fields: port, address, mac. */
    ADDRESS_CONFLICT("Another station claims an address of ours, which was announced again", true),
    /** Fields: port, address, mac, before, and untold where changes went unmentioned, as too many do. */
    NEIGHBOUR_MAC_CHANGED("A neighbour has another hardware address", true),
    /** Fields: port, device, and what changed: link, which is up or down; or mtu and before, in bytes. */
    LINK_CHANGED("The link of a port went down, came back, or takes packets of another size", true),
    /** Fields: tunnel, and what changed: mtu in bytes or none; remote, remoteBefore. */
    TUNNEL_CHANGED("The MTU of a tunnel or the address of its peer was changed", false),
    /** Fields: tunnel, why: no-sa or unanswered. */
    TUNNEL_DOWN("A tunnel cannot send: what it protects goes by the next one that can, if there is one", true),
    /** Fields: tunnel. */
    TUNNEL_UP("A tunnel can send again, and takes back what it protects", true),
    /** Fields: local, remote, mtu, before, evidence, claimedBy where a claim led to it, why. */
    PATH_MTU_CHANGED("The largest packet of a path has changed, or the evidence for it", false),
    /** Fields: local, remote, probing: starting, answering, silent or unanswered. */
    PATH_PROBING_CHANGED("The peer at the end of a path answers probes, or does not any more", false);

    private final String label;
    private final String description;
    private final boolean isJournalled;

    EventType(String description, boolean isJournalled) {
        this.label = name().toLowerCase(Locale.ROOT).replace('_', '-');
        this.description = description;
        this.isJournalled = isJournalled;
    }

    /** {@return the name that clients see, such as {@code sa-added}} */
    public String label() {
        return label;
    }

    /** {@return a sentence for people} */
    public String description() {
        return description;
    }

    /** {@return whether an operator should find it in the log, too} */
    public boolean isJournalled() {
        return isJournalled;
    }
}
