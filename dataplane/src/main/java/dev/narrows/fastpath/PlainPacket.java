package dev.narrows.fastpath;

import dev.narrows.packet.PacketLayout;
import dev.narrows.packet.Raw;
import dev.narrows.wire.IpProtocol;

/**
 * What makes a packet plain, as words that are zero where it is so: conditions are or'ed into one, and tested once. All
 * of it is what {@code Ingress} asks for one by one, and the exclusion of what the stages alone deal with. Words of
 * packets are read as they stand in memory, little endian.
 */
@SuppressWarnings("OperatorPrecedence")
final class PlainPacket {
    /** Of an Ethernet header. */
    static final int LINK = 14;
    /** Bytes of headroom that every outer header has room in: IPv6, UDP, ESP with an IV of 16 bytes, Ethernet. */
    static final int HEADROOM = 14 + 40 + 8 + 8 + 16;
    /**
     * Bytes of tailroom that every trailer has room in: padding to 16, two bytes, an ICV of 32, and words written
     * whole.
     */
    static final int TAILROOM = 16 + 2 + 32 + 8;

    private static final long ONE_OWNER_ONE_SEGMENT = 0x0001_0001_0000L;
    private static final long OWNER_AND_SEGMENT = 0xFFFF_FFFF_0000L;
    private static final long BAD_FLAGS = PacketLayout.INDIRECT_FLAG | PacketLayout.EXTERNAL_FLAG;
    private static final int IPV4_TYPE = 0x0008;
    private static final int IPV6_TYPE = 0xDD86;
    /** Version 4 and five words of header. */
    private static final long IPV4_START = 0x45;
    /** Version and header length; all of the fragment field but DF. */
    private static final long IPV4_MASK = 0xFFBF_0000_0000_00FFL;
    private static final int SYN_OFFSET = 13;
    private static final int SYN = 0x02;
    private static final int LEAST_TCP = 20;
    private static final int LEAST_UDP = 8;

    private PlainPacket() {
    }

    /**
     * Tests what the driver reported of a packet.
     *
     * @param handle   the packet.
     * @param least    bytes that there must be at least.
     * @param headroom bytes that must be free before them.
     * @param tailroom bytes that must be free behind them.
     * @return 0 where the memory is one segment of ours alone and has room.
     */
    static long descriptor(long handle, int least, int headroom, int tailroom) {
        long word = Raw.getLong(handle + PacketLayout.DATA_OFFSET_OFFSET);
        int offset = (int)word & 0xFFFF;
        int length = Raw.getShort(handle + PacketLayout.DATA_LENGTH_OFFSET);
        int capacity = Raw.getShort(handle + PacketLayout.BUFFER_LENGTH_OFFSET);
        return word & OWNER_AND_SEGMENT ^ ONE_OWNER_ONE_SEGMENT
            | Raw.getLong(handle + PacketLayout.FLAGS_OFFSET) & BAD_FLAGS
            | Raw.getInt(handle + PacketLayout.PACKET_LENGTH_OFFSET) ^ length
            | capacity - offset - length - tailroom >> 31 | length - least >> 31 | offset - headroom >> 31;
    }

    /** {@return 0 where a frame is for a hardware address, and IPv4}; see {@link #macTest} */
    static long ipv4Frame(long frame, long macTest) {
        return Raw.getLong(frame) << 16 ^ macTest | Raw.getShort(frame + 12) ^ IPV4_TYPE;
    }

    /** {@return 0 where a frame is for a hardware address, and IPv6}; see {@link #macTest} */
    static long ipv6Frame(long frame, long macTest) {
        return Raw.getLong(frame) << 16 ^ macTest | Raw.getShort(frame + 12) ^ IPV6_TYPE;
    }

    /** {@return a hardware address as the first six bytes of a frame stand in a word, shifted up} */
    static long macTest(long macAddress) {
        return Long.reverseBytes(macAddress << 16) << 16;
    }

    /**
     * Tests an IPv4 header.
     *
     * @param at        its address; 20 bytes are there.
     * @param available bytes from there on.
     * @param leastTtl  the least time to live.
     * @return 0 where it has no options, is no fragment, its length is there and its checksum right.
     */
    static long ipv4(long at, int available, int leastTtl) {
        long word0 = Raw.getLong(at);
        long word1 = Raw.getLong(at + 8);
        int total = ipv4Length(word0);
        long sum = halves(word0) + halves(word1) + (Raw.getInt(at + 16) & 0xFFFF_FFFFL);
        return word0 & IPV4_MASK ^ IPV4_START | total - 20 >> 31 | available - total >> 31
            | ((int)word1 & 0xFF) - leastTtl >> 31 | fold(sum) ^ 0xFFFF;
    }

    /** {@return the total length in the first word of an IPv4 header} */
    static int ipv4Length(long word0) {
        return Short.reverseBytes((short)(word0 >>> 16)) & 0xFFFF;
    }

    /**
     * Tests an IPv6 header.
     *
     * @param at        its address; 40 bytes are there.
     * @param available bytes from there on.
     * @param leastTtl  the least hop limit.
     * @return 0 where its length is there.
     */
    static long ipv6(long at, int available, int leastTtl) {
        long word0 = Raw.getLong(at);
        return word0 & 0xF0 ^ 0x60 | available - ipv6Length(word0) >> 31
            | (int)(word0 >>> 56) - leastTtl >> 31;
    }

    /** {@return the length of an IPv6 packet by the first word of its header} */
    static int ipv6Length(long word0) {
        return (Short.reverseBytes((short)(word0 >>> 32)) & 0xFFFF) + 40;
    }

    /**
     * Tests what is carried: UDP, or TCP that opens no connection, since a SYN's MSS may have to be lowered.
     *
     * @param protocol its number.
     * @param at       its address.
     * @param length   its bytes.
     * @return whether it is plain.
     */
    static boolean isTransport(int protocol, long at, int length) {
        if (protocol == IpProtocol.UDP) {
            return length >= LEAST_UDP;
        }
        return protocol == IpProtocol.TCP && length >= LEAST_TCP && (Raw.getByte(at + SYN_OFFSET) & SYN) == 0;
    }

    static long halves(long word) {
        return (word & 0xFFFF_FFFFL) + (word >>> Integer.SIZE);
    }

    /** {@return a sum folded to 16 bits} */
    static int fold(long sum) {
        long folded = halves(sum);
        folded = (folded & 0xFFFF) + (folded >>> Short.SIZE);
        folded = (folded & 0xFFFF) + (folded >>> Short.SIZE);
        return (int)((folded & 0xFFFF) + (folded >>> Short.SIZE));
    }

    /**
     * Lowers the time to live by one, and the checksum with it (RFC 1624 3): in one store, so that the crypto call's
     * wide loads meet no narrow one.
     *
     * @param at the address of an IPv4 header.
     */
    static void decrementIpv4Ttl(long at) {
        int word = Raw.getInt(at + 8);
        int sum = (~word >>> 16) + 0xFFFE;
        Raw.putInt(at + 8, (word & 0xFFFF) - 1 | ~(sum + (sum >>> 16)) << 16);
    }

    /**
     * Lowers the hop limit by one.
     *
     * @param at the address of an IPv6 header.
     */
    static void decrementIpv6HopLimit(long at) {
        Raw.putLong(at, Raw.getLong(at) - (1L << 56));
    }
}
