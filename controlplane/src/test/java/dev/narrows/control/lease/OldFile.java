package dev.narrows.control.lease;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32C;

/** The file of leases as its first version was. */
final class OldFile {
    private static final int RECORDS = 8;

    private OldFile() {
    }

    static byte[] with(Map<KeyIdentity, Long> ends) {
        ByteBuffer file = ByteBuffer.allocate(64 + RECORDS * 64);
        file.put("NARROWSL".getBytes(StandardCharsets.US_ASCII)).putInt(1).putInt(RECORDS)
            .putInt(60, crc(file, 0, 60, -1));
        int position = 64;
        for (Map.Entry<KeyIdentity, Long> entry : ends.entrySet()) {
            slot(file, position, entry.getKey(), 4, entry.getValue());
            slot(file, position + 32, entry.getKey(), 3, entry.getValue() - (1L << 22));
            position += 64;
        }
        for (; position < file.capacity(); position += 64) {
            slot(file, position, KeyIdentity.NONE, 1, 0);
            slot(file, position + 32, KeyIdentity.NONE, 2, 0);
        }
        return file.array();
    }

    private static void slot(ByteBuffer file, int position, KeyIdentity key, int generation, long end) {
        file.putLong(position, key.high()).putLong(position + 8, key.low()).putInt(position + 16, generation)
            .putLong(position + 20, end).putInt(position + 28, crc(file, position, 28, position));
    }

    private static int crc(ByteBuffer file, int from, int length, long position) {
        CRC32C crc = new CRC32C();
        if (position >= 0) {
            crc.update(ByteBuffer.allocate(Long.BYTES).putLong(position).flip());
        }
        crc.update(file.slice(from, length));
        return (int)crc.getValue();
    }
}
