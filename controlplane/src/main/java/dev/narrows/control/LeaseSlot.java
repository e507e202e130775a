package dev.narrows.control;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * One half of a record in the file of leases: what one write puts on disk. Big endian.
 *
 * <pre>
 *    0 the key's identity, 16 bytes; zero where the record is free
 *   16 generation, 32 bits: the slot with the higher one is the newer
 *   20 the last sequence number that counts as used, 64 bits
 *   28 CRC32C of the slot's position in the file, 64 bits, and of bytes 0 to 27
 * </pre>
 *
 * @param key        whose it is, or {@link KeyIdentity#NONE}.
 * @param generation from 1.
 * @param end        from 0 to the last extended sequence number.
 */
record LeaseSlot(KeyIdentity key, int generation, long end) {
    /** Bytes of a slot. */
    static final int LENGTH = 32;

    private static final int GENERATION_OFFSET = 16;
    private static final int END_OFFSET = 20;
    private static final int CRC_OFFSET = 28;

    /**
     * Reads a slot.
     *
     * @param file     the whole file.
     * @param position where the slot starts.
     * @return the slot, or null where it is damaged.
     */
    static LeaseSlot decode(ByteBuffer file, int position) {
        if (file.getInt(position + CRC_OFFSET) != crc(file.slice(position, CRC_OFFSET), position)) {
            return null;
        }
        KeyIdentity key = new KeyIdentity(file.getLong(position), file.getLong(position + Long.BYTES));
        return new LeaseSlot(key, file.getInt(position + GENERATION_OFFSET), file.getLong(position + END_OFFSET));
    }

    /**
     * Writes this slot.
     *
     * @param position where it will start in the file.
     * @return its bytes.
     */
    ByteBuffer encode(int position) {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
        bytes.putLong(key.high()).putLong(key.low()).putInt(generation).putLong(end);
        bytes.putInt(crc(bytes.slice(0, CRC_OFFSET), position));
        return bytes.flip();
    }

    boolean isFree() {
        return key.equals(KeyIdentity.NONE);
    }

    /** {@return the slot that takes this one's place, with another end} */
    LeaseSlot next(KeyIdentity newKey, long newEnd) {
        return new LeaseSlot(newKey, generation + 1, newEnd);
    }

    private static int crc(ByteBuffer content, int position) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(position).flip());
        crc.update(content);
        return (int)crc.getValue();
    }
}
