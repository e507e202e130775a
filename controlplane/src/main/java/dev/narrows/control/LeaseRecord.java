package dev.narrows.control;

import dev.narrows.sa.SequenceSpace;
import java.nio.ByteBuffer;

/**
 * One key's record in the file of leases: two slots, of which each write replaces the older, so that a write cut short
 * by a crash leaves the newer whole.
 *
 * <p>A slot that is damaged may be one that a crash cut short, and then nobody was told of the lease in it; but it may
 * also have been whole once, and be the newer. Nothing tells the two apart, so the worse is assumed: that it was one
 * more lease. That is safe since two slots never are further apart than one lease once one is granted: a jump to a
 * higher start is written to both before.
 *
 * <p>A record is its key's, whichever space the numbers of its SAs are from: IVs are sequence numbers in both.
 */
final class LeaseRecord {
    /** Bytes of a record. */
    static final int LENGTH = 2 * LeaseSlot.LENGTH;
    /** Sequence numbers in a lease. */
    static final long BLOCK = 1L << 22;

    private final int position;
    private LeaseSlot newest;
    private int newestIndex;
    private boolean torn;

    private LeaseRecord(int position, LeaseSlot newest, int newestIndex, boolean torn) {
        this.position = position;
        this.newest = newest;
        this.newestIndex = newestIndex;
        this.torn = torn;
    }

    /**
     * Reads a record.
     *
     * @param file     the whole file.
     * @param position where the record starts.
     * @return the record, or null where no crash explains what stands there.
     */
    static LeaseRecord read(ByteBuffer file, int position) {
        LeaseSlot first = LeaseSlot.decode(file, position);
        LeaseSlot second = LeaseSlot.decode(file, position + LeaseSlot.LENGTH);
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
    static LeaseRecord untouched(int position) {
        return new LeaseRecord(position, new LeaseSlot(KeyIdentity.NONE, 2, 0), 1, false);
    }

    /** {@return whether the record is as {@link #writeFree} wrote it} */
    boolean isUntouched() {
        return isFree() && !torn && newest.generation() == 2;
    }

    /**
     * Writes a record that belongs to nobody.
     *
     * @param file     the whole file.
     * @param position where the record starts.
     */
    static void writeFree(ByteBuffer file, int position) {
        file.put(position, new LeaseSlot(KeyIdentity.NONE, 1, 0).encode(position).array());
        int second = position + LeaseSlot.LENGTH;
        file.put(second, new LeaseSlot(KeyIdentity.NONE, 2, 0).encode(second).array());
    }

    boolean isFree() {
        return newest.isFree();
    }

    /** {@return whether one slot is damaged and {@link #repaired()} is to be written} */
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

    /** {@return the slot that makes the record whole again, one lease further} */
    LeaseSlot repaired() {
        return newest.next(newest.key(), isFree() ? 0 : endAfter(newest.end()));
    }

    /** {@return the slot that gives this free record to a key, with numbers used up to a start but no lease yet} */
    LeaseSlot taken(KeyIdentity key, long start) {
        return newest.next(key, start);
    }

    /** {@return the slot that counts numbers up to a higher start as used, without a lease} */
    LeaseSlot raised(long start) {
        return newest.next(newest.key(), start);
    }

    /** {@return the slot that grants one lease more} */
    LeaseSlot extended() {
        return newest.next(newest.key(), endAfter(newest.end()));
    }

    /** {@return where in the file the next slot goes} */
    int nextPosition() {
        return position + (1 - newestIndex) * LeaseSlot.LENGTH;
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

    private static boolean follows(LeaseSlot older, LeaseSlot newer) {
        if (older.isFree()) {
            return !newer.isFree() || newer.end() == 0;
        }
        return older.key().equals(newer.key()) && newer.end() >= older.end();
    }

    private static long endAfter(long end) {
        return Math.min(end + BLOCK, SequenceSpace.EXTENDED.last());
    }
}
