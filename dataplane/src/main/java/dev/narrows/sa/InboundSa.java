package dev.narrows.sa;

import dev.narrows.crypto.Transform;
import java.lang.foreign.MemorySegment;

/**
 * An inbound security association as a worker uses it.
 */
public final class InboundSa extends RuntimeSa {
    private final SequenceSpace sequenceSpace;
    private final ReplayWindow replayWindow;

    /**
     * An SA that has received nothing yet.
     *
     * @param id        the control plane's number for it, never used again for another.
     * @param spi       the security parameters index, unsigned.
     * @param tunnel    the tunnel whose policies its packets must match.
     * @param transform its keyed transform, closed by whoever made it.
     * @param numbering how its packets are numbered.
     */
    public InboundSa(int id, int spi, Tunnel tunnel, Transform transform, Numbering numbering) {
        this(id, spi, tunnel, transform, numbering,
            SaState.allocate(ReplayWindow.bitmapLength(numbering.replayWindow())));
    }

    private InboundSa(
        int id, int spi, Tunnel tunnel, Transform transform, Numbering numbering, MemorySegment memory) {
        super(id, spi, tunnel, transform, memory);
        sequenceSpace = numbering.space();
        replayWindow = new ReplayWindow(numbering.replayWindow(), numbering.start(), memory);
    }

    /**
     * Makes the whole sequence number of what a packet carries (RFC 4303 A2.2). Changes nothing.
     *
     * @param carried the packet's sequence number field, from 0 to 2<sup>32</sup> - 1.
     * @return the number, for the replay window to check and the transform to authenticate.
     */
    public long inferSequence(long carried) {
        return sequenceSpace.isExtended() ? replayWindow.infer(carried) : carried;
    }

    /** {@return which sequence numbers it has} */
    public SequenceSpace sequenceSpace() {
        return sequenceSpace;
    }

    /** {@return which sequence numbers were seen} */
    public ReplayWindow replayWindow() {
        return replayWindow;
    }
}
