package dev.narrows.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * An IPv6 header (RFC 8200 3), without what extension headers follow it. Not thread safe.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |Version| Traffic class |              Flow label               |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |         Payload length        |  Next header  |   Hop limit   |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                    Source address, 16 bytes                   |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                  Destination address, 16 bytes                |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class Ipv6 {
    /** Bytes of the header. */
    public static final int HEADER_LENGTH = 40;
    /** The least MTU that every link has, in bytes (RFC 8200 5). */
    public static final int MIN_MTU = 1280;
    /** Bytes of the longest payload, jumbograms aside. */
    public static final int MAX_PAYLOAD_LENGTH = 65535;
    /** Where version, traffic class and flow label stand. */
    public static final int VERSION_OFFSET = 0;
    /** Where the payload length stands. */
    public static final int PAYLOAD_LENGTH_OFFSET = 4;
    /** Where the next header's protocol stands. */
    public static final int NEXT_HEADER_OFFSET = 6;
    /** Where the hop limit stands. */
    public static final int HOP_LIMIT_OFFSET = 7;
    /** Where the source address stands. */
    public static final int SOURCE_OFFSET = 8;
    /** Where the destination address stands. */
    public static final int DESTINATION_OFFSET = 24;
    /** The bits of a flow label. */
    public static final int FLOW_LABEL_MASK = 0xF_FFFF;

    private static final int VERSION = 6;
    private static final int VERSION_SHIFT = 28;
    private static final int TRAFFIC_CLASS_SHIFT = 20;

    private UnsafeBuffer buffer;
    private int offset;

    /**
     * Lays this flyweight over a header.
     *
     * @param packetBuffer holds it.
     * @param headerOffset where it starts.
     * @return this.
     */
    public Ipv6 wrap(UnsafeBuffer packetBuffer, int headerOffset) {
        buffer = packetBuffer;
        offset = headerOffset;
        return this;
    }

    /**
     * Tests the version and the length.
     *
     * @param length bytes from the header's start to the frame's end, which may lie beyond the packet's.
     * @return whether every accessor and the payload stay within them. A payload length of 0 is an empty payload:
     *     jumbograms (RFC 2675) are longer than any buffer here.
     */
    public boolean isValid(int length) {
        return isStartValid(length) && totalLength() <= length;
    }

    /**
     * Tests the version alone, for a packet that may have been cut short.
     *
     * @param length bytes from the header's start to the end of what is there.
     * @return whether the header is there.
     */
    boolean isStartValid(int length) {
        return length >= HEADER_LENGTH && version() == VERSION;
    }

    /** {@return the version, 6 in a valid packet} */
    public int version() {
        return firstWord() >>> VERSION_SHIFT;
    }

    /** {@return the whole traffic class: DSCP and ECN, from 0 to 255} */
    public int trafficClass() {
        return firstWord() >>> TRAFFIC_CLASS_SHIFT & 0xFF;
    }

    /** {@return the codepoint of congestion notification, from 0 to 3; see {@link Ecn}} */
    public int ecn() {
        return trafficClass() & Ecn.MASK;
    }

    /** {@return the flow label, 20 bits} */
    public int flowLabel() {
        return firstWord() & FLOW_LABEL_MASK;
    }

    /** {@return the bytes behind this header, extension headers included} */
    public int payloadLength() {
        return buffer.getShort(offset + PAYLOAD_LENGTH_OFFSET, BIG_ENDIAN) & 0xFFFF;
    }

    /** {@return the bytes of the whole packet, from 40} */
    public int totalLength() {
        return HEADER_LENGTH + payloadLength();
    }

    /** {@return the protocol of what follows this header, from 0 to 255; see {@link IpProtocol}} */
    public int nextHeader() {
        return buffer.getByte(offset + NEXT_HEADER_OFFSET) & 0xFF;
    }

    /** {@return the hop limit, from 0 to 255} */
    public int hopLimit() {
        return buffer.getByte(offset + HOP_LIMIT_OFFSET) & 0xFF;
    }

    /** {@return the first eight bytes of the source address} */
    public long sourceHigh() {
        return buffer.getLong(offset + SOURCE_OFFSET, BIG_ENDIAN);
    }

    /** {@return the last eight bytes of the source address} */
    public long sourceLow() {
        return buffer.getLong(offset + SOURCE_OFFSET + Long.BYTES, BIG_ENDIAN);
    }

    /** {@return the first eight bytes of the destination address} */
    public long destinationHigh() {
        return buffer.getLong(offset + DESTINATION_OFFSET, BIG_ENDIAN);
    }

    /** {@return the last eight bytes of the destination address} */
    public long destinationLow() {
        return buffer.getLong(offset + DESTINATION_OFFSET + Long.BYTES, BIG_ENDIAN);
    }

    /** {@return where the header starts in the buffer} */
    public int offset() {
        return offset;
    }

    /**
     * Writes version, traffic class and flow label.
     *
     * @param trafficClass from 0 to 255.
     * @param flowLabel    20 bits.
     * @return this.
     */
    public Ipv6 start(int trafficClass, int flowLabel) {
        buffer.putInt(offset, VERSION << VERSION_SHIFT | trafficClass << TRAFFIC_CLASS_SHIFT | flowLabel, BIG_ENDIAN);
        return this;
    }

    /**
     * Writes the bytes behind this header.
     *
     * @param payloadLength from 0 to 65535.
     * @return this.
     */
    public Ipv6 payloadLength(int payloadLength) {
        buffer.putShort(offset + PAYLOAD_LENGTH_OFFSET, (short)payloadLength, BIG_ENDIAN);
        return this;
    }

    /**
     * Writes the protocol of what follows.
     *
     * @param nextHeader from 0 to 255; see {@link IpProtocol}.
     * @return this.
     */
    public Ipv6 nextHeader(int nextHeader) {
        buffer.putByte(offset + NEXT_HEADER_OFFSET, (byte)nextHeader);
        return this;
    }

    /**
     * Writes the hop limit.
     *
     * @param hopLimit from 0 to 255.
     * @return this.
     */
    public Ipv6 hopLimit(int hopLimit) {
        buffer.putByte(offset + HOP_LIMIT_OFFSET, (byte)hopLimit);
        return this;
    }

    /**
     * Writes the source address.
     *
     * @param high its first eight bytes.
     * @param low  its last eight.
     * @return this.
     */
    public Ipv6 source(long high, long low) {
        buffer.putLong(offset + SOURCE_OFFSET, high, BIG_ENDIAN);
        buffer.putLong(offset + SOURCE_OFFSET + Long.BYTES, low, BIG_ENDIAN);
        return this;
    }

    /**
     * Writes the destination address.
     *
     * @param high its first eight bytes.
     * @param low  its last eight.
     * @return this.
     */
    public Ipv6 destination(long high, long low) {
        buffer.putLong(offset + DESTINATION_OFFSET, high, BIG_ENDIAN);
        buffer.putLong(offset + DESTINATION_OFFSET + Long.BYTES, low, BIG_ENDIAN);
        return this;
    }

    /**
     * Changes the congestion notification and leaves the DSCP as it is.
     *
     * @param ecn from 0 to 3; see {@link Ecn}.
     */
    public void updateEcn(int ecn) {
        int mask = Ecn.MASK << TRAFFIC_CLASS_SHIFT;
        buffer.putInt(offset, (firstWord() & ~mask) | ecn << TRAFFIC_CLASS_SHIFT, BIG_ENDIAN);
    }

    private int firstWord() {
        return buffer.getInt(offset + VERSION_OFFSET, BIG_ENDIAN);
    }
}
