package dev.narrows.neighbor;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The frames that wait for their neighbours' hardware addresses, of all neighbours together, bounded in bytes; and what
 * is to be said of those that were lost.
 */
final class WaitingFrames {
    private final NeighborOutput output;
    /** Who has waited longest comes first. */
    private final Set<Neighbor> waiting = new LinkedHashSet<>();
    private List<byte[]> unreachable = new ArrayList<>();
    private int lostOtherwise;
    private int bytes;
    private long dropped;

    WaitingFrames(NeighborOutput output) {
        this.output = output;
    }

    /** Keeps a frame: the newest are the ones worth keeping (RFC 1122 2.3.2.2), of one neighbour and of all. */
    void keep(Neighbor neighbor, byte[] frame) {
        if (neighbor.waitingCount() == NeighborTable.FRAMES_WAITING) {
            loseOldest(neighbor);
        }
        while (bytes + frame.length > NeighborTable.BYTES_WAITING) {
            loseOldest(waiting.iterator().next());
        }
        bytes += frame.length;
        neighbor.keep(frame);
        waiting.add(neighbor);
    }

    /** {@return a neighbour's frames, which wait no more} */
    List<byte[]> take(Neighbor neighbor) {
        List<byte[]> frames = neighbor.takeWaiting();
        frames.forEach(frame -> bytes -= frame.length);
        waiting.remove(neighbor);
        return frames;
    }

    /** Gives up all frames of a neighbour, which does not answer or has to leave. */
    void giveUp(Neighbor neighbor, boolean isUnreachable) {
        take(neighbor).forEach(frame -> lose(frame, isUnreachable));
    }

    /** Counts a frame that will not be sent. */
    void lose(byte[] frame, boolean isUnreachable) {
        dropped++;
        if (isUnreachable && unreachable.size() < NeighborTable.TOLD_A_TICK) {
            unreachable.add(frame);
        } else {
            lostOtherwise++;
        }
    }

    /** One order a tick, however many frames are lost. */
    void tellOfLosses() {
        if (!unreachable.isEmpty() || lostOtherwise > 0) {
            output.giveUp(unreachable, lostOtherwise);
            unreachable = new ArrayList<>();
            lostOtherwise = 0;
        }
    }

    long dropped() {
        return dropped;
    }

    private void loseOldest(Neighbor neighbor) {
        byte[] oldest = neighbor.giveUpOldest();
        bytes -= oldest.length;
        if (neighbor.waitingCount() == 0) {
            waiting.remove(neighbor);
        }
        lose(oldest, false);
    }
}
