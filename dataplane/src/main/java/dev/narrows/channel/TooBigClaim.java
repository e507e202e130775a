package dev.narrows.channel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.narrows.wire.IpAddress;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What an ICMP "fragmentation needed" claims about one of our ESP packets, and what the ledger of sent packets holds
 * of that one: a message in the event ring. Little endian.
 *
 * <pre>
 *   0 claimed MTU         4 SPI, or 0          8 quoted sequence number: as the packet carries it, 32 bits in 64
 *  16 ledger: outer length, or -1             20 ledger: inner bytes that follow
 *  24 reporter address, 16 bytes              40 quoted source, 16 bytes         56 quoted destination, 16 bytes
 *  72 quoted UDP ports, source and destination, or zeros  80 the first bytes of the inner packet
 * </pre>
 */
public final class TooBigClaim {
    /** Bytes before the inner packet's. */
    public static final int HEADER_LENGTH = 80;
    /** The outer length where the ledger does not hold the packet. */
    public static final int NOT_IN_LEDGER = -1;
    /** In place of the SPI where the quote ends before it: no SA has this one (RFC 4303 2.1). */
    public static final int NO_SPI = 0;

    private static final int MTU_OFFSET = 0;
    private static final int SPI_OFFSET = 4;
    private static final int SEQUENCE_OFFSET = 8;
    private static final int OUTER_LENGTH_OFFSET = 16;
    private static final int INNER_LENGTH_OFFSET = 20;
    private static final int REPORTER_OFFSET = 24;
    private static final int SOURCE_OFFSET = 40;
    private static final int DESTINATION_OFFSET = 56;
    private static final int SOURCE_PORT_OFFSET = 72;
    private static final int DESTINATION_PORT_OFFSET = 76;

    private MutableDirectBuffer buffer;
    private int offset;

    /**
     * Lays this flyweight over a message.
     *
     * @param messageBuffer holds it.
     * @param messageOffset where it starts.
     * @return this.
     */
    public TooBigClaim wrap(MutableDirectBuffer messageBuffer, int messageOffset) {
        buffer = messageBuffer;
        offset = messageOffset;
        return this;
    }

    /** {@return the address that the ICMP message came from: anybody's} */
    public IpAddress reporter() {
        return address(REPORTER_OFFSET);
    }

    /** {@return the next-hop MTU that the message claims, from 0 to 65535 bytes; what is more is 65535} */
    public int mtu() {
        return buffer.getInt(offset + MTU_OFFSET, LITTLE_ENDIAN);
    }

    /** {@return the quoted packet's source address} */
    public IpAddress quotedSource() {
        return address(SOURCE_OFFSET);
    }

    /** {@return the quoted packet's destination address} */
    public IpAddress quotedDestination() {
        return address(DESTINATION_OFFSET);
    }

    /** {@return the quoted packet's UDP source port, or 0 where its ESP is not in UDP} */
    public int quotedSourcePort() {
        return buffer.getInt(offset + SOURCE_PORT_OFFSET, LITTLE_ENDIAN);
    }

    /** {@return the quoted packet's UDP destination port, or 0 where its ESP is not in UDP} */
    public int quotedDestinationPort() {
        return buffer.getInt(offset + DESTINATION_PORT_OFFSET, LITTLE_ENDIAN);
    }

    /** {@return whether the quote ends before the SPI, so that it names a path by its UDP ports, and no packet} */
    public boolean isWithoutSpi() {
        return spi() == NO_SPI && quotedSourcePort() != 0;
    }

    /** {@return the quoted SPI, unsigned, or {@link #NO_SPI}} */
    public int spi() {
        return buffer.getInt(offset + SPI_OFFSET, LITTLE_ENDIAN);
    }

    /** {@return the quoted sequence number, from 0 to 2<sup>32</sup> - 1: the lower half of an extended one} */
    public long sequence() {
        return buffer.getLong(offset + SEQUENCE_OFFSET, LITTLE_ENDIAN);
    }

