package dev.narrows.wire;

/** The IPv6 groups that neighbour discovery sends to, and their MAC addresses. */
public final class Ipv6Multicast {
    /** The first eight bytes of the groups on one link, ff02::/16. */
    public static final long LINK_HIGH = 0xFF02_0000_0000_0000L;
    /** The last eight bytes of the group of all nodes, ff02::1 (RFC 4291 2.7.1). */
    public static final long ALL_NODES_LOW = 1;

    private static final long SOLICITED_NODE_LOW = 0x0000_0001_FF00_0000L;
    private static final long SOLICITED_NODE_MASK = 0xFF_FFFFL;
    private static final long MAC_PREFIX = 0x3333_0000_0000L;
    private static final long UNSIGNED_INT_MASK = 0xFFFF_FFFFL;

    private Ipv6Multicast() {
    }

    /**
     * Gives the group in which an address's owner is asked for, ff02::1:ff00:0/104 (RFC 4291 2.7.1); its first eight
     * bytes are {@link #LINK_HIGH}.
     *
     * @param low the last eight bytes of the address.
     * @return the last eight bytes of the group.
     */
    public static long solicitedNodeLow(long low) {
        return SOLICITED_NODE_LOW | (low & SOLICITED_NODE_MASK);
    }

    /**
     * Tests for a group in which owners are asked for.
     *
     * @param high the first eight bytes of an address.
     * @param low  the last eight.
     * @return whether it is in ff02::1:ff00:0/104.
     */
    public static boolean isSolicitedNode(long high, long low) {
        return high == LINK_HIGH && (low & ~SOLICITED_NODE_MASK) == SOLICITED_NODE_LOW;
    }

    /**
     * Gives the MAC address to which packets for a group go (RFC 2464 7).
     *
     * @param low the last eight bytes of the group.
     * @return a group address, 33:33 and the last four bytes.
     */
    public static long mac(long low) {
        return MAC_PREFIX | (low & UNSIGNED_INT_MASK);
    }
}
