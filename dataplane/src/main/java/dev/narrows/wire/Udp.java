package dev.narrows.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * A UDP header (RFC 768). Not thread safe.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |          Source port          |        Destination port       |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |             Length            |            Checksum           |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class Udp {
    /** Bytes of the header. */
    public static final int HEADER_LENGTH = 8;
    /** Where the source port stands. */
    public static final int SOURCE_PORT_OFFSET = 0;
    /** Where the destination port stands. */
    public static final int DESTINATION_PORT_OFFSET = 2;
    /** Where the length stands. */
    public static final int LENGTH_OFFSET = 4;
    /** Where the checksum stands. */
    public static final int CHECKSUM_OFFSET = 6;

    private UnsafeBuffer buffer;
    private int offset;

    /**
     * Lays this flyweight over a header.
     *
     * @param packetBuffer holds it.
     * @param headerOffset where it starts.
     * @return this.
     */
    public Udp wrap(UnsafeBuffer packetBuffer, int headerOffset) {
        buffer = packetBuffer;
        offset = headerOffset;
        return this;
    }

    /**
     * Tests whether the whole datagram is there, which it is not in a first fragment.
     *
     * @param length bytes from the header's start to the IP packet's end.
     * @return whether every accessor stays within them, and the datagram too.
     */
    public boolean isValid(int length) {
        return length >= HEADER_LENGTH && length() >= HEADER_LENGTH && length() <= length;
    }

    /** {@return the source port} */
    public int sourcePort() {
        return buffer.getShort(offset + SOURCE_PORT_OFFSET, BIG_ENDIAN) & 0xFFFF;
    }

    /** {@return the destination port} */
    public int destinationPort() {
        return buffer.getShort(offset + DESTINATION_PORT_OFFSET, BIG_ENDIAN) & 0xFFFF;
    }

    /** {@return the bytes of header and data; at least 8 in a valid datagram} */
    public int length() {
        return buffer.getShort(offset + LENGTH_OFFSET, BIG_ENDIAN) & 0xFFFF;
    }

    /** {@return the checksum; 0 where the sender made none} */
    public int checksum() {
        return buffer.getShort(offset + CHECKSUM_OFFSET, BIG_ENDIAN) & 0xFFFF;
    }

    /**
     * Writes the source port.
     *
     * @param sourcePort from 0 to 65535.
     * @return this.
     */
    public Udp sourcePort(int sourcePort) {
        buffer.putShort(offset + SOURCE_PORT_OFFSET, (short)sourcePort, BIG_ENDIAN);
        return this;
    }

    /**
     * Writes the destination port.
     *
     * @param destinationPort from 0 to 65535.
     * @return this.
     */
    public Udp destinationPort(int destinationPort) {
        buffer.putShort(offset + DESTINATION_PORT_OFFSET, (short)destinationPort, BIG_ENDIAN);
        return this;
    }

    /**
     * Writes the bytes of header and data.
     *
     * @param length from 8 to 65535.
     * @return this.
     */
    public Udp length(int length) {
        buffer.putShort(offset + LENGTH_OFFSET, (short)length, BIG_ENDIAN);
        return this;
    }

    /**
     * Says that the sender made no checksum.
     *
     * @return this.
     */
    public Udp noChecksum() {
        buffer.putShort(offset + CHECKSUM_OFFSET, (short)0);
        return this;
    }

    /**
     * Tests the checksum over pseudo header, header and data.
     *
     * @param source      the IPv4 source address.
     * @param destination the IPv4 destination address.
     * @return whether it is right, or the sender made none.
     */
    public boolean isChecksumRight(int source, int destination) {
        return checksum() == 0 || InternetChecksum.isRight(sum(pseudoHeaderSum(source, destination)));
    }

    /**
     * Computes and writes the checksum over pseudo header, header and data.
     *
     * @param source      the IPv4 source address.
     * @param destination the IPv4 destination address.
     * @return this.
     */
    public Udp computeChecksum(int source, int destination) {
        return computeChecksum(pseudoHeaderSum(source, destination));
    }

    /**
     * Tests the checksum over a pseudo header of either family, header and data.
     *
     * @param sourceHigh      the first eight bytes of the source address, as {@link IpAddress} has it.
     * @param sourceLow       its last eight.
     * @param destinationHigh the first eight bytes of the destination address.
     * @param destinationLow  its last eight.
     * @return whether it is right, or the sender of an IPv4 packet made none; with IPv6 there must be one (RFC 8200
     *     8.1).
     */
    public boolean isChecksumRight(long sourceHigh, long sourceLow, long destinationHigh, long destinationLow) {
        if (checksum() == 0) {
            return IpAddress.isIpv4(sourceHigh, sourceLow);
        }
        return InternetChecksum.isRight(sum(pseudoHeaderSum(sourceHigh, sourceLow, destinationHigh, destinationLow)));
    }

    /**
     * Computes and writes the checksum over a pseudo header of either family, header and data.
     *
     * @param sourceHigh      the first eight bytes of the source address, as {@link IpAddress} has it.
     * @param sourceLow       its last eight.
     * @param destinationHigh the first eight bytes of the destination address.
     * @param destinationLow  its last eight.
     * @return this.
     */
    public Udp computeChecksum(long sourceHigh, long sourceLow, long destinationHigh, long destinationLow) {
        return computeChecksum(pseudoHeaderSum(sourceHigh, sourceLow, destinationHigh, destinationLow));
    }

    private Udp computeChecksum(int pseudoHeaderSum) {
        buffer.putShort(offset + CHECKSUM_OFFSET, (short)0);
        int checksum = InternetChecksum.complement(sum(pseudoHeaderSum));
        // Zero would say that there is none; its other form in ones' complement is sent instead.
        buffer.putShort(offset + CHECKSUM_OFFSET, (short)(checksum == 0 ? 0xFFFF : checksum), BIG_ENDIAN);
        return this;
    }

    private int pseudoHeaderSum(int source, int destination) {
        return InternetChecksum.pseudoHeaderSum(source, destination, IpProtocol.UDP, length());
    }

    private int pseudoHeaderSum(long sourceHigh, long sourceLow, long destinationHigh, long destinationLow) {
        return InternetChecksum.pseudoHeaderSum(
            sourceHigh, sourceLow, destinationHigh, destinationLow, IpProtocol.UDP, length());
    }

    private long sum(int pseudoHeaderSum) {
        return InternetChecksum.sum(buffer, offset, length()) + (long)pseudoHeaderSum;
    }
}
