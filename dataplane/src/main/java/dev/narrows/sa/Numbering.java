package dev.narrows.sa;

/**
 * How an SA's packets are numbered, as an operator asks for it.
 *
 * @param space        whether numbers are extended.
 * @param start        the last number that counts as used when the SA begins, from 0: a sender goes on above it, a
 *                     receiver takes nothing up to it. Below the space's last number.
 * @param replayWindow in packets; of no meaning for an outbound SA.
 */
public record Numbering(SequenceSpace space, long start, int replayWindow) {
    /** The replay window where none is asked for, in packets. */
    public static final int DEFAULT_REPLAY_WINDOW = 1024;

    /**
     * Numbers of 32 bits from 1 on.
     *
     * @param replayWindow in packets.
     * @return the numbering.
     */
    public static Numbering standard(int replayWindow) {
        return new Numbering(SequenceSpace.STANDARD, 0, replayWindow);
    }

    /** {@return whether the start is one that the space has} */
    public boolean isStartValid() {
        return start >= 0 && start < space.last();
    }

    /** {@return whether the replay window is one that there can be} */
    public boolean isReplayWindowValid() {
        return replayWindow >= ReplayWindow.SMALLEST && replayWindow <= ReplayWindow.LARGEST
            && Integer.bitCount(replayWindow) == 1;
    }
}
