package dev.narrows.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * A neighbour solicitation or advertisement (RFC 4861 4.3 and 4.4). Not thread safe. Allocates nothing.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |      Type     |      Code     |            Checksum           |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |R|S|O|                      Reserved                           |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                    Target address, 16 bytes                   |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |  Option type  |   Length / 8  |     Link-layer address        |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                       its last four bytes                     |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class NeighbourMessage {
    /** Bytes without options. */
    public static final int MIN_LENGTH = 24;
    /** Bytes with one link-layer address of Ethernet. */
    public static final int LENGTH_WITH_MAC = 32;
    /** The hop limit, which no router leaves at this: who sent a message with it is on the link (RFC 4861 3.1). */
    public static final int HOP_LIMIT = 255;
    /** In place of a MAC address where the message has none. */
    public static final long NO_MAC = -1;
    /** The sender is a router. */
    public static final int FLAG_ROUTER = 0x8000_0000;
    /** The advertisement answers a solicitation. */
    public static final int FLAG_SOLICITED = 0x4000_0000;
    /** The advertisement's MAC address takes the place of one known before. */
    public static final int FLAG_OVERRIDE = 0x2000_0000;

    private static final int TARGET_OFFSET = 8;
    private static final int OPTION_LENGTH_OFFSET = 1;
    private static final int OPTION_MAC_OFFSET = 2;
    private static final int OPTION_UNIT_SHIFT = 3;
    private static final int SOURCE_MAC_OPTION = 1;
    private static final int TARGET_MAC_OPTION = 2;

    private final Icmpv6 icmp = new Icmpv6();
    private UnsafeBuffer buffer;
    private int offset;
    private long mac = NO_MAC;

    /**
     * Reads a message and tests all that RFC 4861 7.1.1 and 7.1.2 ask for.
     *
     * @param header a parsed IPv6 header and what is behind it.
     * @return whether it is a valid solicitation or advertisement; where not, nothing else here is of meaning. One with
     *     a fragment header is invalid (RFC 6980 5), and so is one whose link-layer address is not Ethernet's.
     */
    public boolean parse(IpHeader header) {
        int length = header.payloadLength();
        if (!header.isIpv6() || header.protocol() != IpProtocol.ICMPV6 || header.ttl() != HOP_LIMIT
            || header.extensions().hasFragmentHeader() || length < MIN_LENGTH) {
            return false;
        }
        buffer = header.buffer();
        offset = header.payloadOffset();
        icmp.wrap(buffer, offset);
        if ((!isSolicitation() && !isAdvertisement()) || icmp.code() != 0
            || isNoHost(targetHigh(), targetLow()) || !isChecksumRight(header)) {
            return false;
        }
        return readOptions(length) && areAddressesRight(header);
    }

    /** {@return whether somebody asks for the owner of the target address} */
    public boolean isSolicitation() {
        return icmp.type() == Icmpv6.NEIGHBOUR_SOLICITATION;
    }

    /** {@return whether somebody says that the target address is theirs} */
    public boolean isAdvertisement() {
        return icmp.type() == Icmpv6.NEIGHBOUR_ADVERTISEMENT;
    }

    /** {@return whether an advertisement answers a solicitation} */
    public boolean isSolicited() {
        return (icmp.restOfHeader() & FLAG_SOLICITED) != 0;
    }

    /** {@return whether an advertisement's MAC address takes the place of one known before} */
    public boolean isOverride() {
        return (icmp.restOfHeader() & FLAG_OVERRIDE) != 0;
    }

    /** {@return the first eight bytes of the target address} */
    public long targetHigh() {
        return buffer.getLong(offset + TARGET_OFFSET, BIG_ENDIAN);
    }

    /** {@return the last eight bytes of the target address} */
    public long targetLow() {
        return buffer.getLong(offset + TARGET_OFFSET + Long.BYTES, BIG_ENDIAN);
    }

    /** {@return the MAC address of a solicitation's source or of an advertisement's target, or {@link #NO_MAC}} */
    public long mac() {
        return mac;
    }

    /**
     * Writes a solicitation, without its checksum.
     *
     * @param messageBuffer receives it.
     * @param messageOffset where.
     * @param targetHigh    the first eight bytes of the address asked for.
     * @param targetLow     its last eight.
     * @param sourceMac     the sender's MAC address, or {@link #NO_MAC} where its source address is unspecified.
     * @return the bytes of the message.
     */
    public int writeSolicitation(
        UnsafeBuffer messageBuffer, int messageOffset, long targetHigh, long targetLow, long sourceMac) {
        wrap(messageBuffer, messageOffset);
        icmp.type(Icmpv6.NEIGHBOUR_SOLICITATION).code(0).restOfHeader(0);
        return writeTarget(targetHigh, targetLow, SOURCE_MAC_OPTION, sourceMac);
    }

    /**
     * Writes an advertisement, without its checksum.
     *
     * @param messageBuffer receives it.
     * @param messageOffset where.
     * @param flags         of {@link #FLAG_ROUTER}, {@link #FLAG_SOLICITED} and {@link #FLAG_OVERRIDE}.
     * @param targetHigh    the first eight bytes of the address that is here.
     * @param targetLow     its last eight.
     * @param targetMac     its MAC address.
     * @return the bytes of the message.
     */
    public int writeAdvertisement(
        UnsafeBuffer messageBuffer, int messageOffset, int flags, long targetHigh, long targetLow, long targetMac) {
        wrap(messageBuffer, messageOffset);
        icmp.type(Icmpv6.NEIGHBOUR_ADVERTISEMENT).code(0).restOfHeader(flags);
        return writeTarget(targetHigh, targetLow, TARGET_MAC_OPTION, targetMac);
    }

    private void wrap(UnsafeBuffer messageBuffer, int messageOffset) {
        buffer = messageBuffer;
        offset = messageOffset;
        icmp.wrap(messageBuffer, messageOffset);
    }

    private int writeTarget(long high, long low, int option, long optionMac) {
        buffer.putLong(offset + TARGET_OFFSET, high, BIG_ENDIAN);
        buffer.putLong(offset + TARGET_OFFSET + Long.BYTES, low, BIG_ENDIAN);
        mac = optionMac;
        if (optionMac == NO_MAC) {
            return MIN_LENGTH;
        }
        int start = offset + MIN_LENGTH;
        buffer.putByte(start, (byte)option);
        buffer.putByte(start + OPTION_LENGTH_OFFSET, (byte)1);
        MacAddress.put(buffer, start + OPTION_MAC_OFFSET, optionMac);
        return LENGTH_WITH_MAC;
    }

    /** A target in IPv4's form would be taken for an IPv4 neighbour. */
    private static boolean isNoHost(long high, long low) {
        return IpAddress.isIpv4InIpv6(high, low) || IpAddress.isMulticast(high, low);
    }

    private boolean isChecksumRight(IpHeader header) {
        int length = header.payloadLength();
        return icmp.isChecksumRight(InternetChecksum.pseudoHeaderSum(header.sourceHigh(), header.sourceLow(),
            header.destinationHigh(), header.destinationLow(), IpProtocol.ICMPV6, length), length);
    }

    /** Every option has at least eight bytes (RFC 4861 4.6), so the walk ends. Unknown ones are skipped. */
    private boolean readOptions(int length) {
        int wanted = isSolicitation() ? SOURCE_MAC_OPTION : TARGET_MAC_OPTION;
        mac = NO_MAC;
        int position = MIN_LENGTH;
        while (position < length) {
            if (position + OPTION_LENGTH_OFFSET >= length) {
                return false;
            }
            int units = buffer.getByte(offset + position + OPTION_LENGTH_OFFSET) & 0xFF;
            int end = position + (units << OPTION_UNIT_SHIFT);
            if (units == 0 || end > length) {
                return false;
            }
            if ((buffer.getByte(offset + position) & 0xFF) == wanted) {
                if (units != 1) {
                    return false;
                }
                mac = MacAddress.get(buffer, offset + position + OPTION_MAC_OFFSET);
            }
            position = end;
        }
        return true;
    }

    private boolean areAddressesRight(IpHeader header) {
        if (isAdvertisement()) {
            return !isSolicited() || !IpAddress.isMulticast(header.destinationHigh(), header.destinationLow());
        }
        boolean isFromNowhere = (header.sourceHigh() | header.sourceLow()) == 0;
        return !isFromNowhere || (mac == NO_MAC
            && Ipv6Multicast.isSolicitedNode(header.destinationHigh(), header.destinationLow()));
    }
}
