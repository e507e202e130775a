package dev.narrows.explain;

import dev.narrows.crypto.Algorithm;
import dev.narrows.pmtu.EspOverhead;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.Lifetime;
import dev.narrows.sa.Lifetime.Limit;
import dev.narrows.sa.Numbering;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.RuntimeSa;
import dev.narrows.sa.Tunnel;

/**
 * The SA that a peer seals with, of which only the shape is known.
 *
 * @param spi       its security parameters index, unsigned.
 * @param algorithm its transform.
 * @param left      what is left of its lifetime.
 * @param isInUse   whether the gateway has it.
 */
public record KeylessSa(int spi, Algorithm algorithm, Lifetime left, boolean isInUse) {
    /** One that the gateway has not: SPIs below 256 are reserved (RFC 4303 2.1). */
    public static final KeylessSa NONE = new KeylessSa(1, Algorithm.AES_128_GCM_16, Lifetime.UNLIMITED, false);

    /**
     * Copies an inbound SA without its key.
     *
     * @param live the SA that a worker uses at this moment.
     * @return the copy.
     */
    public static KeylessSa inbound(InboundSa live) {
        return new KeylessSa(live.spi(), live.transform().algorithm(), left(live), true);
    }

    /** {@return the gateway's end of it} */
    InboundSa opening(Tunnel tunnel, int replayWindow) {
        InboundSa sa = new InboundSa(0, spi, tunnel, new KeylessTransform(algorithm), Numbering.standard(replayWindow));
        sa.lifetime(left);
        return sa;
    }

    /**
     * Copies an outbound SA without its key, with as much of its sequence and of its lifetime left.
     *
     * @param live     the SA that a worker uses at this moment.
     * @param tunnel   the rehearsal's copy of its tunnel.
     * @param leaseEnd the last sequence number that it may use.
     * @return the copy.
     */
    public static OutboundSa outbound(OutboundSa live, Tunnel tunnel, long leaseEnd) {
        Algorithm algorithm = live.transform().algorithm();
        long sequence = live.sequence();
        OutboundSa copy = new OutboundSa(live.id(), live.spi(), tunnel, new KeylessTransform(algorithm),
            new EspOverhead(tunnel.addedHeadersLength(), algorithm), live.sequenceSpace(), sequence,
            Math.max(sequence, Math.min(leaseEnd, live.sequenceSpace().last())));
        copy.lifetime(left(live));
        return copy;
    }

    private static Lifetime left(RuntimeSa live) {
        Lifetime limits = live.lifetime();
        return new Lifetime(Limit.NONE, left(limits.bytes(), live.bytesCharged()),
            left(limits.packets(), live.packetsCharged()));
    }

    private static Limit left(Limit limit, long used) {
        return limit.hard() == Limit.UNSET ? Limit.NONE : new Limit(Limit.UNSET, Math.max(limit.hard() - used, 0));
    }
}
