package dev.narrows.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * An ICMPv4 message (RFC 792), and its next-hop MTU (RFC 1191 4). Not thread safe.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |      Type     |      Code     |            Checksum           |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |     Identifier, or unused     |   Sequence, or next-hop MTU   |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                   Data, or the quoted packet                  |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class Icmpv4 {
    /** Bytes of the header. */
    public static final int HEADER_LENGTH = 8;
    /** Where the type stands. */
    public static final int TYPE_OFFSET = 0;
    /** Where the code stands. */
    public static final int CODE_OFFSET = 1;
    /** Where the checksum stands. */
    public static final int CHECKSUM_OFFSET = 2;
    /** Where the four bytes stand whose meaning depends on the type. */
    public static final int REST_OFFSET = 4;
    /** Where an echo's identifier stands. */
    public static final int IDENTIFIER_OFFSET = 4;
    /** Where an echo's sequence number stands. */
    public static final int SEQUENCE_OFFSET = 6;
    /** Where the next-hop MTU stands. */
    public static final int NEXT_HOP_MTU_OFFSET = 6;

    /** Type: answer to an echo request. */
    public static final int ECHO_REPLY = 0;
    /** Type: destination unreachable. */
    public static final int DESTINATION_UNREACHABLE = 3;
    /** Type: source quench, deprecated (RFC 6633). */
    public static final int SOURCE_QUENCH = 4;
    /** Type: redirect. */
    public static final int REDIRECT = 5;
    /** Type: echo request. */
    public static final int ECHO_REQUEST = 8;
    /** Type: time exceeded. */
    public static final int TIME_EXCEEDED = 11;
    /** Type: parameter problem. */
    public static final int PARAMETER_PROBLEM = 12;

    /** Code of destination unreachable: no route. */
    public static final int CODE_NET_UNREACHABLE = 0;
    /** Code of destination unreachable: the next hop does not answer. */
    public static final int CODE_HOST_UNREACHABLE = 1;
    /** Code of destination unreachable: longer than the next link takes, and DF is set. */
    public static final int CODE_FRAGMENTATION_NEEDED = 4;
    /** Code of destination unreachable: prohibited by policy (RFC 1812 5.2.7.1). */
    public static final int CODE_PROHIBITED = 13;
    /** Code of time exceeded: the time to live ran out on the way. */
    public static final int CODE_TTL_EXCEEDED = 0;

    private UnsafeBuffer buffer;
    private int offset;

    /**
     * Lays this flyweight over a header.
     *
     * @param packetBuffer holds it.
     * @param headerOffset where it starts.
     * @return this.
     */
    public Icmpv4 wrap(UnsafeBuffer packetBuffer, int headerOffset) {
        buffer = packetBuffer;
        offset = headerOffset;
        return this;
    }

    /**
     * Tests whether the header is all there.
     *
     * @param length bytes from the header's start to the IP packet's end.
     * @return whether every accessor stays within them.
     */
    public boolean isValid(int length) {
        return length >= HEADER_LENGTH;
    }

    /**
     * Tells errors, about which no error is ever sent (RFC 1122 3.2.2), from queries.
     *
     * @param type the message's type.
     * @return whether it is one of the errors of RFC 792.
     */
    public static boolean isError(int type) {
        return switch (type) {
            case DESTINATION_UNREACHABLE, SOURCE_QUENCH, REDIRECT, TIME_EXCEEDED, PARAMETER_PROBLEM -> true;
            default -> false;
        };
    }

    /** {@return whether a router says that a packet with DF was longer than its next link takes} */
    public boolean isFragmentationNeeded() {
        return type() == DESTINATION_UNREACHABLE && code() == CODE_FRAGMENTATION_NEEDED;
    }

    /** {@return the type, from 0 to 255} */
    public int type() {
        return buffer.getByte(offset + TYPE_OFFSET) & 0xFF;
    }

    /** {@return the code, from 0 to 255} */
    public int code() {
        return buffer.getByte(offset + CODE_OFFSET) & 0xFF;
    }

    /** {@return the checksum} */
    public int checksum() {
        return buffer.getShort(offset + CHECKSUM_OFFSET, BIG_ENDIAN) & 0xFFFF;
    }

    /** {@return the four bytes whose meaning depends on the type} */
    public int restOfHeader() {
        return buffer.getInt(offset + REST_OFFSET, BIG_ENDIAN);
    }

    /** {@return an echo's identifier, from 0 to 65535} */
    public int identifier() {
        return buffer.getShort(offset + IDENTIFIER_OFFSET, BIG_ENDIAN) & 0xFFFF;
    }

    /** {@return an echo's sequence number, from 0 to 65535} */
    public int sequence() {
        return buffer.getShort(offset + SEQUENCE_OFFSET, BIG_ENDIAN) & 0xFFFF;
    }

    /** {@return the MTU that "fragmentation needed" claims, in bytes; 0 from a router older than RFC 1191} */
    public int nextHopMtu() {
        return buffer.getShort(offset + NEXT_HOP_MTU_OFFSET, BIG_ENDIAN) & 0xFFFF;
    }

    /**
     * Writes the type.
     *
     * @param type from 0 to 255.
     * @return this.
     */
    public Icmpv4 type(int type) {
        buffer.putByte(offset + TYPE_OFFSET, (byte)type);
        return this;
    }

    /**
     * Writes the code.
     *
     * @param code from 0 to 255.
     * @return this.
     */
    public Icmpv4 code(int code) {
        buffer.putByte(offset + CODE_OFFSET, (byte)code);
        return this;
    }

    /**
     * Writes the four bytes whose meaning depends on the type.
     *
     * @param restOfHeader in network significance.
     * @return this.
     */
    public Icmpv4 restOfHeader(int restOfHeader) {
        buffer.putInt(offset + REST_OFFSET, restOfHeader, BIG_ENDIAN);
        return this;
    }

    /**
     * Writes an echo's identifier.
     *
     * @param identifier from 0 to 65535.
     * @return this.
     */
    public Icmpv4 identifier(int identifier) {
        buffer.putShort(offset + IDENTIFIER_OFFSET, (short)identifier, BIG_ENDIAN);
        return this;
    }

    /**
     * Writes an echo's sequence number.
     *
     * @param sequence from 0 to 65535.
     * @return this.
     */
    public Icmpv4 sequence(int sequence) {
        buffer.putShort(offset + SEQUENCE_OFFSET, (short)sequence, BIG_ENDIAN);
        return this;
    }

    /**
     * Writes the MTU of "fragmentation needed".
     *
     * @param nextHopMtu in bytes, from 0 to 65535.
     * @return this.
     */
    public Icmpv4 nextHopMtu(int nextHopMtu) {
        buffer.putShort(offset + NEXT_HOP_MTU_OFFSET, (short)nextHopMtu, BIG_ENDIAN);
        return this;
    }

    /**
     * Tests the checksum.
     *
     * @param length bytes of the whole message, at least {@link #HEADER_LENGTH}.
     * @return whether it is right.
     */
    public boolean isChecksumRight(int length) {
        return InternetChecksum.isRight(buffer, offset, length);
    }

    /**
     * Computes and writes the checksum.
     *
     * @param length bytes of the whole message, at least {@link #HEADER_LENGTH}.
     * @return this.
     */
    public Icmpv4 computeChecksum(int length) {
        buffer.putShort(offset + CHECKSUM_OFFSET, (short)0);
        int checksum = InternetChecksum.compute(buffer, offset, length);
        buffer.putShort(offset + CHECKSUM_OFFSET, (short)checksum, BIG_ENDIAN);
        return this;
    }
}
