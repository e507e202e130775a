package dev.narrows.control.lease;

import dev.narrows.control.lease.LeaseMap.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;

/**
 * Makes the file of leases, and finds out whether one is whole.
 */
final class LeaseFormat {
    /** The logarithm of how many records there are at first, and of how many are added at a time. */
    static final int NEW_RECORDS_LOG = 12;

    private static final int VERSION_LENGTH = LeaseMap.VERSION_OFFSET + Integer.BYTES;

    private LeaseFormat() {
    }

    /**
     * Makes the content of a file without keys.
     *
     * @param recordsLog the logarithm of how many records.
     * @return the content.
     */
    static ByteBuffer empty(int recordsLog) {
        return withKeys(Map.of(), recordsLog, 0);
    }

    /** Makes the content of a file with keys that are gone. */
    private static ByteBuffer withKeys(Map<KeyIdentity, Long> ends, int recordsLog, long seconds) {
        LeaseMap map = new LeaseMap();
        Part part = map.append(LeaseMap.RECORDS | recordsLog);
        ByteBuffer content = ByteBuffer.allocate((int)map.end());
        map.writeFirst(content);
        int position = (int)part.position();
        for (; position < map.end(); position += LeaseRecord.LENGTH) {
            LeaseRecord.writeFree(content, position, position);
        }
        position = (int)part.position();
        for (Map.Entry<KeyIdentity, Long> entry : ends.entrySet()) {
            LeaseRecord record = LeaseRecord.untouched(position);
            // Into both slots: what is known of a key must not be in one alone, beside one that looks free.
            for (int slots = 0; slots < 2; slots++) {
                LeaseSlot slot = record.taken(entry.getKey(), entry.getValue(), 0, seconds);
                content.put((int)record.nextPosition(), slot.encode(record.nextPosition()).array());
                record.written(slot);
            }
            position += LeaseRecord.LENGTH;
        }
        return content;
    }

    /**
     * Makes a file of the version before into one of this version.
     *
     * @param file    where it is.
     * @param storage the file, of whichever version.
     * @param seconds the time, in seconds since 1970.
     * @return the file, of this version where it was of the one before.
     */
    static LeaseFile migrated(Path file, LeaseFile storage, long seconds) throws IOException {
        if (storage.size() < VERSION_LENGTH
            || storage.read(0, VERSION_LENGTH).getInt(LeaseMap.VERSION_OFFSET) != OldLeases.VERSION) {
            return storage;
        }
        Map<KeyIdentity, Long> ends = OldLeases.read(storage.read(0, (int)Math.min(storage.size(), Integer.MAX_VALUE)));
        if (ends == null) {
            throw damaged(file.toString(), "it is of version 1");
        }
        int log = NEW_RECORDS_LOG;
        while (1L << log < ends.size()) {
            log++;
        }
        return storage.replace(file, withKeys(ends, log, seconds));
    }

    /**
     * Reads what stands where, and cuts off what a crash kept from becoming a part.
     *
     * @param name    what to call the storage in sentences.
     * @param storage the file.
     * @return its parts.
     * @throws LeaseException where it is damaged.
     */
    static LeaseMap readMap(String name, LeaseStorage storage) throws IOException {
        long size = storage.size();
        if (size < LeaseMap.HEADER_LENGTH) {
            throw damaged(name, "its length");
        }
        LeaseMap map = LeaseMap.read(storage);
        if (map == null) {
            ByteBuffer start = storage.read(0, VERSION_LENGTH);
            int version = start.getInt(LeaseMap.VERSION_OFFSET);
            if (start.slice(0, LeaseMap.MAGIC.length).equals(ByteBuffer.wrap(LeaseMap.MAGIC))
                && version != LeaseMap.VERSION) {
                throw new LeaseException(name + " is of version " + version + ", not " + LeaseMap.VERSION
                    + ": another version of Narrows made it.");
            }
            throw damaged(name, "its header");
        }
        if (size < map.end()) {
            throw damaged(name, "its length");
        }
        boolean isWhole = LeaseMap.isWhole(storage);
        if (!isWhole && !isUnused(storage, map.end(), size)) {
            throw damaged(name, "its header");
        }
        // What stands behind the end was to become a part when a crash came.
        storage.truncate(map.end());
        if (!isWhole) {
            map.write(storage);
            storage.force();
        }
        return map;
    }

    /** Tests whether nothing but zeros and free records stands there: no part that was in use. */
    private static boolean isUnused(LeaseStorage storage, long from, long to) throws IOException {
        int step = LeaseRecord.LENGTH << NEW_RECORDS_LOG;
        for (long start = from; start < to; start += step) {
            ByteBuffer content = storage.read(start, (int)Math.min(step, to - start));
            for (int index = 0; index < content.limit(); index += LeaseRecord.LENGTH) {
                int length = Math.min(LeaseRecord.LENGTH, content.limit() - index);
                boolean isZero = content.slice(index, length).equals(ByteBuffer.allocate(length));
                LeaseRecord record =
                    isZero || length < LeaseRecord.LENGTH ? null : LeaseRecord.read(content, index, start + index);
                if (!isZero && length == LeaseRecord.LENGTH && (record == null || !record.isFree())) {
                    return false;
                }
            }
        }
        return true;
    }

    static LeaseException missing(Path file) {
        return new LeaseException(file
            + " is missing: it knows which sequence numbers were used. Bring it back, or give "
            + "every SA a new key; if none of these keys was ever used, run: narrows init CONFIG");
    }

    static LeaseException damaged(String name, String what) {
        return new LeaseException(name + " is damaged (" + what + ") and no longer tells which sequence numbers were "
            + "used: give every SA a new key, remove the file, and run: narrows init CONFIG");
    }
}
