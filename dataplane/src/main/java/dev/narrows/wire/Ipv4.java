package dev.narrows.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * An IPv4 header (RFC 791 3.1). Not thread safe.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |Version|  IHL  |      TOS      |          Total length         |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |         Identification        |Flags|     Fragment offset     |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |  Time to live |    Protocol   |        Header checksum        |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                         Source address                        |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                      Destination address                      |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                   Options, padded to 32 bits                  |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>What is written with {@code updateX} or {@link #decrementTtl()} keeps a right checksum right (RFC 1624); after any
 * other write, {@link #computeChecksum()} is due.
 */
public final class Ipv4 {
    /** Bytes of a header without options. */
    public static final int MIN_HEADER_LENGTH = 20;
    /** What every link takes in one piece (RFC 791 3.2). */
    public static final int MIN_MTU = 68;
    /** Bytes of the longest header. */
    public static final int MAX_HEADER_LENGTH = 60;
    /** Bytes of the longest packet. */
    public static final int MAX_TOTAL_LENGTH = 65535;
    /** Where the version stands, and the header length in words of 32 bits. */
    public static final int VERSION_IHL_OFFSET = 0;
    /** Where DSCP and ECN stand. */
    public static final int TOS_OFFSET = 1;
    /** Where the total length stands. */
    public static final int TOTAL_LENGTH_OFFSET = 2;
    /** Where the identification stands. */
    public static final int IDENTIFICATION_OFFSET = 4;
    /** Where the flags stand, and the fragment offset in units of 8 bytes. */
    public static final int FRAGMENT_OFFSET = 6;
    /** Where the time to live stands. */
    public static final int TTL_OFFSET = 8;
    /** Where the protocol stands. */
    public static final int PROTOCOL_OFFSET = 9;
    /** Where the header checksum stands. */
    public static final int CHECKSUM_OFFSET = 10;
    /** Where the source address stands. */
    public static final int SOURCE_OFFSET = 12;
    /** Where the destination address stands. */
    public static final int DESTINATION_OFFSET = 16;
    /** Where the options start, if there are any. */
    public static final int OPTIONS_OFFSET = 20;

    private static final int VERSION = 4;
    private static final int VERSION_SHIFT = 4;
    private static final int IHL_MASK = 0xF;
    private static final int IHL_UNIT_SHIFT = 2;
    private static final int DSCP_SHIFT = 2;
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int MORE_FRAGMENTS = 0x2000;
    private static final int FRAGMENT_OFFSET_MASK = 0x1FFF;
    private static final int FRAGMENT_UNIT_SHIFT = 3;
    /** One, in the word that the time to live and the protocol share. */
    private static final int TTL_ONE = 0x0100;

    private UnsafeBuffer buffer;
    private int offset;

    /**
     * Lays this flyweight over a header.
     *
     * @param packetBuffer holds it.
     * @param headerOffset where it starts.
     * @return this.
     */
    public Ipv4 wrap(UnsafeBuffer packetBuffer, int headerOffset) {
        buffer = packetBuffer;
        offset = headerOffset;
        return this;
    }

    /**
     * Tests the version and the lengths; the checksum is asked for by itself.
     *
     * @param length bytes from the header's start to the frame's end, which may lie beyond the packet's.
     * @return whether every accessor, the options and the payload stay within them.
     */
    public boolean isValid(int length) {
        return isStartValid(length) && totalLength() >= headerLength() && totalLength() <= length;
    }

    /**
     * Tests the version and the least header length alone, for a packet that may have been cut short.
     *
     * @param length bytes from the header's start to the end of what is there.
     * @return whether the fixed part of the header is there; options may lie beyond.
     */
    boolean isStartValid(int length) {
        return length >= MIN_HEADER_LENGTH && version() == VERSION && headerLength() >= MIN_HEADER_LENGTH;
    }

    /** {@return the version, 4 in a valid packet} */
    public int version() {
        return (buffer.getByte(offset + VERSION_IHL_OFFSET) & 0xFF) >>> VERSION_SHIFT;
    }

    /** {@return the bytes of the header with its options; from 20 to 60 in a valid one} */
    public int headerLength() {
        return (buffer.getByte(offset + VERSION_IHL_OFFSET) & IHL_MASK) << IHL_UNIT_SHIFT;
    }

    /** {@return the whole TOS byte: DSCP and ECN, from 0 to 255} */
    public int tos() {
        return buffer.getByte(offset + TOS_OFFSET) & 0xFF;
    }

    /** {@return the differentiated services codepoint, from 0 to 63 (RFC 2474 3)} */
    public int dscp() {
        return tos() >>> DSCP_SHIFT;
    }

    /** {@return the codepoint of congestion notification, from 0 to 3; see {@link Ecn}} */
    public int ecn() {
        return tos() & Ecn.MASK;
    }

    /** {@return the bytes of the whole packet, header included, from 0 to 65535} */
    public int totalLength() {
        return buffer.getShort(offset + TOTAL_LENGTH_OFFSET, BIG_ENDIAN) & 0xFFFF;
    }

    /** {@return the identification that fragments of one packet share, from 0 to 65535} */
    public int identification() {
        return buffer.getShort(offset + IDENTIFICATION_OFFSET, BIG_ENDIAN) & 0xFFFF;
    }

    /** {@return whether routers must not fragment this packet} */
    public boolean dontFragment() {
        return (fragmentWord() & DONT_FRAGMENT) != 0;
    }

    /** {@return whether further fragments follow this one} */
    public boolean moreFragments() {
        return (fragmentWord() & MORE_FRAGMENTS) != 0;
    }

    /** {@return where this fragment's data belong in the whole packet's, in bytes, from 0 to 65528} */
    public int fragmentOffset() {
        return (fragmentWord() & FRAGMENT_OFFSET_MASK) << FRAGMENT_UNIT_SHIFT;
    }

    /** {@return whether this is a part of a packet} */
    public boolean isFragment() {
        return (fragmentWord() & (MORE_FRAGMENTS | FRAGMENT_OFFSET_MASK)) != 0;
    }

    /** {@return whether this is the first part of several, the one with the transport header} */
    public boolean isFirstFragment() {
        return (fragmentWord() & (MORE_FRAGMENTS | FRAGMENT_OFFSET_MASK)) == MORE_FRAGMENTS;
    }

    /** {@return whether this is a part other than the first} */
    public boolean isLaterFragment() {
        return (fragmentWord() & FRAGMENT_OFFSET_MASK) != 0;
    }

    /** {@return the time to live, from 0 to 255} */
    public int ttl() {
        return buffer.getByte(offset + TTL_OFFSET) & 0xFF;
    }

    /** {@return the protocol of the payload, from 0 to 255; see {@link IpProtocol}} */
    public int protocol() {
        return buffer.getByte(offset + PROTOCOL_OFFSET) & 0xFF;
    }

    /** {@return the header checksum} */
    public int checksum() {
        return buffer.getShort(offset + CHECKSUM_OFFSET, BIG_ENDIAN) & 0xFFFF;
    }

    /** {@return the source address} */
    public int source() {
        return buffer.getInt(offset + SOURCE_OFFSET, BIG_ENDIAN);
    }

    /** {@return the destination address} */
    public int destination() {
        return buffer.getInt(offset + DESTINATION_OFFSET, BIG_ENDIAN);
    }

    /** {@return where the header starts in the buffer} */
    public int offset() {
        return offset;
    }

    /** {@return where the payload starts in the buffer} */
    public int payloadOffset() {
        return offset + headerLength();
    }

    /** {@return the bytes after the header; not negative in a valid packet} */
    public int payloadLength() {
        return totalLength() - headerLength();
    }

    /** {@return the bytes of options and their padding; from 0 to 40 in a valid packet} */
    public int optionsLength() {
        return headerLength() - MIN_HEADER_LENGTH;
    }

    /** {@return whether the header checksum is right} */
    public boolean isChecksumRight() {
        int length = headerLength();
        return length == MIN_HEADER_LENGTH
            ? InternetChecksum.isRightOver20(buffer, offset) : InternetChecksum.isRight(buffer, offset, length);
    }

    /**
     * Writes the version, 4, and the header's length.
     *
     * @param bytes from 20 to 60, a multiple of 4.
     * @return this.
     */
    public Ipv4 headerLength(int bytes) {
        buffer.putByte(offset + VERSION_IHL_OFFSET, (byte)(VERSION << VERSION_SHIFT | bytes >>> IHL_UNIT_SHIFT));
        return this;
    }

    /**
     * Writes the whole TOS byte.
     *
     * @param tos from 0 to 255.
     * @return this.
     */
    public Ipv4 tos(int tos) {
        buffer.putByte(offset + TOS_OFFSET, (byte)tos);
        return this;
    }

    /**
     * Writes the bytes of the whole packet.
     *
     * @param totalLength from 20 to 65535, header included.
     * @return this.
     */
    public Ipv4 totalLength(int totalLength) {
        buffer.putShort(offset + TOTAL_LENGTH_OFFSET, (short)totalLength, BIG_ENDIAN);
        return this;
    }

    /**
     * Writes the identification.
     *
     * @param identification from 0 to 65535.
     * @return this.
     */
    public Ipv4 identification(int identification) {
        buffer.putShort(offset + IDENTIFICATION_OFFSET, (short)identification, BIG_ENDIAN);
        return this;
    }

    /**
     * Writes the flags and the fragment offset; the reserved flag is cleared.
     *
     * @param dontFragment   whether routers must not fragment the packet.
     * @param moreFragments  whether further fragments follow.
     * @param fragmentOffset in bytes, from 0 to 65528, a multiple of 8.
     * @return this.
     */
    public Ipv4 fragment(boolean dontFragment, boolean moreFragments, int fragmentOffset) {
        int flags = (dontFragment ? DONT_FRAGMENT : 0) | (moreFragments ? MORE_FRAGMENTS : 0);
        buffer.putShort(offset + FRAGMENT_OFFSET, (short)(flags | fragmentOffset >>> FRAGMENT_UNIT_SHIFT), BIG_ENDIAN);
        return this;
    }

    /**
     * Writes the time to live.
     *
     * @param ttl from 0 to 255.
     * @return this.
     */
    public Ipv4 ttl(int ttl) {
        buffer.putByte(offset + TTL_OFFSET, (byte)ttl);
        return this;
    }

    /**
     * Writes the protocol of the payload.
     *
     * @param protocol from 0 to 255; see {@link IpProtocol}.
     * @return this.
     */
    public Ipv4 protocol(int protocol) {
        buffer.putByte(offset + PROTOCOL_OFFSET, (byte)protocol);
        return this;
    }

    /**
     * Writes the header checksum.
     *
     * @param checksum from 0 to 65535.
     * @return this.
     */
    public Ipv4 checksum(int checksum) {
        buffer.putShort(offset + CHECKSUM_OFFSET, (short)checksum, BIG_ENDIAN);
        return this;
    }

    /**
     * Writes the source address.
     *
     * @param source the address.
     * @return this.
     */
    public Ipv4 source(int source) {
        buffer.putInt(offset + SOURCE_OFFSET, source, BIG_ENDIAN);
        return this;
    }

    /**
     * Writes the destination address.
     *
     * @param destination the address.
     * @return this.
     */
    public Ipv4 destination(int destination) {
        buffer.putInt(offset + DESTINATION_OFFSET, destination, BIG_ENDIAN);
        return this;
    }

    /**
     * Computes and writes the header checksum.
     *
     * @return this.
     */
    public Ipv4 computeChecksum() {
        buffer.putShort(offset + CHECKSUM_OFFSET, (short)0);
        return checksum(InternetChecksum.compute(buffer, offset, headerLength()));
    }

    /** Lowers the time to live by one and updates the checksum. The caller has seen that it is above zero. */
    public void decrementTtl() {
        int word = word(TTL_OFFSET);
        updateWord(TTL_OFFSET, word, word - TTL_ONE);
    }

    /**
     * Changes the whole TOS byte and updates the checksum.
     *
     * @param tos from 0 to 255.
     */
    public void updateTos(int tos) {
        int word = word(VERSION_IHL_OFFSET);
        updateWord(VERSION_IHL_OFFSET, word, (word & 0xFF00) | tos);
    }

    /**
     * Changes the congestion notification, leaves the DSCP as it is, and updates the checksum.
     *
     * @param ecn from 0 to 3; see {@link Ecn}.
     */
    public void updateEcn(int ecn) {
        int word = word(VERSION_IHL_OFFSET);
        updateWord(VERSION_IHL_OFFSET, word, (word & ~Ecn.MASK) | ecn);
    }

    private int fragmentWord() {
        return word(FRAGMENT_OFFSET);
    }

    private int word(int fieldOffset) {
        return buffer.getShort(offset + fieldOffset, BIG_ENDIAN) & 0xFFFF;
    }

    private void updateWord(int fieldOffset, int oldWord, int newWord) {
        buffer.putShort(offset + fieldOffset, (short)newWord, BIG_ENDIAN);
        checksum(InternetChecksum.update(checksum(), oldWord, newWord));
    }
}
