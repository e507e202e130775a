package dev.narrows.control.lease;

import dev.narrows.control.lease.LeaseMap.Part;
import dev.narrows.sa.Direction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys of which only this is known for ever: that one was used to receive, or that one was used to send, so long
 * ago that nobody knows how far. Six bytes a key, in tables of which each new one is twice as large as the one before:
 * what is looked up is read from a bucket of each, so with a billion keys from sixteen.
 *
 * <p>The bucket is chosen by the first bits of a key's identity. An entry is 47 other bits of it and the direction;
 * zero where there is none. So a key that was never seen is taken for one that was once in 10<sup>10</sup>. An entry
 * that a crash cut short is another key's that nobody has.
 *
 * <p>Entries are only ever added, in any order.
 */
final class UsedKeys {
    /** Bytes of a bucket. */
    static final int BUCKET = 4096;
    /** The logarithm of the first table's number of buckets. */
    static final int FIRST_TABLE = 6;

    private static final int ENTRY = 6;
    private static final int ENTRIES = BUCKET / ENTRY;
    private static final int ENTRY_SHIFT = 17;

    private final LeaseStorage storage;
    private final List<Part> tables = new ArrayList<>();

    UsedKeys(LeaseStorage storage) {
        this.storage = storage;
    }

    /**
     * Takes a table into use, behind the others.
     *
     * @param table which is on disk.
     */
    void add(Part table) {
        tables.add(table);
    }

    /** {@return the logarithm of how many buckets the next table should have} */
    int nextTable() {
        return tables.isEmpty() ? FIRST_TABLE : tables.getLast().log() + 1;
    }

    /**
     * Tells whether a key was used in a direction.
     *
     * @param key       the key.
     * @param direction the direction.
     * @return whether it is here.
     */
    boolean contains(KeyIdentity key, Direction direction) throws IOException {
        long entry = entry(key, direction);
        for (Part table : tables) {
            ByteBuffer bucket = storage.read(bucket(table, key), BUCKET);
            for (int i = 0; i < ENTRIES; i++) {
                if (get(bucket, i) == entry) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Puts a key, which is not here yet, into the last table. It is on disk once the storage is forced.
     *
     * @param key       the key.
     * @param direction the direction.
     * @return false where there is no room: another table is needed.
     */
    boolean put(KeyIdentity key, Direction direction) throws IOException {
        if (tables.isEmpty()) {
            return false;
        }
        long position = bucket(tables.getLast(), key);
        ByteBuffer bucket = storage.read(position, BUCKET);
        for (int i = 0; i < ENTRIES; i++) {
            if (get(bucket, i) == 0) {
                long entry = entry(key, direction);
                storage.write(position + (long)i * ENTRY,
                    ByteBuffer.allocate(ENTRY).putShort((short)(entry >>> Integer.SIZE)).putInt((int)entry).flip());
                return true;
            }
        }
        return false;
    }

    private static long bucket(Part table, KeyIdentity key) {
        return table.position() + (key.high() >>> (Long.SIZE - table.log())) * BUCKET;
    }

    private static long entry(KeyIdentity key, Direction direction) {
        long entry = key.low() >>> ENTRY_SHIFT << 1 | (direction == Direction.IN ? 1 : 0);
        return entry == 0 ? 2 : entry;
    }

    private static long get(ByteBuffer bucket, int index) {
        return (bucket.getShort(index * ENTRY) & 0xFFFFL) << Integer.SIZE
            | (bucket.getInt(index * ENTRY + Short.BYTES) & 0xFFFF_FFFFL);
    }
}
