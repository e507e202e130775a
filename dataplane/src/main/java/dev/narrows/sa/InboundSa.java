package dev.narrows.sa;

import dev.narrows.crypto.Transform;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * An inbound security association as a worker uses it. The counters are written by its worker and read by any thread.
 */
public final class InboundSa {
    private static final VarHandle PACKETS = field("packets");
    private static final VarHandle BYTES = field("bytes");

    private final int id;
    private final int spi;
    private final Tunnel tunnel;
    private final Transform transform;
    private final ReplayWindow replayWindow;

    @SuppressWarnings("unused")
    private long packets;
    @SuppressWarnings("unused")
    private long bytes;

    /**
     * An SA that has received nothing.
     *
     * @param id           the control plane's number for it, never used again for another.
     * @param spi          the security parameters index, unsigned.
     * @param tunnel       the tunnel whose policies its packets must match.
     * @param transform    its keyed transform, closed by whoever made it.
     * @param replayWindow which sequence numbers were seen.
     */
    public InboundSa(int id, int spi, Tunnel tunnel, Transform transform, ReplayWindow replayWindow) {
        this.id = id;
        this.spi = spi;
        this.tunnel = tunnel;
        this.transform = transform;
        this.replayWindow = replayWindow;
    }

    /** {@return the control plane's number for this SA} */
    public int id() {
        return id;
    }

    /** {@return the security parameters index, unsigned} */
    public int spi() {
        return spi;
    }

    /** {@return the tunnel whose policies its packets must match} */
    public Tunnel tunnel() {
        return tunnel;
    }

    /** {@return its keyed transform} */
    public Transform transform() {
        return transform;
    }

    /** {@return which sequence numbers were seen} */
    public ReplayWindow replayWindow() {
        return replayWindow;
    }

    /**
     * Counts a packet that authenticated. Worker's thread only.
     *
     * @param innerLength its bytes after decapsulation.
     */
    public void count(int innerLength) {
        PACKETS.setOpaque(this, packets() + 1);
        BYTES.setOpaque(this, bytes() + innerLength);
    }

    /** {@return the packets that authenticated, from any thread} */
    public long packets() {
        return (long)PACKETS.getOpaque(this);
    }

    /** {@return the bytes of inner packets, from any thread} */
    public long bytes() {
        return (long)BYTES.getOpaque(this);
    }

    private static VarHandle field(String name) {
        try {
            return MethodHandles.lookup().findVarHandle(InboundSa.class, name, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
