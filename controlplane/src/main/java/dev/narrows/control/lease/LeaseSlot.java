package dev.narrows.control.lease;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * One half of a record in the file of leases: what one write puts on disk. Big endian.
 *
 * <pre>
 *    0 the key's identity, 16 bytes; zero where the record is free
 *   16 generation, 32 bits: the slot with the higher one is the newer
 *   20 when it was written, in seconds since 1970, 32 bits, unsigned
 *   24 1 where the key was let go of and the end is what it truly used, else 0; 32 bits
 *   28 the last sequence number that counts as used, 64 bits
 *   36 what the next slot's end will be at the most, 64 bits
 *   44 CRC32C of the slot's position in the file, 64 bits, and of bytes 0 to 43
 * </pre>
 *
 * @param key        whose it is, or {@link KeyIdentity#NONE}.
 * @param generation from 1.
 * @param seconds    when it was written.
 * @param isSettled  whether nobody uses numbers above the end.
 * @param end        from 0 to the last extended sequence number.
 * @param bound      from the end to the last extended sequence number.
 */
record LeaseSlot(KeyIdentity key, int generation, long seconds, boolean isSettled, long end, long bound) {
    /** Bytes of a slot. */
    static final int LENGTH = 48;

    private static final int GENERATION_OFFSET = 16;
    private static final int SECONDS_OFFSET = 20;
    private static final int SETTLED_OFFSET = 24;
    private static final int END_OFFSET = 28;
    private static final int BOUND_OFFSET = 36;
    private static final int CRC_OFFSET = 44;

    /**
     * Makes the slot of a record that belongs to nobody.
     *
     * @param generation from 1.
     * @return the slot.
     */
    static LeaseSlot free(int generation) {
        return new LeaseSlot(KeyIdentity.NONE, generation, 0, false, 0, 0);
    }

    /**
     * Reads a slot.
     *
     * @param content  holds it.
     * @param index    where it starts there.
     * @param position where it starts in the file.
     * @return the slot, or null where it is damaged.
     */
    static LeaseSlot decode(ByteBuffer content, int index, long position) {
        if (content.getInt(index + CRC_OFFSET) != crc(content.slice(index, CRC_OFFSET), position)) {
            return null;
        }
        KeyIdentity key = new KeyIdentity(content.getLong(index), content.getLong(index + Long.BYTES));
        return new LeaseSlot(key, content.getInt(index + GENERATION_OFFSET),
            Integer.toUnsignedLong(content.getInt(index + SECONDS_OFFSET)), content.getInt(index + SETTLED_OFFSET) != 0,
            content.getLong(index + END_OFFSET), content.getLong(index + BOUND_OFFSET));
    }

    /**
     * Writes this slot.
     *
     * @param position where it will start in the file.
     * @return its bytes.
     */
    ByteBuffer encode(long position) {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
        bytes.putLong(key.high()).putLong(key.low()).putInt(generation).putInt((int)seconds).putInt(isSettled ? 1 : 0)
            .putLong(end).putLong(bound);
        bytes.putInt(crc(bytes.slice(0, CRC_OFFSET), position));
        return bytes.flip();
    }

    boolean isFree() {
        return key.equals(KeyIdentity.NONE);
    }

    private static int crc(ByteBuffer content, long position) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(position).flip());
        crc.update(content);
        return (int)crc.getValue();
    }
}
