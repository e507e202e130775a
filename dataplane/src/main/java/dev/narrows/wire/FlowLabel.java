package dev.narrows.wire;

/**
 * The flow label of a tunnel's outer IPv6 header (RFC 6438): the same for all packets of one inner flow, so that
 * routers which spread load by addresses and label keep a flow's packets in order and still spread flows.
 *
 * <p>The inner addresses, protocol and ports are mixed under a key that is drawn once a start, so that labels tell an
 * observer little of what is inside (RFC 6437 3). Fragments, whose ports cannot all be seen, take a label from
 * addresses and protocol alone. Allocates nothing.
 */
public final class FlowLabel {
    private static final long FIRST_MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;
    private static final long SECOND_MULTIPLIER = 0xBF58_476D_1CE4_E5B9L;
    private static final int FOLD_SHIFT = 32;
    private static final int TOP_SHIFT = Long.SIZE - 20;

    private final long key;

    /**
     * A computation of labels.
     *
     * @param key any 64 bits, secret, the same for all packets of a gateway.
     */
    public FlowLabel(long key) {
        this.key = key;
    }

    /**
     * Computes the label for a packet.
     *
     * @param inner a parsed header.
     * @return from 1 to 0xFFFFF, the same for each packet of a flow.
     */
    public int of(IpHeader inner) {
        long last = inner.protocol();
        if (!inner.isFragment() && IpProtocol.hasPorts(inner.protocol())) {
            last |= (long)(inner.sourcePort() & 0xFFFF) << 40 | (long)(inner.destinationPort() & 0xFFFF) << 24;
        }
        long hash = mix(key, inner.sourceHigh());
        hash = mix(hash, inner.sourceLow());
        hash = mix(hash, inner.destinationHigh());
        hash = mix(hash, inner.destinationLow());
        hash = mix(hash, last);
        int label = (int)((hash * SECOND_MULTIPLIER) >>> TOP_SHIFT);
        // 0 says that a packet has no label (RFC 6437 2).
        return label == 0 ? 1 : label;
    }

    private static long mix(long hash, long word) {
        long mixed = (hash ^ word) * FIRST_MULTIPLIER;
        return mixed ^ mixed >>> FOLD_SHIFT;
    }
}