    /** {@return the bytes of the quoted packet when it was sent with DF, or {@link #NOT_IN_LEDGER}} */
    public int sentLength() {
        return buffer.getInt(offset + OUTER_LENGTH_OFFSET, LITTLE_ENDIAN);
    }

    /** {@return how many of the inner packet's first bytes the ledger holds; 0 where it has none} */
    public int innerLength() {
        return buffer.getInt(offset + INNER_LENGTH_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * Copies the first bytes of the inner packet.
     *
     * @return {@link #innerLength()} bytes.
     */
    public byte[] copyInner() {
        byte[] inner = new byte[innerLength()];
        buffer.getBytes(offset + HEADER_LENGTH, inner);
        return inner;
    }

    /**
     * Writes what the message claims.
     *
     * @param mtu      its next-hop MTU.
     * @param spi      the quoted SPI.
     * @param sequence the quoted sequence number.
     * @return this.
     */
    public TooBigClaim claim(int mtu, int spi, long sequence) {
        buffer.putInt(offset + MTU_OFFSET, mtu, LITTLE_ENDIAN);
        buffer.putInt(offset + SPI_OFFSET, spi, LITTLE_ENDIAN);
        buffer.putLong(offset + SEQUENCE_OFFSET, sequence, LITTLE_ENDIAN);
        return quotedPorts(0, 0).notInLedger();
    }

    /**
     * Writes whose message it is.
     *
     * @param high the first eight bytes of its source.
     * @param low  the last eight.
     * @return this.
     */
    public TooBigClaim reporter(long high, long low) {
        return address(REPORTER_OFFSET, high, low);
    }

    /**
     * Writes the UDP ports of the quoted packet.
     *
     * @param source      its source port, or 0 where its ESP is not in UDP.
     * @param destination its destination port, or 0.
     * @return this.
     */
    public TooBigClaim quotedPorts(int source, int destination) {
        buffer.putInt(offset + SOURCE_PORT_OFFSET, source, LITTLE_ENDIAN);
        buffer.putInt(offset + DESTINATION_PORT_OFFSET, destination, LITTLE_ENDIAN);
        return this;
    }

    /**
     * Writes the addresses of the quoted packet.
     *
     * @param sourceHigh      the first eight bytes of its source.
     * @param sourceLow       the last eight.
     * @param destinationHigh the first eight bytes of its destination.
     * @param destinationLow  the last eight.
     * @return this.
     */
    public TooBigClaim quoted(long sourceHigh, long sourceLow, long destinationHigh, long destinationLow) {
        return address(SOURCE_OFFSET, sourceHigh, sourceLow)
            .address(DESTINATION_OFFSET, destinationHigh, destinationLow);
    }

    /**
     * Writes what the ledger holds.
     *
     * @param sentLength  the outer packet's bytes.
     * @param inner       holds the first bytes of the inner packet.
     * @param innerOffset where they start.
     * @param innerLength how many there are.
     * @return this.
     */
    public TooBigClaim ledger(int sentLength, DirectBuffer inner, int innerOffset, int innerLength) {
        buffer.putInt(offset + OUTER_LENGTH_OFFSET, sentLength, LITTLE_ENDIAN);
        buffer.putInt(offset + INNER_LENGTH_OFFSET, innerLength, LITTLE_ENDIAN);
        buffer.putBytes(offset + HEADER_LENGTH, inner, innerOffset, innerLength);
        return this;
    }

    private TooBigClaim notInLedger() {
        buffer.putInt(offset + OUTER_LENGTH_OFFSET, NOT_IN_LEDGER, LITTLE_ENDIAN);
        buffer.putInt(offset + INNER_LENGTH_OFFSET, 0, LITTLE_ENDIAN);
        return this;
    }

    private IpAddress address(int field) {
        return new IpAddress(buffer.getLong(offset + field, LITTLE_ENDIAN),
            buffer.getLong(offset + field + Long.BYTES, LITTLE_ENDIAN));
    }

    private TooBigClaim address(int field, long high, long low) {
        buffer.putLong(offset + field, high, LITTLE_ENDIAN);
        buffer.putLong(offset + field + Long.BYTES, low, LITTLE_ENDIAN);
        return this;
    }
}
