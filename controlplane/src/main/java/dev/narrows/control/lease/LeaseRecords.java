package dev.narrows.control.lease;

import dev.narrows.control.lease.LeaseMap.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.agrona.collections.LongArrayList;

/**
 * The records of the file of leases, found by their keys, and those that are free.
 */
final class LeaseRecords {
    private final Map<KeyIdentity, LeaseRecord> byKey = new HashMap<>();
    /** Where records stand that nobody ever used, so that there is no object for each. */
    private final LongArrayList untouched = new LongArrayList();
    private final Queue<LeaseRecord> free = new ArrayDeque<>();

    /**
     * Takes a new part's records into use.
     *
     * @param part all of whose records are as {@link LeaseRecord#writeFree} writes them.
     */
    void add(Part part) {
        for (long end = part.position() + part.length(); end > part.position(); end -= LeaseRecord.LENGTH) {
            untouched.addLong(end - LeaseRecord.LENGTH);
        }
    }

    /**
     * Reads a part's records.
     *
     * @param part     the part.
     * @param storage  holds it.
     * @param repaired takes the slots that make torn records whole.
     * @return where the first damaged record stands, or -1.
     */
    long read(Part part, LeaseStorage storage, Map<LeaseRecord, LeaseSlot> repaired) throws IOException {
        ByteBuffer content = storage.read(part.position(), (int)part.length());
        for (int index = content.limit() - LeaseRecord.LENGTH; index >= 0; index -= LeaseRecord.LENGTH) {
            long position = part.position() + index;
            LeaseRecord record = LeaseRecord.read(content, index, position);
            if (record == null || (!record.isFree() && byKey.putIfAbsent(record.key(), record) != null)) {
                return position;
            }
            if (record.isTorn()) {
                repaired.put(record, record.repaired());
            }
            if (record.isUntouched()) {
                untouched.addLong(position);
            } else if (record.isFree()) {
                free.add(record);
            }
        }
        return -1;
    }

    /** {@return the record of a key, or null where it has none} */
    LeaseRecord get(KeyIdentity key) {
        return byKey.get(key);
    }

    /** {@return the records that keys have} */
    Collection<LeaseRecord> all() {
        return byKey.values();
    }

    /** {@return how many are free} */
    int room() {
        return free.size() + untouched.size();
    }

    /** {@return a free one, of which there must be one, for a key that is written to it} */
    LeaseRecord take() {
        return free.isEmpty() ? LeaseRecord.untouched(untouched.removeLast()) : free.remove();
    }

    /** Takes note of what was written to a record. */
    void written(LeaseRecord record, LeaseSlot slot) {
        record.written(slot);
        if (!slot.isFree()) {
            byKey.put(slot.key(), record);
        }
    }

    /** Takes a key's record, which was freed, for others. */
    void free(KeyIdentity key) {
        free.add(byKey.remove(key));
    }
}
