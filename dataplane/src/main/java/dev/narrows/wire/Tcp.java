package dev.narrows.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * The part of a TCP header that a gateway reads (RFC 9293 3.1). Not thread safe.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |          Source port          |        Destination port       |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                        Sequence number                        |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                     Acknowledgement number                    |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   | Offset| Rsrvd |     Flags     |             Window            |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |            Checksum           |         Urgent pointer        |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                   Options, padded to 32 bits                  |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class Tcp {
    /** Bytes of a header without options. */
    public static final int MIN_HEADER_LENGTH = 20;
    /** Where the source port stands. */
    public static final int SOURCE_PORT_OFFSET = 0;
    /** Where the destination port stands. */
    public static final int DESTINATION_PORT_OFFSET = 2;
    /** Where the sequence number stands. */
    public static final int SEQUENCE_OFFSET = 4;
    /** Where the data offset stands, in the upper four bits. */
    public static final int DATA_OFFSET_OFFSET = 12;
    /** Where the flags stand. */
    public static final int FLAGS_OFFSET = 13;

    /** The sender has no more data. */
    public static final int FLAG_FIN = 0x01;
    /** Sequence numbers are synchronized. */
    public static final int FLAG_SYN = 0x02;
    /** The connection is reset. */
    public static final int FLAG_RST = 0x04;
    /** The acknowledgement number counts. */
    public static final int FLAG_ACK = 0x10;

    private UnsafeBuffer buffer;
    private int offset;

    /**
     * Lays this flyweight over a header.
     *
     * @param packetBuffer holds it.
     * @param headerOffset where it starts.
     * @return this.
     */
    public Tcp wrap(UnsafeBuffer packetBuffer, int headerOffset) {
        buffer = packetBuffer;
        offset = headerOffset;
        return this;
    }

    /**
     * Tests whether the header is all there, with its options.
     *
     * @param length bytes from the header's start to the IP packet's end.
     * @return whether every accessor stays within them.
     */
    public boolean isValid(int length) {
        return length >= MIN_HEADER_LENGTH && headerLength() >= MIN_HEADER_LENGTH && headerLength() <= length;
    }

    /** {@return the source port} */
    public int sourcePort() {
        return buffer.getShort(offset + SOURCE_PORT_OFFSET, BIG_ENDIAN) & 0xFFFF;
    }

    /** {@return the destination port} */
    public int destinationPort() {
        return buffer.getShort(offset + DESTINATION_PORT_OFFSET, BIG_ENDIAN) & 0xFFFF;
    }

    /** {@return the sequence number, from 0 to 2^32 - 1} */
    public long sequence() {
        return buffer.getInt(offset + SEQUENCE_OFFSET, BIG_ENDIAN) & 0xFFFFFFFFL;
    }

    /** {@return the bytes of the header with its options; from 20 to 60 in a valid one} */
    public int headerLength() {
        return (buffer.getByte(offset + DATA_OFFSET_OFFSET) & 0xF0) >>> 2;
    }

    /** {@return the flags, such as {@link #FLAG_SYN}, from 0 to 255} */
    public int flags() {
        return buffer.getByte(offset + FLAGS_OFFSET) & 0xFF;
    }
}
