package dev.narrows.control.lease;

import dev.narrows.sa.SequenceSpace;
import java.nio.ByteBuffer;

/**
 * One key's record in the file of leases: two slots, of which each write replaces the older, so that a write cut short
 * by a crash leaves the newer whole.
 *
 * <p>A slot that is damaged may be one that a crash cut short, and then nobody was told of the lease in it; but it may
 * also have been whole once, and be the newer. Nothing tells the two apart, so the worse is assumed: that it was the
 * longest lease that the other slot allowed. Every slot says so beforehand: the bound.
 *
 * <p>A record is its key's, whichever space the numbers of its SAs are from: IVs are sequence numbers in both.
 */
final class LeaseRecord {
    /** Bytes of a record. */
    static final int LENGTH = 2 * LeaseSlot.LENGTH;
    /** A lease may be so many times as long as the one before. */
    private static final int GROWTH = 64;
    /** What may always be leased next. */
    private static final long LEAST_BOUND = 1L << 24;
    /** The longest lease: 14 s at 38 million packets a second. */
    private static final long LONGEST = 1L << 29;

    private final long position;
    private LeaseSlot newest;
    private int newestIndex;
    private boolean torn;

    private LeaseRecord(long position, LeaseSlot newest, int newestIndex, boolean torn) {
        this.position = position;
        this.newest = newest;
        this.newestIndex = newestIndex;
        this.torn = torn;
    }

    /**
     * Reads a record.
     *
     * @param content  holds it.
     * @param index    where it starts there.
     * @param position where it starts in the file.
     * @return the record, or null where no crash explains what stands there.
     */
    static LeaseRecord read(ByteBuffer content, int index, long position) {
        LeaseSlot first = LeaseSlot.decode(content, index, position);
        LeaseSlot second = LeaseSlot.decode(content, index + LeaseSlot.LENGTH, position + LeaseSlot.LENGTH);
        if (first == null || second == null) {
            LeaseSlot whole = first == null ? second : first;
            return whole == null ? null : new LeaseRecord(position, whole, first == null ? 1 : 0, true);
        }
        if (second.generation() == first.generation() + 1) {
            return follows(first, second) ? new LeaseRecord(position, second, 1, false) : null;
        }
        if (first.generation() == second.generation() + 1) {
            return follows(second, first) ? new LeaseRecord(position, first, 0, false) : null;
        }
        return null;
    }

    /**
     * Makes the record that {@link #writeFree} writes, without reading it.
     *
     * @param position where the record starts.
     * @return the record.
     */
    static LeaseRecord untouched(long position) {
        return new LeaseRecord(position, LeaseSlot.free(2), 1, false);
    }

    /** {@return whether the record is as {@link #writeFree} wrote it} */
    boolean isUntouched() {
        return isFree() && !torn && newest.generation() == 2;
    }

    /**
     * Writes a record that belongs to nobody.
     *
     * @param content  takes it.
     * @param index    where it starts there.
     * @param position where it will start in the file.
     */
    static void writeFree(ByteBuffer content, int index, long position) {
        content.put(index, LeaseSlot.free(1).encode(position).array());
        content.put(index + LeaseSlot.LENGTH, LeaseSlot.free(2).encode(position + LeaseSlot.LENGTH).array());
    }

    boolean isFree() {
        return newest.isFree();
    }

    /** {@return whether one slot is damaged and {@link #repaired} is to be written} */
    boolean isTorn() {
        return torn;
    }

    KeyIdentity key() {
        return newest.key();
    }

    /** {@return the last sequence number that counts as used} */
    long end() {
        return newest.end();
    }

    /** {@return what the next lease's end is at the most} */
    long bound() {
        return newest.bound();
    }

    /** {@return whether the key was let go of, as far as the file knows} */
    boolean isSettled() {
        return newest.isSettled();
    }

    /** {@return when the newest slot was written, in seconds since 1970} */
    long seconds() {
        return newest.seconds();
    }

    /** {@return the slot that makes the record whole again, as far on as a lease may have been} */
    LeaseSlot repaired() {
        return isFree() ? freed() : slot(newest.key(), newest.seconds(), false, newest.bound(), LEAST_BOUND);
    }

    /** {@return the slot that gives this free record to a key, with numbers used up to a start but no lease yet} */
    LeaseSlot taken(KeyIdentity key, long start, long count, long seconds) {
        return slot(key, seconds, false, start, Math.clamp(count, LEAST_BOUND, LONGEST));
    }

    /** {@return the slot that counts numbers up to a higher start as used, without a lease} */
    LeaseSlot raised(long start, long count, long seconds) {
        return taken(newest.key(), start, count, seconds);
    }

    /** {@return the slot that grants a lease up to an end, from {@link #end()} to {@link #bound()}} */
    LeaseSlot extended(long end, long seconds) {
        return slot(newest.key(), seconds, false, end, Math.clamp((end - newest.end()) * GROWTH, LEAST_BOUND, LONGEST));
    }

    /** {@return the slot that gives back what a key that is let go of has not used} */
    LeaseSlot settled(long used, long seconds) {
        return slot(newest.key(), seconds, true, used, LEAST_BOUND);
    }

    /** {@return the slot that makes the record nobody's} */
    LeaseSlot freed() {
        return LeaseSlot.free(newest.generation() + 1);
    }

    /** {@return where in the file the next slot goes} */
    long nextPosition() {
        return position + (1L - newestIndex) * LeaseSlot.LENGTH;
    }

    /**
     * Takes note of what is on disk now.
     *
     * @param slot the slot that was written to {@link #nextPosition()}.
     */
    void written(LeaseSlot slot) {
        newest = slot;
        newestIndex = 1 - newestIndex;
        torn = false;
    }

    private LeaseSlot slot(KeyIdentity key, long seconds, boolean isSettled, long end, long further) {
        return new LeaseSlot(key, newest.generation() + 1, seconds, isSettled, end,
            Math.min(end + further, SequenceSpace.EXTENDED.last()));
    }

    private static boolean follows(LeaseSlot older, LeaseSlot newer) {
        if (older.isFree() || newer.isFree()) {
            return !newer.isFree() || newer.end() == 0;
        }
        return older.key().equals(newer.key()) && (newer.isSettled() || newer.end() >= older.end());
    }
}
