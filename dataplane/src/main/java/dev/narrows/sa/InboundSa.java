package dev.narrows.sa;

import dev.narrows.crypto.Transform;

/**
 * An inbound security association as a worker uses it.
 */
public final class InboundSa extends RuntimeSa {
    private final ReplayWindow replayWindow;

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
        super(id, spi, tunnel, transform);
        this.replayWindow = replayWindow;
    }

    /** {@return which sequence numbers were seen} */
    public ReplayWindow replayWindow() {
        return replayWindow;
    }
}
