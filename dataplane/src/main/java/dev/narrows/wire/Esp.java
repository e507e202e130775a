package dev.narrows.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * The header of an ESP packet (RFC 4303 2). Not thread safe.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                Security Parameters Index (SPI)                |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                        Sequence Number                        |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>The IV, the protected data, the {@link EspTrailer} and the ICV follow.
 */
public final class Esp {
    /** Bytes of the header, without the IV. */
    public static final int HEADER_LENGTH = 8;
    /** Where the SPI stands. */
    public static final int SPI_OFFSET = 0;
    /** Where the sequence number stands. */
    public static final int SEQUENCE_OFFSET = 4;

    private UnsafeBuffer buffer;
    private int offset;

    /**
     * Writes a whole header in one store.
     *
     * @param buffer   receives it.
     * @param offset   where.
     * @param spi      32 bits unsigned.
     * @param sequence its low 32 bits are written.
     */
    public static void put(UnsafeBuffer buffer, int offset, int spi, long sequence) {
        buffer.putLong(offset, ((long)spi << Integer.SIZE) | (sequence & 0xFFFFFFFFL), BIG_ENDIAN);
    }

    /**
     * Lays this flyweight over a header.
     *
     * @param packetBuffer holds it.
     * @param headerOffset where it starts.
     * @return this.
     */
    public Esp wrap(UnsafeBuffer packetBuffer, int headerOffset) {
        buffer = packetBuffer;
        offset = headerOffset;
        return this;
    }

    /**
     * Tests whether the header is all there.
     *
     * @param length bytes from the header's start to the packet's end.
     * @return whether every accessor stays within them.
     */
    public boolean isValid(int length) {
        return length >= HEADER_LENGTH;
    }

    /** {@return the security parameters index, 32 bits unsigned} */
    public int spi() {
        return buffer.getInt(offset + SPI_OFFSET, BIG_ENDIAN);
    }

    /** {@return the sequence number, from 0 to 2^32 - 1; with extended numbers, the low half} */
    public long sequence() {
        return buffer.getInt(offset + SEQUENCE_OFFSET, BIG_ENDIAN) & 0xFFFFFFFFL;
    }

    /**
     * Writes the security parameters index.
     *
     * @param spi 32 bits unsigned.
     * @return this.
     */
    public Esp spi(int spi) {
        buffer.putInt(offset + SPI_OFFSET, spi, BIG_ENDIAN);
        return this;
    }

    /**
     * Writes the sequence number.
     *
     * @param sequence its low 32 bits are written.
     * @return this.
     */
    public Esp sequence(long sequence) {
        buffer.putInt(offset + SEQUENCE_OFFSET, (int)sequence, BIG_ENDIAN);
        return this;
    }
}
