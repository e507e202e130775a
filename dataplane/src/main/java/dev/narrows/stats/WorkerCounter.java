package dev.narrows.stats;

import java.util.Locale;

/**
 * What a worker counts besides drops. {@code RECEIVED + MADE + TAKEN_OVER = SENT + HANDED_OVER + all drops}, whenever
 * the worker is between two duty cycles.
 */
public enum WorkerCounter {
    RECEIVED("Packets taken from ports"),
    MADE("Packets made here: ICMP messages, fragments, reassembled datagrams, ARP, neighbour discovery"),
    SENT("Packets that a port's driver took"),
    HANDED_OVER("Packets given to another worker: the owner of their security association or datagram, or of a queue "
        + "of their port"),
    HANDED_OVER_TO_SEAL("Of those, packets in clear whose tunnel has no outbound SA for the worker where they arrived"),
    TAKEN_OVER("Packets taken from other workers"),
    ENCAPSULATED("Packets sealed into ESP"),
    DECAPSULATED("Packets taken out of ESP, authentic and inside their selectors"),
    FAST_PATH("Packets sealed or opened in passes over their burst; the others went through the stages one by one"),
    FRAGMENTED_OUTSIDE("Packets sealed whole whose outer packet was fragmented here"),
    MSS_CLAMPED("TCP SYNs whose maximum segment size was lowered"),
    DUMMIES_SENT("Dummy packets sealed into ESP (RFC 4303 2.6)"),
    KEEPALIVES_SENT("NAT keepalives sent (RFC 3948 2.3)"),
    PROBES_SENT("Path probes sealed into ESP"),
    PROBE_ANSWERS("Answers to path probes of ours, out of the tunnel that was probed"),
    PROBES_ANSWERED("Path probes of a Narrows peer, answered here with a short echo reply"),
    TOO_BIG_SENT("ICMP \"fragmentation needed\" or \"packet too big\" made for a sender"),
    ICMP_LIMITED("ICMP errors not made: too many for that sender, or in all"),
    ICMP_FORBIDDEN("ICMP errors not made: about an ICMP error, a later fragment, a broadcast, an invalid source, no "
        + "DF; or no way leads to the sender, or none of our addresses is of its family"),
    CLAIMS("ICMP \"fragmentation needed\" or \"packet too big\" about our ESP, handed to the control plane"),
    EVENTS_LOST("Messages to the control plane lost to a full ring"),
    REASSEMBLED("Datagrams put together from fragments"),
    REASSEMBLY_TIMEOUTS("Datagrams given up because fragments did not come in time"),
    REASSEMBLY_DISPLACED("Datagrams given up unfinished for newer ones, as their source or all had no room left"),
    REASSEMBLING("Datagrams that wait for fragments at this moment, each in a packet buffer's stead"),
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
