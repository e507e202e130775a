package dev.narrows.fastpath;

import dev.narrows.packet.Raw;

/**
 * The flows that come out of tunnels by the fast path: an exact match of addresses, ports, protocol and tunnel, in
 * place of the tunnel's policies (RFC 4301 5.2), the route and the neighbor. An entry holds for one generation.
 *
 * <pre>
 *   0  KEY_0       IPv4: source and destination; IPv6: a hash of the flow
 *   8  KEY_1       ports, tunnel, protocol
 *  16  GENERATION
 *  24  PORT        number of the port that it leaves by, or -1 where the stages must see to it
 *  28  MTU         bytes of the largest packet that this port sends
 *  32  ETHERNET_0  the Ethernet header, of bytes 0 to 7 and 6 to 13
 *  40  ETHERNET_1
 *  64  ADDRESSES   IPv6: source and destination; such an entry has 128 bytes, one of IPv4 has 64
 * </pre>
 */
@SuppressWarnings("OperatorPrecedence")
final class InnerFlowTable {
    static final int KEY_0 = 0;
    static final int KEY_1 = 8;
    static final int GENERATION = 16;
    static final int PORT = 24;
    static final int MTU = 28;
    static final int ETHERNET_0 = 32;
    static final int ETHERNET_1 = 40;
    static final int ADDRESSES = 64;

    static final int IPV4_SHIFT = 6;
    static final int IPV6_SHIFT = 7;

    private static final int ADDRESSES_LENGTH = 32;
    private static final int NOWHERE = -1;

    private static final int IPV4_FEWER_BITS = 1;
    private static final int IPV6_FEWER_BITS = 3;

    private final int ipv4Bits;
    private final int ipv6Bits;
    private final NativeTable ipv4;
    private final NativeTable ipv6;

    /**
     * A table without flows.
     *
     * @param bits there is room for half of two to this power of IPv4 flows, of IPv6 flows for a quarter as many.
     */
    InnerFlowTable(int bits) {
        ipv4Bits = bits - IPV4_FEWER_BITS;
        ipv6Bits = bits - IPV6_FEWER_BITS;
        ipv4 = new NativeTable(1L << ipv4Bits + IPV4_SHIFT);
        ipv6 = new NativeTable(1L << ipv6Bits + IPV6_SHIFT);
    }

    /** {@return two to this power is how many IPv4 entries there are} */
    int ipv4Bits() {
        return ipv4Bits;
    }

    /** {@return the same of IPv6} */
    int ipv6Bits() {
        return ipv6Bits;
    }

    /** {@return the address of the IPv4 entries} */
    long ipv4() {
        return ipv4.address();
    }

    /** {@return the address of the IPv6 entries} */
    long ipv6() {
        return ipv6.address();
    }

    static boolean isFlow(long entry, long key0, long key1, long generation) {
        return (Raw.getLong(entry + KEY_0) ^ key0 | Raw.getLong(entry + KEY_1) ^ key1
            | Raw.getLong(entry + GENERATION) ^ generation) == 0;
    }

    static boolean areAddresses(long entry, long addresses) {
        long difference = 0;
        for (int i = 0; i < ADDRESSES_LENGTH; i += Long.BYTES) {
            difference |= Raw.getLong(entry + ADDRESSES + i) ^ Raw.getLong(addresses + i);
        }
        return difference == 0;
    }

    /** {@return the other place of a flow in its table} */
    static long other(long entry, int shift) {
        return entry ^ 1L << shift;
    }

    /** {@return the entry that a new flow gets: where nothing of this generation is, or else its first} */
    static long place(long first, int shift, long generation) {
        return Raw.getLong(first + GENERATION) == generation
            && Raw.getLong(other(first, shift) + GENERATION) != generation ? other(first, shift) : first;
    }

    static void put(long entry, long key0, long key1, long generation, NextLink next, int type) {
        Raw.putLong(entry + KEY_0, key0);
        Raw.putLong(entry + KEY_1, key1);
        Raw.putLong(entry + GENERATION, generation);
        Raw.putInt(entry + PORT, next.port());
        Raw.putInt(entry + MTU, next.mtu());
        Raw.putLong(entry + ETHERNET_0, next.firstWord());
        Raw.putLong(entry + ETHERNET_1, next.secondWord(type));
    }

    static void putUnplain(long entry, long key0, long key1, long generation) {
        Raw.putLong(entry + KEY_0, key0);
        Raw.putLong(entry + KEY_1, key1);
        Raw.putLong(entry + GENERATION, generation);
        Raw.putInt(entry + PORT, NOWHERE);
        Raw.putInt(entry + MTU, 0);
    }

    static void putAddresses(long entry, long addresses) {
        for (int i = 0; i < ADDRESSES_LENGTH; i += Long.BYTES) {
            Raw.putLong(entry + ADDRESSES + i, Raw.getLong(addresses + i));
        }
    }
}
