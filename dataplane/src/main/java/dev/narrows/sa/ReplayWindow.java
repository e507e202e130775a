package dev.narrows.sa;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

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
    private static final VarHandle HIGHEST = highest();

    private final long[] bitmap;
    private final int size;
    @SuppressWarnings("unused")
    private long highest;

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
        if (size < SMALLEST || size > LARGEST || Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException(
                "the replay window is " + size + " packets; it must be a power of two from 32 to 65536");
        }
        this.size = size;
        // Twice the window, in whole words: the word being entered is cleared while the window behind it is in use.
        bitmap = new long[Math.max(2, 2 * size / Long.SIZE)];
        highest = start;
        Arrays.fill(bitmap, ~0L);
        // Words ahead are cleared when the window enters them; this one it is in already.
        bitmap[word(start)] = bit(start) | bit(start) - 1;
    }

    /** {@return the window in packets} */
    public int size() {
        return size;
    }

    /** {@return the highest sequence number that authenticated, 0 at first; from any thread} */
    public long highestSequence() {
        return (long)HIGHEST.getOpaque(this);
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
        return sequence <= highestSequence() && (bitmap[word(sequence)] & bit(sequence)) != 0;
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
            long words = Math.min((sequence >>> 6) - (before >>> 6), bitmap.length);
            for (long i = 0; i < words; i++) {
                bitmap[word(sequence - (i << 6))] = 0;
            }
            HIGHEST.setOpaque(this, sequence);
        }
        bitmap[word(sequence)] |= bit(sequence);
    }

    private int word(long sequence) {
        return (int)(sequence >>> 6) & (bitmap.length - 1);
    }

    private static long bit(long sequence) {
        return 1L << (sequence & 63);
    }

    private static VarHandle highest() {
        try {
            return MethodHandles.lookup().findVarHandle(ReplayWindow.class, "highest", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
