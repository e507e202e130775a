package dev.narrows.sa;

import dev.narrows.crypto.Transform;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What a worker's security associations of both directions have in common. The counters are written by its worker and
 * read by any thread.
 */
public abstract sealed class RuntimeSa permits InboundSa, OutboundSa {
    private static final VarHandle PACKETS = field("packets");
    private static final VarHandle BYTES = field("bytes");
    private static final VarHandle PACKETS_CHARGED = field("packetsCharged");
    private static final VarHandle BYTES_CHARGED = field("bytesCharged");

    private final int id;
    private final int spi;
    private final Tunnel tunnel;
    private final Transform transform;

    @SuppressWarnings("unused")
    private long packets;
    @SuppressWarnings("unused")
    private long bytes;
    @SuppressWarnings("unused")
    private long packetsCharged;
    @SuppressWarnings("unused")
    private long bytesCharged;
    private volatile boolean spent;
    private boolean perWorker;
    private Lifetime lifetime = Lifetime.UNLIMITED;
    private long lastPacket = Lifetime.Limit.UNSET;
    private long lastByte = Lifetime.Limit.UNSET;

    RuntimeSa(int id, int spi, Tunnel tunnel, Transform transform) {
        this.id = id;
        this.spi = spi;
        this.tunnel = tunnel;
        this.transform = transform;
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
     * Says that it is one of several of its tunnel and direction, for a certain worker (RFC 9611): of outbound ones, that
     * worker alone seals by it. Before it is given to its worker.
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
        lastPacket = limits.packets().hard();
        lastByte = limits.bytes().hard();
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
        long left = (lastPacket - packetsCharged() - 1) | (lastByte - bytesCharged() - protectedLength);
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
        PACKETS_CHARGED.setOpaque(this, packetsCharged() + 1);
        BYTES_CHARGED.setOpaque(this, bytesCharged() + protectedLength);
    }

    /** {@return whether nothing of its packets or bytes is left, or too little for a packet; from any thread} */
    public final boolean isSpent() {
        return spent || packetsCharged() >= lastPacket || bytesCharged() >= lastByte;
    }

    /** {@return the packets charged, from any thread} */
    public final long packetsCharged() {
        return (long)PACKETS_CHARGED.getOpaque(this);
    }

    /** {@return the bytes charged, from any thread} */
    public final long bytesCharged() {
        return (long)BYTES_CHARGED.getOpaque(this);
    }

    /**
     * Counts a packet that was sealed, or that authenticated. Worker's thread only.
     *
     * @param innerLength its bytes without encapsulation.
     */
    public final void count(int innerLength) {
        PACKETS.setOpaque(this, packets() + 1);
        BYTES.setOpaque(this, bytes() + innerLength);
    }

    /** {@return the packets counted, from any thread} */
    public final long packets() {
        return (long)PACKETS.getOpaque(this);
    }

    /** {@return the bytes of inner packets counted, from any thread} */
    public final long bytes() {
        return (long)BYTES.getOpaque(this);
    }

    private static VarHandle field(String name) {
        try {
            return MethodHandles.lookup().findVarHandle(RuntimeSa.class, name, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
