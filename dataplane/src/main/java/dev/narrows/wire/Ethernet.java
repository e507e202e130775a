package dev.narrows.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * An Ethernet II header (RFC 894). Not thread safe.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                      Destination address                      |
 *   +                               +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                               |                               |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               +
 *   |                         Source address                        |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |             Type              |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class Ethernet {
    /** Bytes of the header. */
    public static final int HEADER_LENGTH = 14;
    /** Where the destination address stands. */
    public static final int DESTINATION_OFFSET = 0;
    /** Where the source address stands. */
    public static final int SOURCE_OFFSET = 6;
    /** Where the type stands. */
    public static final int TYPE_OFFSET = 12;

    /** IPv4 follows. */
    public static final int TYPE_IPV4 = 0x0800;
    /** ARP follows. */
    public static final int TYPE_ARP = 0x0806;
    /** IPv6 follows. */
    public static final int TYPE_IPV6 = 0x86DD;

    private UnsafeBuffer buffer;
    private int offset;

    /**
     * Lays this flyweight over a header.
     *
     * @param packetBuffer holds it.
     * @param headerOffset where it starts.
     * @return this.
     */
    public Ethernet wrap(UnsafeBuffer packetBuffer, int headerOffset) {
        buffer = packetBuffer;
        offset = headerOffset;
        return this;
    }

    /**
     * Tests whether the header is all there.
     *
     * @param length bytes from the header's start to the frame's end.
     * @return whether every accessor stays within them.
     */
    public boolean isValid(int length) {
        return length >= HEADER_LENGTH;
    }

    /** {@return the destination address} */
    public long destination() {
        return MacAddress.get(buffer, offset + DESTINATION_OFFSET);
    }

    /** {@return the source address} */
    public long source() {
        return MacAddress.get(buffer, offset + SOURCE_OFFSET);
    }

    /** {@return what follows, such as {@link #TYPE_IPV4}, from 0 to 0xFFFF; a length below 0x0600 (IEEE 802.3)} */
    public int type() {
        return buffer.getShort(offset + TYPE_OFFSET, BIG_ENDIAN) & 0xFFFF;
    }

    /** {@return whether the frame is for every station} */
    public boolean isBroadcast() {
        return MacAddress.isBroadcast(destination());
    }

    /** {@return whether the frame is for a group of stations; broadcast is one} */
    public boolean isMulticast() {
        return MacAddress.isMulticast(destination());
    }

    /**
     * Writes the destination address.
     *
     * @param mac the address.
     * @return this.
     */
    public Ethernet destination(long mac) {
        MacAddress.put(buffer, offset + DESTINATION_OFFSET, mac);
        return this;
    }

    /**
     * Writes the source address.
     *
     * @param mac the address.
     * @return this.
     */
    public Ethernet source(long mac) {
        MacAddress.put(buffer, offset + SOURCE_OFFSET, mac);
        return this;
    }

    /**
     * Writes what follows.
     *
     * @param type from 0 to 0xFFFF.
     * @return this.
     */
    public Ethernet type(int type) {
        buffer.putShort(offset + TYPE_OFFSET, (short)type, BIG_ENDIAN);
        return this;
    }
}
