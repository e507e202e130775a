package dev.narrows.sa;

import dev.narrows.packet.Raw;
import java.lang.foreign.MemorySegment;

/**
 * The anti-replay window of RFC 4303 3.4.3: which of the last sequence numbers were seen. Checking changes nothing; a
 * number is committed only once its packet authenticated. Written by one worker; the highest number is readable from
 * any thread.
 *
 * <p>With extended sequence numbers a packet carries the lower half alone, and {@link #infer} finds the upper one.
 * Where 2<sup>32</sup> packets in a row were lost it cannot (RFC 4303 A3, which is not implemented): the SA needs a new
 * key.
 */
public final class ReplayWindow {
    /** The smallest window, in packets (RFC 4303 3.4.3). */
    public static final int SMALLEST = 32;
    /** The largest window, in packets. */
    public static final int LARGEST = 65536;

    private static final long LOWER_HALF = 0xFFFF_FFFFL;

    private final int size;
    private final int words;
    /** Held for its memory to stay. */
    @SuppressWarnings("UnusedVariable")
    private final MemorySegment memory;
    private final long state;
    private final long bitmap;

    /**
     * A window that has seen nothing.
     *
     * @param size in packets, a power of two from {@link #SMALLEST} to {@link #LARGEST}.
     */
    public ReplayWindow(int size) {
        this(size, 0);
    }

    /**
     * A window that counts every number up to one as seen.
     *
     * @param size  in packets, a power of two from {@link #SMALLEST} to {@link #LARGEST}.
     * @param start that number, from 0 to the {@linkplain SequenceSpace#last() last} of its space.
     */
    public ReplayWindow(int size, long start) {
        this(size, start, SaState.allocate(bitmapLength(size)));
    }

    /**
     * A window in the state of an SA.
     *
     * @param size   in packets, a power of two from {@link #SMALLEST} to {@link #LARGEST}.
     * @param start  the number up to which all count as seen.
     * @param memory the state, with {@link #bitmapLength} bytes for the window.
     */
    ReplayWindow(int size, long start, MemorySegment memory) {
        if (size < SMALLEST || size > LARGEST || Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException(
                "the replay window is " + size + " packets; it must be a power of two from 32 to 65536");
        }
        this.size = size;
        words = bitmapLength(size) / Long.BYTES;
        this.memory = memory;
        state = memory.address();
        bitmap = state + SaState.BITMAP;
        Raw.putLong(state + SaState.SEQUENCE, start);
        for (int i = 0; i < words; i++) {
            Raw.putLong(bitmap + (long)i * Long.BYTES, ~0L);
        }
        // Words ahead are cleared when the window enters them; this one it is in already.
        Raw.putLong(word(start), bit(start) | bit(start) - 1);
    }

    /**
     * Tells how much memory a window takes: twice the window, in whole words, since the word being entered is cleared
     * while the window behind it is in use.
     *
     * @param size in packets.
     * @return bytes.
     */
    static int bitmapLength(int size) {
        return Math.max(2, 2 * size / Long.SIZE) * Long.BYTES;
    }

    /** {@return the window in packets} */
    public int size() {
        return size;
    }

    /** {@return the words of 64 bits that the bitmap has, a power of two} */
    public int words() {
        return words;
    }

    /** {@return the highest sequence number that authenticated, 0 at first; from any thread} */
    public long highestSequence() {
        return Raw.getOpaque(state + SaState.SEQUENCE);
    }

    /**
     * Infers a whole sequence number from its lower half (RFC 4303 A2.2): it is the one among the 2<sup>32</sup>
     * numbers from the window's left edge on. What is in the window is so taken for what it is, and all else for new.
     *
     * @param low the lower half, from 0 to 2<sup>32</sup> - 1.
     * @return the number; negative where the window's left edge is, and the number would be before the first one; maybe
     *     beyond the {@linkplain SequenceSpace#last() last} one.
     */
    public long infer(long low) {
        long edge = highestSequence() - size + 1;
        return edge + (low - edge & LOWER_HALF);
    }

    /**
     * Whether a number is to the left of the window, or zero, which no sender uses, or none that there is.
     *
     * @param sequence the number.
     * @return whether it is too old to tell.
     */
    public boolean isStale(long sequence) {
        return sequence <= 0 || sequence + size <= highestSequence() || sequence > SequenceSpace.EXTENDED.last();
    }

    /**
     * Whether a number that is not stale was seen.
     *
     * @param sequence the number.
     * @return whether its packet authenticated before.
     */
    public boolean isSeen(long sequence) {
        return sequence <= highestSequence() && (Raw.getLong(word(sequence)) & bit(sequence)) != 0;
    }

    /**
     * Marks a number as seen and moves the window up to it where it is the highest. The caller has just found it
     * neither stale nor seen.
     *
     * @param sequence the number of a packet that authenticated.
     */
    public void commit(long sequence) {
        long before = highestSequence();
        if (sequence > before) {
            long entered = Math.min((sequence >>> 6) - (before >>> 6), words);
            for (long i = 0; i < entered; i++) {
                Raw.putLong(word(sequence - (i << 6)), 0);
            }
            Raw.putOpaque(state + SaState.SEQUENCE, sequence);
        }
        Raw.putLong(word(sequence), Raw.getLong(word(sequence)) | bit(sequence));
    }

    private long word(long sequence) {
        return bitmap + ((sequence >>> 6 & words - 1) << 3);
    }

    private static long bit(long sequence) {
        return 1L << (sequence & 63);
    }
}
