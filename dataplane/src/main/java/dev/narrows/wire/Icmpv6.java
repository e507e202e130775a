package dev.narrows.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * An ICMPv6 message (RFC 4443). Its checksum covers a pseudo header too, unlike ICMPv4's. Not thread safe.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |      Type     |      Code     |            Checksum           |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |          MTU, or pointer, or identifier and sequence          |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                   Data, or the quoted packet                  |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class Icmpv6 {
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

    /** Type: destination unreachable. */
    public static final int DESTINATION_UNREACHABLE = 1;
    /** Type: longer than the next link takes. */
    public static final int PACKET_TOO_BIG = 2;
    /** Type: time exceeded. */
    public static final int TIME_EXCEEDED = 3;
    /** Type: parameter problem. */
    public static final int PARAMETER_PROBLEM = 4;
    /** Type: echo request. */
    public static final int ECHO_REQUEST = 128;
    /** Type: answer to an echo request. */
    public static final int ECHO_REPLY = 129;
    /** Type: who are the routers here (RFC 4861 4.1). */
    public static final int ROUTER_SOLICITATION = 133;
    /** Type: a router is here (RFC 4861 4.2). */
    public static final int ROUTER_ADVERTISEMENT = 134;
    /** Type: who has this address (RFC 4861 4.3). */
    public static final int NEIGHBOUR_SOLICITATION = 135;
    /** Type: this address is here (RFC 4861 4.4). */
    public static final int NEIGHBOUR_ADVERTISEMENT = 136;
    /** Type: a better first hop (RFC 4861 4.5). */
    public static final int REDIRECT = 137;

    /** Code of destination unreachable: no route. */
    public static final int CODE_NO_ROUTE = 0;
    /** Code of destination unreachable: prohibited by policy. */
    public static final int CODE_PROHIBITED = 1;
    /** Code of destination unreachable: the next hop does not answer. */
    public static final int CODE_ADDRESS_UNREACHABLE = 3;
    /** Code of time exceeded: the hop limit ran out on the way. */
    public static final int CODE_HOP_LIMIT_EXCEEDED = 0;

    private static final int FIRST_INFORMATIONAL = 128;

    private UnsafeBuffer buffer;
    private int offset;

    /**
     * Lays this flyweight over a header.
     *
     * @param packetBuffer holds it.
     * @param headerOffset where it starts.
     * @return this.
     */
    public Icmpv6 wrap(UnsafeBuffer packetBuffer, int headerOffset) {
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
     * Tells errors, about which no error is ever sent (RFC 4443 2.4 e), from informational messages.
     *
     * @param type the message's type, from 0 to 255.
     * @return whether it is an error, known or not (RFC 4443 2.1).
     */
    public static boolean isError(int type) {
        return type < FIRST_INFORMATIONAL;
    }

    /**
     * Tells the messages of neighbour discovery, which count only between neighbours (RFC 4861).
     *
     * @param type the message's type, from 0 to 255.
     * @return whether it is one of the five.
     */
    public static boolean isNeighbourDiscovery(int type) {
        return type >= ROUTER_SOLICITATION && type <= REDIRECT;
    }

    /**
     * {@return whether a router says that a packet was longer than its next link takes; its code counts for nothing}
     */
    public boolean isPacketTooBig() {
        return type() == PACKET_TOO_BIG;
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

    /** {@return the MTU that "packet too big" claims, in bytes, from 0 to 2^32 - 1 (RFC 4443 3.2)} */
    public long mtu() {
        return restOfHeader() & 0xFFFFFFFFL;
    }

    /**
     * Writes the type.
     *
     * @param type from 0 to 255.
     * @return this.
     */
    public Icmpv6 type(int type) {
        buffer.putByte(offset + TYPE_OFFSET, (byte)type);
        return this;
    }

    /**
     * Writes the code.
     *
     * @param code from 0 to 255.
     * @return this.
     */
    public Icmpv6 code(int code) {
        buffer.putByte(offset + CODE_OFFSET, (byte)code);
        return this;
    }

    /**
     * Writes the four bytes whose meaning depends on the type, such as the MTU of "packet too big".
     *
     * @param restOfHeader in network significance.
     * @return this.
     */
    public Icmpv6 restOfHeader(int restOfHeader) {
        buffer.putInt(offset + REST_OFFSET, restOfHeader, BIG_ENDIAN);
        return this;
    }

    /**
     * Writes an echo's identifier.
     *
     * @param identifier from 0 to 65535.
     * @return this.
     */
    public Icmpv6 identifier(int identifier) {
        buffer.putShort(offset + IDENTIFIER_OFFSET, (short)identifier, BIG_ENDIAN);
        return this;
    }

    /**
     * Writes an echo's sequence number.
     *
     * @param sequence from 0 to 65535.
     * @return this.
     */
    public Icmpv6 sequence(int sequence) {
        buffer.putShort(offset + SEQUENCE_OFFSET, (short)sequence, BIG_ENDIAN);
        return this;
    }

    /**
     * Tests the checksum over the message and its pseudo header (RFC 4443 2.3).
     *
     * @param pseudoHeaderSum of {@link InternetChecksum#pseudoHeaderSum(long, long, long, long, int, int)}.
     * @param length          bytes of the whole message, at least {@link #HEADER_LENGTH}.
     * @return whether it is right.
     */
    public boolean isChecksumRight(int pseudoHeaderSum, int length) {
        return InternetChecksum.isRight(InternetChecksum.sum(buffer, offset, length) + (long)pseudoHeaderSum);
    }

    /**
     * Computes and writes the checksum over the message and its pseudo header (RFC 4443 2.3).
     *
     * @param pseudoHeaderSum of {@link InternetChecksum#pseudoHeaderSum(long, long, long, long, int, int)}.
     * @param length          bytes of the whole message, at least {@link #HEADER_LENGTH}.
     * @return this.
     */
    public Icmpv6 computeChecksum(int pseudoHeaderSum, int length) {
        buffer.putShort(offset + CHECKSUM_OFFSET, (short)0);
        int checksum = InternetChecksum.complement(
            InternetChecksum.sum(buffer, offset, length) + (long)pseudoHeaderSum);
        buffer.putShort(offset + CHECKSUM_OFFSET, (short)checksum, BIG_ENDIAN);
        return this;
    }
}
