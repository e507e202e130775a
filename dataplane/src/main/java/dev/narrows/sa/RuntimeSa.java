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

    private final int id;
    private final int spi;
    private final Tunnel tunnel;
    private final Transform transform;

    @SuppressWarnings("unused")
    private long packets;
    @SuppressWarnings("unused")
    private long bytes;

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
