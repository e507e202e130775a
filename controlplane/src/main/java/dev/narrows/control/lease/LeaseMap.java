package dev.narrows.control.lease;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What stands where in the file of leases. Two pages of 4096 bytes tell it, of which each change replaces the older, so
 * that a crash leaves the newer whole. Big endian:
 *
 * <pre>
 *    0 "NARROWSL"      8 version, 32 bits: 2      12 generation, 32 bits: the page with the higher one is the newer
 *   16 how many parts there are, 32 bits          20 their kinds, a byte each
 * 4092 CRC32C of bytes 0 to 4091
 * </pre>
 *
 * <p>The parts follow the pages in their order: of kind 64 + n 2<sup>n</sup> records of keys, of kind 128 + n a table
 * of 2<sup>n</sup> buckets of {@link UsedKeys}. A part is on disk before the pages tell of it.
 */
final class LeaseMap {
    static final int PAGE = 4096;
    static final int HEADER_LENGTH = 2 * PAGE;
    static final int RECORDS = 64;
    static final int TABLE = 128;
    static final byte[] MAGIC = "NARROWSL".getBytes(StandardCharsets.US_ASCII);
    /** Where the version stands, in every version. */
    static final int VERSION_OFFSET = 8;
    static final int VERSION = 2;

    private static final int GENERATION_OFFSET = 12;
    private static final int COUNT_OFFSET = 16;
    private static final int KINDS_OFFSET = 20;
    private static final int CRC_OFFSET = PAGE - Integer.BYTES;
    private static final int LOG_MASK = 63;

    private final List<Part> parts = new ArrayList<>();
    private int generation;
    private long end = HEADER_LENGTH;

    /** A stretch of the file. */
    record Part(int kind, long position) {
        boolean isTable() {
            return (kind & TABLE) != 0;
        }

        /** {@return the logarithm of how many records or buckets it has} */
        int log() {
            return kind & LOG_MASK;
        }

        long length() {
            return (isTable() ? (long)UsedKeys.BUCKET : LeaseRecord.LENGTH) << log();
        }
    }

    /**
     * Reads the pages.
     *
     * @param storage the file, which is as long as both at the least.
     * @return what they tell, the newer where both are whole; null where neither is.
     */
    static LeaseMap read(LeaseStorage storage) throws IOException {
        LeaseMap first = decode(storage.read(0, PAGE));
        LeaseMap second = decode(storage.read(PAGE, PAGE));
        if (first == null) {
            return second;
        }
        return second == null || first.generation > second.generation ? first : second;
    }

    /** {@return whether both pages are there, one a generation before the other} */
    static boolean isWhole(LeaseStorage storage) throws IOException {
        LeaseMap first = decode(storage.read(0, PAGE));
        LeaseMap second = decode(storage.read(PAGE, PAGE));
        return first != null && second != null && Math.abs(first.generation - second.generation) == 1;
    }

    private static LeaseMap decode(ByteBuffer page) {
        if (page.getInt(CRC_OFFSET) != crc(page) || !page.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))
            || page.getInt(VERSION_OFFSET) != VERSION) {
            return null;
        }
        LeaseMap map = new LeaseMap();
        for (int i = 0; i < page.getInt(COUNT_OFFSET); i++) {
            map.append(page.get(KINDS_OFFSET + i) & 0xFF);
        }
        map.generation = page.getInt(GENERATION_OFFSET);
        return map;
    }

    /**
     * Adds a part behind the others, here only.
     *
     * @param kind its kind.
     * @return the part.
     */
    Part append(int kind) {
        Part part = new Part(kind, end);
        parts.add(part);
        end += part.length();
        return part;
    }

    /**
     * Adds a part behind the others, and writes what is in it: nothing is used yet. Where this fails everything is as
     * it was.
     *
     * @param storage the file.
     * @param kind    the part's kind.
     * @return the part, which the pages do not tell of yet.
     */
    Part appendTo(LeaseStorage storage, int kind) throws IOException {
        Part part = append(kind);
        try {
            if (part.isTable()) {
                storage.write(end - 1, ByteBuffer.allocate(1));
            } else {
                ByteBuffer content = ByteBuffer.allocate((int)part.length());
                for (int index = 0; index < content.capacity(); index += LeaseRecord.LENGTH) {
                    LeaseRecord.writeFree(content, index, part.position() + index);
                }
                storage.write(part.position(), content);
            }
            return part;
        } catch (IOException e) {
            end = parts.removeLast().position();
            storage.truncate(end);
            throw e;
        }
    }

    List<Part> parts() {
        return parts;
    }

    /** {@return where the file ends} */
    long end() {
        return end;
    }

    boolean isFull() {
        return parts.size() == CRC_OFFSET - KINDS_OFFSET;
    }

    /** Writes the next page, over the older one. */
    void write(LeaseStorage storage) throws IOException {
        storage.write((generation + 1L) % 2 * PAGE, encode(generation + 1));
        generation++;
    }

    /**
     * Writes both pages into a new file.
     *
     * @param content the whole file.
     */
    void writeFirst(ByteBuffer content) {
        content.put(PAGE, encode(1).array());
        content.put(0, encode(2).array());
    }

    private ByteBuffer encode(int asGeneration) {
        ByteBuffer page = ByteBuffer.allocate(PAGE);
        page.put(MAGIC).putInt(VERSION).putInt(asGeneration).putInt(parts.size());
        parts.forEach(part -> page.put((byte)part.kind()));
        page.putInt(CRC_OFFSET, crc(page));
        return page.clear();
    }

    private static int crc(ByteBuffer page) {
        CRC32C crc = new CRC32C();
        crc.update(page.slice(0, CRC_OFFSET));
        return (int)crc.getValue();
    }
}
