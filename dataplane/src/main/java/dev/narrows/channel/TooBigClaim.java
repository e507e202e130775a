package dev.narrows.channel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What an ICMP "fragmentation needed" claims about one of our ESP packets, and what the ledger of sent packets holds
 * of that one: a message in the event ring. Little endian.
 *
 * <pre>
 *   0 reporter address   4 claimed MTU      8 quoted source    12 quoted destination
 *  16 SPI               20 ledger: outer length, or -1        24 ledger: inner bytes that follow
 *  28 unused            32 quoted sequence number: as the packet carries it, 32 bits in 64
 *  40 the first bytes of the inner packet
 * </pre>
 */
public final class TooBigClaim {
    /** Bytes before the inner packet's. */
    public static final int HEADER_LENGTH = 40;
    /** The outer length where the ledger does not hold the packet. */
    public static final int NOT_IN_LEDGER = -1;

    private static final int REPORTER_OFFSET = 0;
    private static final int MTU_OFFSET = 4;
    private static final int SOURCE_OFFSET = 8;
    private static final int DESTINATION_OFFSET = 12;
    private static final int SPI_OFFSET = 16;
    private static final int OUTER_LENGTH_OFFSET = 20;
    private static final int INNER_LENGTH_OFFSET = 24;
    private static final int SEQUENCE_OFFSET = 32;

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

    /** {@return the IPv4 address that the ICMP message came from: anybody's} */
    public int reporter() {
        return buffer.getInt(offset + REPORTER_OFFSET, LITTLE_ENDIAN);
    }

    /** {@return the next-hop MTU that the message claims, from 0 to 65535 bytes} */
    public int mtu() {
        return buffer.getInt(offset + MTU_OFFSET, LITTLE_ENDIAN);
    }

    /** {@return the quoted packet's source address} */
    public int quotedSource() {
        return buffer.getInt(offset + SOURCE_OFFSET, LITTLE_ENDIAN);
    }

    /** {@return the quoted packet's destination address} */
    public int quotedDestination() {
        return buffer.getInt(offset + DESTINATION_OFFSET, LITTLE_ENDIAN);
    }

    /** {@return the quoted SPI, unsigned} */
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
     * @param reporter    the ICMP message's source.
     * @param mtu         its next-hop MTU.
     * @param source      the quoted source.
     * @param destination the quoted destination.
     * @param spi         the quoted SPI.
     * @param sequence    the quoted sequence number.
     * @return this.
     */
    public TooBigClaim claim(int reporter, int mtu, int source, int destination, int spi, long sequence) {
        buffer.putInt(offset + REPORTER_OFFSET, reporter, LITTLE_ENDIAN);
        buffer.putInt(offset + MTU_OFFSET, mtu, LITTLE_ENDIAN);
        buffer.putInt(offset + SOURCE_OFFSET, source, LITTLE_ENDIAN);
        buffer.putInt(offset + DESTINATION_OFFSET, destination, LITTLE_ENDIAN);
        buffer.putInt(offset + SPI_OFFSET, spi, LITTLE_ENDIAN);
        buffer.putLong(offset + SEQUENCE_OFFSET, sequence, LITTLE_ENDIAN);
        return notInLedger();
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
}
