package dev.narrows.control.lease;

import dev.narrows.sa.SequenceSpace;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Reads the file of leases as the first version of it was: a header of 64 bytes (its number of records at 12, CRC32C
 * at 60) and records of two slots of 32 bytes each (identity, generation, end, CRC32C), whose leases were all of
 * 2<sup>22</sup> numbers.
 */
final class OldLeases {
    static final int VERSION = 1;
    static final int HEADER_LENGTH = 64;

    private static final int SLOT_LENGTH = 32;
    private static final int COUNT_OFFSET = 12;
    private static final int HEADER_CRC_OFFSET = 60;
    private static final int GENERATION_OFFSET = 16;
    private static final int END_OFFSET = 20;
    private static final int CRC_OFFSET = 28;
    private static final long BLOCK = 1L << 22;

    private OldLeases() {
    }

    private record Slot(KeyIdentity key, int generation, long end) {
    }

    /**
     * Reads every key's end.
     *
     * @param content the whole file.
     * @return the last number that counts as used, by key; null where the file is damaged.
     */
    static Map<KeyIdentity, Long> read(ByteBuffer content) {
        if (content.limit() < HEADER_LENGTH
            || content.getInt(HEADER_CRC_OFFSET) != crc(content.slice(0, HEADER_CRC_OFFSET))
            || content.limit() != HEADER_LENGTH + 2L * SLOT_LENGTH * content.getInt(COUNT_OFFSET)) {
            return null;
        }
        Map<KeyIdentity, Long> ends = new LinkedHashMap<>();
        for (int position = HEADER_LENGTH; position < content.limit(); position += 2 * SLOT_LENGTH) {
            Slot first = slot(content, position);
            Slot second = slot(content, position + SLOT_LENGTH);
            Slot newest = newest(first, second);
            if (newest == null) {
                return null;
            }
            if (newest.key().equals(KeyIdentity.NONE)) {
                continue;
            }
            // A damaged slot may have been the newer one: one lease further.
            long further = first == null || second == null ? BLOCK : 0;
            if (ends.put(newest.key(), Math.min(newest.end() + further, SequenceSpace.EXTENDED.last())) != null) {
                return null;
            }
        }
        return ends;
    }

    private static Slot newest(Slot first, Slot second) {
        if (first == null || second == null) {
            return first == null ? second : first;
        }
        boolean isSecondNewer = second.generation() == first.generation() + 1;
        Slot newer = isSecondNewer ? second : first;
        Slot older = isSecondNewer ? first : second;
        boolean follows = newer.generation() == older.generation() + 1
            && (older.key().equals(KeyIdentity.NONE) || older.key().equals(newer.key())) && newer.end() >= older.end();
        return follows ? newer : null;
    }

    private static Slot slot(ByteBuffer content, int position) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(position).flip());
        crc.update(content.slice(position, CRC_OFFSET));
        if (content.getInt(position + CRC_OFFSET) != (int)crc.getValue()) {
            return null;
        }
        return new Slot(new KeyIdentity(content.getLong(position), content.getLong(position + Long.BYTES)),
            content.getInt(position + GENERATION_OFFSET), content.getLong(position + END_OFFSET));
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int)crc.getValue();
    }
}
