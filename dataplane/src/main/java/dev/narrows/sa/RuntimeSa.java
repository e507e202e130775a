package dev.narrows.sa;

import dev.narrows.crypto.Transform;
import dev.narrows.packet.Raw;
import java.lang.foreign.MemorySegment;

/**
 * What a worker's security associations of both directions have in common. The counters are written by its worker and
 * read by any thread.
 */
public abstract sealed class RuntimeSa permits InboundSa, OutboundSa {
    private final int id;
    private final int spi;
    private final Tunnel tunnel;
    private final Transform transform;

    /** Held for its memory to stay. */
    @SuppressWarnings("UnusedVariable")
    private final MemorySegment memory;
    private final long state;
    private volatile boolean spent;
    private boolean perWorker;
    private Lifetime lifetime = Lifetime.UNLIMITED;

    RuntimeSa(int id, int spi, Tunnel tunnel, Transform transform, MemorySegment memory) {
        this.id = id;
        this.spi = spi;
        this.tunnel = tunnel;
        this.transform = transform;
        this.memory = memory;
        state = memory.address();
        keepLimits();
    }

    /** {@return the address of its {@link SaState}, which is there as long as this is} */
    public final long state() {
        return state;
    }

    /** {@return the control plane's number for this SA} */
    public final int id() {
        return id;
    }

    /** {@return the security parameters index, unsigned} */
    public final int spi() {
        return spi;
    }

    /** {@return the tunnel whose packets it seals, or whose policies the packets that it opens must match} */
    public final Tunnel tunnel() {
        return tunnel;
    }

    /** {@return its keyed transform} */
    public final Transform transform() {
        return transform;
    }

    /**
     * Says that it is one of several of its tunnel and direction, for a certain worker (RFC 9611): of outbound ones,
     * that worker alone seals by it. Before it is given to its worker.
     */
    public final void markPerWorker() {
        perWorker = true;
    }

    /** {@return whether it is for a certain worker, and not its tunnel's general one} */
    public final boolean isPerWorker() {
        return perWorker;
    }

    /**
     * Limits what it may be used for. Before it is given to its worker.
     *
     * @param limits of which the hard ones on packets and bytes are the worker's to keep.
     */
    public final void lifetime(Lifetime limits) {
        lifetime = limits;
        keepLimits();
    }

    private void keepLimits() {
        Raw.putLong(state + SaState.LAST_PACKET, lifetime.packets().hard());
        Raw.putLong(state + SaState.LAST_BYTE, lifetime.bytes().hard());
    }

    /** {@return how many packets may still be charged} */
    final long packetsLeft() {
        return Raw.getLong(state + SaState.LAST_PACKET) - packetsCharged();
    }

    /** {@return how many bytes may still be charged} */
    final long bytesLeft() {
        return Raw.getLong(state + SaState.LAST_BYTE) - bytesCharged();
    }

    /** {@return the limits on its use} */
    public final Lifetime lifetime() {
        return lifetime;
    }

    /**
     * Whether one packet more is more than it may be used for (RFC 4301 4.4.2.1). Worker's thread only.
     *
     * @param protectedLength the packet's bytes that the algorithm is applied to.
     * @return whether the packet must not pass.
     */
    public final boolean isSpentBy(int protectedLength) {
        // One of the two is negative where a limit would be passed.
        long left = (packetsLeft() - 1) | (bytesLeft() - protectedLength);
        if (left >= 0) {
            return false;
        }
        spent = true;
        return true;
    }

    /**
     * Charges a packet that was sealed, or that authenticated. Worker's thread only.
     *
     * @param protectedLength its bytes that the algorithm was applied to.
     */
    public final void charge(int protectedLength) {
        Raw.putOpaque(state + SaState.PACKETS_CHARGED, packetsCharged() + 1);
        Raw.putOpaque(state + SaState.BYTES_CHARGED, bytesCharged() + protectedLength);
    }

    /** {@return whether nothing of its packets or bytes is left, or too little for a packet; from any thread} */
    public final boolean isSpent() {
        return spent || packetsLeft() <= 0 || bytesLeft() <= 0;
    }

    /** {@return the packets charged, from any thread} */
    public final long packetsCharged() {
        return Raw.getOpaque(state + SaState.PACKETS_CHARGED);
    }

    /** {@return the bytes charged, from any thread} */
    public final long bytesCharged() {
        return Raw.getOpaque(state + SaState.BYTES_CHARGED);
    }

    /**
     * Counts a packet that was sealed, or that authenticated. Worker's thread only.
     *
     * @param innerLength its bytes without encapsulation.
     */
    public final void count(int innerLength) {
        Raw.putOpaque(state + SaState.PACKETS, packets() + 1);
        Raw.putOpaque(state + SaState.BYTES, bytes() + innerLength);
    }

    /** {@return the packets counted, from any thread} */
    public final long packets() {
        return Raw.getOpaque(state + SaState.PACKETS);
    }

    /** {@return the bytes of inner packets counted, from any thread} */
    public final long bytes() {
        return Raw.getOpaque(state + SaState.BYTES);
    }
}
