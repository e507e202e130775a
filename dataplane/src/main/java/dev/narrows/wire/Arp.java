package dev.narrows.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * An ARP packet for IPv4 over Ethernet (RFC 826). Not thread safe.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |        Hardware type, 1       |     Protocol type, 0x0800     |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |   Length, 6   |   Length, 4   |           Operation           |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                    Sender hardware address                    |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |       its last two bytes      |    Sender protocol address    |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |       its last two bytes      |    Target hardware address    |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                      its last four bytes                      |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                    Target protocol address                    |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class Arp {
    /** Bytes of the packet. */
    public static final int LENGTH = 28;
    /** Where the hardware type stands. */
    public static final int HARDWARE_TYPE_OFFSET = 0;
    /** Where the protocol type stands. */
    public static final int PROTOCOL_TYPE_OFFSET = 2;
    /** Where a hardware address's length stands. */
    public static final int HARDWARE_LENGTH_OFFSET = 4;
    /** Where a protocol address's length stands. */
    public static final int PROTOCOL_LENGTH_OFFSET = 5;
    /** Where the operation stands. */
    public static final int OPERATION_OFFSET = 6;
    /** Where the sender's hardware address stands. */
    public static final int SENDER_MAC_OFFSET = 8;
    /** Where the sender's protocol address stands. */
    public static final int SENDER_ADDRESS_OFFSET = 14;
    /** Where the target's hardware address stands. */
    public static final int TARGET_MAC_OFFSET = 18;
    /** Where the target's protocol address stands. */
    public static final int TARGET_ADDRESS_OFFSET = 24;

    /** Operation: who has the target address. */
    public static final int REQUEST = 1;
    /** Operation: the sender has the address. */
    public static final int REPLY = 2;

    private static final int HARDWARE_ETHERNET = 1;
    private static final int IPV4_LENGTH = 4;

    private UnsafeBuffer buffer;
    private int offset;

    /**
     * Lays this flyweight over a header.
     *
     * @param packetBuffer holds it.
     * @param headerOffset where it starts.
     * @return this.
     */
    public Arp wrap(UnsafeBuffer packetBuffer, int headerOffset) {
        buffer = packetBuffer;
        offset = headerOffset;
        return this;
    }

    /**
     * Tests whether the packet is all there and maps IPv4 addresses to MAC addresses.
     *
     * @param length bytes from the packet's start to the frame's end.
     * @return whether every accessor stays within them.
     */
    public boolean isValid(int length) {
        return length >= LENGTH && isIpv4OverEthernet();
    }

    /** {@return the operation, {@link #REQUEST}, {@link #REPLY}, or another up to 65535} */
    public int operation() {
        return buffer.getShort(offset + OPERATION_OFFSET, BIG_ENDIAN) & 0xFFFF;
    }

    /** {@return the sender's MAC address} */
    public long senderMac() {
        return MacAddress.get(buffer, offset + SENDER_MAC_OFFSET);
    }

    /** {@return the sender's IPv4 address} */
    public int senderAddress() {
        return buffer.getInt(offset + SENDER_ADDRESS_OFFSET, BIG_ENDIAN);
    }

    /** {@return the target's MAC address; of no meaning in a request} */
    public long targetMac() {
        return MacAddress.get(buffer, offset + TARGET_MAC_OFFSET);
    }

    /** {@return the target's IPv4 address} */
    public int targetAddress() {
        return buffer.getInt(offset + TARGET_ADDRESS_OFFSET, BIG_ENDIAN);
    }

    /**
     * Writes the types and lengths of IPv4 over Ethernet.
     *
     * @return this.
     */
    public Arp ipv4OverEthernet() {
        buffer.putShort(offset + HARDWARE_TYPE_OFFSET, (short)HARDWARE_ETHERNET, BIG_ENDIAN);
        buffer.putShort(offset + PROTOCOL_TYPE_OFFSET, (short)Ethernet.TYPE_IPV4, BIG_ENDIAN);
        buffer.putByte(offset + HARDWARE_LENGTH_OFFSET, (byte)MacAddress.LENGTH);
        buffer.putByte(offset + PROTOCOL_LENGTH_OFFSET, (byte)IPV4_LENGTH);
        return this;
    }

    /**
     * Writes the operation.
     *
     * @param operation {@link #REQUEST} or {@link #REPLY}.
     * @return this.
     */
    public Arp operation(int operation) {
        buffer.putShort(offset + OPERATION_OFFSET, (short)operation, BIG_ENDIAN);
        return this;
    }

    /**
     * Writes the sender's MAC address.
     *
     * @param mac the address.
     * @return this.
     */
    public Arp senderMac(long mac) {
        MacAddress.put(buffer, offset + SENDER_MAC_OFFSET, mac);
        return this;
    }

    /**
     * Writes the sender's IPv4 address.
     *
     * @param senderAddress the address.
     * @return this.
     */
    public Arp senderAddress(int senderAddress) {
        buffer.putInt(offset + SENDER_ADDRESS_OFFSET, senderAddress, BIG_ENDIAN);
        return this;
    }

    /**
     * Writes the target's MAC address.
     *
     * @param mac the address.
     * @return this.
     */
    public Arp targetMac(long mac) {
        MacAddress.put(buffer, offset + TARGET_MAC_OFFSET, mac);
        return this;
    }

    /**
     * Writes the target's IPv4 address.
     *
     * @param targetAddress the address.
     * @return this.
     */
    public Arp targetAddress(int targetAddress) {
        buffer.putInt(offset + TARGET_ADDRESS_OFFSET, targetAddress, BIG_ENDIAN);
        return this;
    }

    private boolean isIpv4OverEthernet() {
        return (buffer.getShort(offset + HARDWARE_TYPE_OFFSET, BIG_ENDIAN) & 0xFFFF) == HARDWARE_ETHERNET
            && (buffer.getShort(offset + PROTOCOL_TYPE_OFFSET, BIG_ENDIAN) & 0xFFFF) == Ethernet.TYPE_IPV4
            && buffer.getByte(offset + HARDWARE_LENGTH_OFFSET) == MacAddress.LENGTH
            && buffer.getByte(offset + PROTOCOL_LENGTH_OFFSET) == IPV4_LENGTH;
    }
}
