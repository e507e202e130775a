package dev.narrows.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * The part of a TCP header that a gateway reads, and the one option that it may change (RFC 9293 3.1). Not thread safe.
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
    /** Where the checksum stands. */
    public static final int CHECKSUM_OFFSET = 16;

    /** The sender has no more data. */
    public static final int FLAG_FIN = 0x01;
    /** Sequence numbers are synchronized. */
    public static final int FLAG_SYN = 0x02;
    /** The connection is reset. */
    public static final int FLAG_RST = 0x04;
    /** The acknowledgement number counts. */
    public static final int FLAG_ACK = 0x10;

    /** The kind of the option with the maximum segment size (RFC 9293 3.7.1). */
    public static final int OPTION_MSS = 2;
    /** The kind of the authentication option (RFC 5925 2.2). */
    public static final int OPTION_AUTHENTICATION = 29;
    /** Bytes of the option with the maximum segment size. */
    public static final int MSS_LENGTH = 4;
    /** In place of where an option stands: there is none. */
    public static final int NO_OPTION = -1;

    private static final int OPTION_END = 0;
    private static final int OPTION_NO_OPERATION = 1;
    private static final int MIN_OPTION_LENGTH = 2;
    private static final int MSS_VALUE_OFFSET = 2;

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

    /** {@return the checksum, from 0 to 65535} */
    public int checksum() {
        return buffer.getShort(offset + CHECKSUM_OFFSET, BIG_ENDIAN) & 0xFFFF;
    }

    /**
     * Finds an option of a valid header (RFC 9293 3.1). The search ends with the list, at its end mark, or where an
     * option is malformed: receivers understand nothing behind it either.
     *
     * @param kind of those with a length, such as {@link #OPTION_MSS}.
     * @param from where to begin, in bytes from the header's start: {@link #MIN_HEADER_LENGTH}, or right behind an
     *             option.
     * @return where the first one stands, in bytes from the header's start, all of it within the header; or
     *     {@link #NO_OPTION}.
     */
    public int option(int kind, int from) {
        int end = headerLength();
        int position = from;
        while (position + MIN_OPTION_LENGTH <= end) {
            int found = buffer.getByte(offset + position) & 0xFF;
            if (found == OPTION_NO_OPERATION) {
                position++;
                continue;
            }
            int length = optionLength(position);
            if (found == OPTION_END || length < MIN_OPTION_LENGTH || position + length > end) {
                return NO_OPTION;
            }
            if (found == kind) {
                return position;
            }
            position += length;
        }
        return NO_OPTION;
    }

    /**
     * Tells an option's length.
     *
     * @param option where it stands, in bytes from the header's start.
     * @return its bytes, kind and length included.
     */
    public int optionLength(int option) {
        return buffer.getByte(offset + option + 1) & 0xFF;
    }

    /**
     * Tells the maximum segment size.
     *
     * @param option where the option stands, in bytes from the header's start.
     * @return bytes, from 0 to 65535.
     */
    public int mss(int option) {
        return buffer.getShort(offset + option + MSS_VALUE_OFFSET, BIG_ENDIAN) & 0xFFFF;
    }

    /**
     * Changes the maximum segment size, and the checksum with it (RFC 1624 3).
     *
     * @param option where the option stands, in bytes from the header's start: an odd number as well as an even one.
     * @param bytes  from 0 to 65535.
     */
    public void updateMss(int option, int bytes) {
        int before = mss(option);
        buffer.putShort(offset + option + MSS_VALUE_OFFSET, (short)bytes, BIG_ENDIAN);
        // What straddles two words counts in the sum with its bytes swapped (RFC 1071 2 B).
        boolean isStraddling = (option & 1) != 0;
        int checksum = isStraddling
            ? InternetChecksum.update(checksum(), swapped(before), swapped(bytes))
            : InternetChecksum.update(checksum(), before, bytes);
        buffer.putShort(offset + CHECKSUM_OFFSET, (short)checksum, BIG_ENDIAN);
    }

    private static int swapped(int word) {
        return Short.reverseBytes((short)word) & 0xFFFF;
    }
}
