package dev.narrows.channel;

import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The way of packets from one worker to one other: handles, each with a note that says what to do with it, in a ring of
 * native memory without locks. One thread gives, one takes. Neither waits: what does not fit is refused, and stays the
 * giver's.
 *
 * <p>What is given becomes visible with {@link #publish()}, and what is taken leaves room with {@link #release()}, so
 * that a burst costs one write that the other thread sees, not one a packet. Giver's and taker's positions have cache
 * lines of their own.
 */
public final class PacketRing {
    private static final int ENTRY_SHIFT = 4;
    private static final int NOTE_OFFSET = BitUtil.SIZE_OF_LONG;
    /** Two cache lines, since processors fetch lines in pairs. */
    private static final int LINES = 128;

    // What both see: one writes, the other reads.
    private static final int GIVEN_OFFSET = 0;
    private static final int TAKEN_OFFSET = LINES;
    // The giver's own.
    private static final int GIVE_NEXT_OFFSET = 2 * LINES;
    private static final int GIVE_PUBLISHED_OFFSET = GIVE_NEXT_OFFSET + BitUtil.SIZE_OF_LONG;
    private static final int GIVE_LIMIT_OFFSET = GIVE_NEXT_OFFSET + 2 * BitUtil.SIZE_OF_LONG;
    // The taker's own.
    private static final int TAKE_NEXT_OFFSET = 3 * LINES;
    private static final int TAKE_RELEASED_OFFSET = TAKE_NEXT_OFFSET + BitUtil.SIZE_OF_LONG;
    private static final int TAKE_LIMIT_OFFSET = TAKE_NEXT_OFFSET + 2 * BitUtil.SIZE_OF_LONG;
    private static final int TAKE_NOTE_OFFSET = TAKE_NEXT_OFFSET + 3 * BitUtil.SIZE_OF_LONG;
    private static final int ENTRIES_OFFSET = 4 * LINES;

    private final ByteBuffer memory;
    private final UnsafeBuffer ring;
    private final int capacity;
    private final int mask;

    /**
     * An empty ring.
     *
     * @param capacity in packets, a power of two.
     */
    public PacketRing(int capacity) {
        if (capacity < 1 || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("a ring of " + capacity + " packets; it must be a power of two");
        }
        this.capacity = capacity;
        mask = capacity - 1;
        memory = BufferUtil.allocateDirectAligned(ENTRIES_OFFSET + (capacity << ENTRY_SHIFT), LINES);
        ring = new UnsafeBuffer(memory);
        ring.putLong(GIVE_LIMIT_OFFSET, capacity);
    }

    /**
     * Puts a packet in; the taker sees it after {@link #publish()}. Giver's thread only.
     *
     * @param handle the packet, with its bounds stored; not 0.
     * @param note   what to do with it.
     * @return false where the ring is full.
     */
    public boolean give(long handle, long note) {
        long position = ring.getLong(GIVE_NEXT_OFFSET);
        if (position == ring.getLong(GIVE_LIMIT_OFFSET)) {
            long limit = ring.getLongVolatile(TAKEN_OFFSET) + capacity;
            ring.putLong(GIVE_LIMIT_OFFSET, limit);
            if (position == limit) {
                return false;
            }
        }
        int entry = entry(position);
        ring.putLong(entry, handle);
        ring.putLong(entry + NOTE_OFFSET, note);
        ring.putLong(GIVE_NEXT_OFFSET, position + 1);
        return true;
    }

    /** Lets the taker see what was put in since the last call. Giver's thread only. */
    public void publish() {
        long next = ring.getLong(GIVE_NEXT_OFFSET);
        if (next != ring.getLong(GIVE_PUBLISHED_OFFSET)) {
            ring.putLong(GIVE_PUBLISHED_OFFSET, next);
            ring.putLongRelease(GIVEN_OFFSET, next);
        }
    }

    /**
     * Takes a packet out. Taker's thread only.
     *
     * @return its handle, or 0 where there is none.
     */
    public long take() {
        long position = ring.getLong(TAKE_NEXT_OFFSET);
        if (position == ring.getLong(TAKE_LIMIT_OFFSET)) {
            long limit = ring.getLongVolatile(GIVEN_OFFSET);
            ring.putLong(TAKE_LIMIT_OFFSET, limit);
            if (position == limit) {
                return 0;
            }
        }
        int entry = entry(position);
        ring.putLong(TAKE_NOTE_OFFSET, ring.getLong(entry + NOTE_OFFSET));
        ring.putLong(TAKE_NEXT_OFFSET, position + 1);
        return ring.getLong(entry);
    }

    /** {@return the note of the packet taken last} Taker's thread only. */
    public long note() {
        return ring.getLong(TAKE_NOTE_OFFSET);
    }

    /** Gives the room of what was taken back to the giver. Taker's thread only. */
    public void release() {
        long next = ring.getLong(TAKE_NEXT_OFFSET);
        if (next != ring.getLong(TAKE_RELEASED_OFFSET)) {
            ring.putLong(TAKE_RELEASED_OFFSET, next);
            ring.putLongRelease(TAKEN_OFFSET, next);
        }
    }

    private int entry(long position) {
        return ENTRIES_OFFSET + (((int)position & mask) << ENTRY_SHIFT);
    }
}
