package dev.narrows.fastpath;

import dev.narrows.packet.Raw;
import java.security.SecureRandom;

/**
 * The flows of cleartext that go by the fast path, each with the SA that seals it: an exact match of addresses, ports,
 * protocol and the port of arrival in place of policies, routes and tunnels. An entry holds for one generation; a
 * change by the control plane begins the next. A flow without an SA here is known not to be plain.
 *
 * <pre>
 *   IPv4, 32 bytes, four ways                 IPv6, 64 bytes, two ways
 *   0  KEY_0       source and destination     the flow's hash
 *   8  KEY_1       ports, arrival,            another hash of it, 6 in the lowest byte
 *                  protocol, 4
 *  16  GENERATION
 *  24  SA          address of its state, or 0
 *  32                                         source and destination
 * </pre>
 *
 * <p>The hash is keyed, so that nobody can choose flows that meet in one place.
 */
@SuppressWarnings("OperatorPrecedence")
final class FlowTable {
    static final int KEY_0 = 0;
    static final int KEY_1 = 8;
    static final int GENERATION = 16;
    static final int SA = 24;
    static final int ADDRESSES = 32;

    static final int IPV4_SHIFT = 5;
    static final int IPV6_SHIFT = 6;

    private static final long SECOND_WAY = 32;
    private static final long THIRD_WAY = 64;
    private static final long FOURTH_WAY = 96;
    private static final long OTHER_IPV6_WAY = 64;

    private static final int IPV6_FEWER_BITS = 2;

    private final int ipv4Bits;
    private final int ipv6Bits;
    private final NativeTable ipv4;
    private final NativeTable ipv6;
    private final long firstMultiplier = oddNumber();
    private final long secondMultiplier = oddNumber();
    /** Of the outer header of an IPv6 path, four bytes an entry of either table (RFC 6438). */
    private final NativeTable labels;

    /**
     * A table without flows.
     *
     * @param bits of IPv4 flows there is room for two to this power, of IPv6 flows for a quarter as many.
     */
    FlowTable(int bits) {
        ipv4Bits = bits;
        ipv6Bits = bits - IPV6_FEWER_BITS;
        ipv4 = new NativeTable(1L << ipv4Bits + IPV4_SHIFT);
        ipv6 = new NativeTable(1L << ipv6Bits + IPV6_SHIFT);
        labels = new NativeTable(((1L << ipv4Bits) + (1L << ipv6Bits)) * Integer.BYTES);
    }

    private static long oddNumber() {
        return new SecureRandom().nextLong() | 1;
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

    /** {@return the first of two secret numbers for {@link #mix}} */
    long firstMultiplier() {
        return firstMultiplier;
    }

    /** {@return the second} */
    long secondMultiplier() {
        return secondMultiplier;
    }

    /** {@return a hash of two words, the highest bits the best} */
    static long mix(long word0, long word1, long first, long second) {
        long hash = word0 * first + word1 * second;
        return (hash ^ hash >>> Integer.SIZE) * first;
    }

    /**
     * Looks where else an IPv4 flow may be.
     *
     * @param first      the entry where it was not.
     * @param key0       the flow.
     * @param key1       the flow.
     * @param generation the present one.
     * @return its entry, or 0.
     */
    static long findElsewhere(long first, long key0, long key1, long generation) {
        if (isFlow(first ^ SECOND_WAY, key0, key1, generation)) {
            return first ^ SECOND_WAY;
        }
        if (isFlow(first ^ THIRD_WAY, key0, key1, generation)) {
            return first ^ THIRD_WAY;
        }
        return isFlow(first ^ FOURTH_WAY, key0, key1, generation) ? first ^ FOURTH_WAY : 0;
    }

    /** {@return the entry of an IPv6 flow in its other place, or 0} */
    static long findIpv6Elsewhere(long first, long key0, long key1, long generation) {
        return isFlow(first ^ OTHER_IPV6_WAY, key0, key1, generation) ? first ^ OTHER_IPV6_WAY : 0;
    }

    /** {@return whether an entry is this flow's, in this generation} */
    static boolean isFlow(long entry, long key0, long key1, long generation) {
        return (Raw.getLong(entry + KEY_0) ^ key0 | Raw.getLong(entry + KEY_1) ^ key1
            | Raw.getLong(entry + GENERATION) ^ generation) == 0;
    }

    /**
     * Chooses the entry that a new IPv4 flow gets: one that holds nothing of this generation, or else its first.
     *
     * @param first      where the flow's hash leads.
     * @param generation the present one.
     * @return the entry.
     */
    static long place(long first, long generation) {
        for (long way = 0; way <= FOURTH_WAY; way += SECOND_WAY) {
            if (Raw.getLong((first ^ way) + GENERATION) != generation) {
                return first ^ way;
            }
        }
        return first;
    }

    /** {@return the same of an IPv6 flow} */
    static long placeIpv6(long first, long generation) {
        return Raw.getLong(first + GENERATION) == generation
            && Raw.getLong((first ^ OTHER_IPV6_WAY) + GENERATION) != generation ? first ^ OTHER_IPV6_WAY : first;
    }

    /** {@return the other place of an IPv6 flow} */
    static long otherIpv6(long first) {
        return first ^ OTHER_IPV6_WAY;
    }

    /**
     * Writes an entry.
     *
     * @param entry      where.
     * @param key0       the flow.
     * @param key1       the flow.
     * @param generation the present one.
     * @param sa         the address of the SA's state, or 0 where the flow is not plain.
     */
    static void put(long entry, long key0, long key1, long generation, long sa) {
        Raw.putLong(entry + KEY_0, key0);
        Raw.putLong(entry + KEY_1, key1);
        Raw.putLong(entry + GENERATION, generation);
        Raw.putLong(entry + SA, sa);
    }

    /** Keeps the label of a flow's outer header, 20 bits. */
    void label(long entry, int label) {
        Raw.putInt(labelOf(entry), label);
    }

    /** {@return the label of a flow's outer header, 20 bits} */
    int label(long entry) {
        return Raw.getInt(labelOf(entry));
    }

    private long labelOf(long entry) {
        long distance = entry - ipv4.address();
        boolean isIpv4 = distance >= 0 && distance < 1L << ipv4Bits + IPV4_SHIFT;
        long index = isIpv4 ? distance >>> IPV4_SHIFT : (1L << ipv4Bits) + ((entry - ipv6.address()) >>> IPV6_SHIFT);
        return labels.address() + index * Integer.BYTES;
    }
}
