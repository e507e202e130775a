package dev.narrows.wire;

/**
 * An address of either family, for set-up and for people. On the packet path it travels as the two longs, and the
 * static tests here take it so.
 *
 * <p>An IPv4 address is held as its IPv4-mapped IPv6 address (RFC 4291 2.5.5.2), which never is on a wire: one table
 * then serves both families, and whoever compares two longs compares the family too. {@link IpHeader} takes no IPv6
 * packet with such an address (see {@link #isIpv4InIpv6}), and {@link #parse} no such text.
 *
 * @param high the first eight bytes, in network significance.
 * @param low  the last eight.
 */
public record IpAddress(long high, long low) implements Comparable<IpAddress> {
    /** No address of either family: {@code ::}. */
    public static final IpAddress UNSPECIFIED = new IpAddress(0, 0);

    private static final long IPV4_MAPPED = 0x0000_FFFF_0000_0000L;
    private static final long UNSIGNED_INT_MASK = 0xFFFF_FFFFL;
    /** 169.254.0.0/16, mapped, without its last 16 bits. */
    private static final long IPV4_LINK_LOCAL = 0xFFFF_A9FEL;
    private static final long LINK_LOCAL_HIGH = 0xFE80_0000_0000_0000L;
    private static final int EUI_HALF_BITS = 24;
    private static final long EUI_HALF_MASK = 0xFF_FFFFL;
    private static final long EUI_FILLER = 0xFF_FE00_0000L;
    private static final long UNIVERSAL_BIT = 0x02_0000L;

    /**
     * Takes an IPv4 address.
     *
     * @param address in network significance.
     * @return the same, mapped.
     */
    public static IpAddress ofIpv4(int address) {
        return new IpAddress(0, mapped(address));
    }

    /**
     * Gives the low half of an IPv4 address; the high one is 0.
     *
     * @param address in network significance.
     * @return the last eight bytes of the mapped address.
     */
    public static long mapped(int address) {
        return IPV4_MAPPED | (address & UNSIGNED_INT_MASK);
    }

    /**
     * Gives the address that a port has on its link alone, made from its MAC address (RFC 4291 2.5.6 and appendix A).
     *
     * @param mac the MAC address.
     * @return in fe80::/64, with the EUI-64 of the MAC address.
     */
    public static IpAddress linkLocal(long mac) {
        long upper = (mac >>> EUI_HALF_BITS ^ UNIVERSAL_BIT) << (Long.SIZE - EUI_HALF_BITS);
        return new IpAddress(LINK_LOCAL_HIGH, upper | EUI_FILLER | (mac & EUI_HALF_MASK));
    }

    /**
     * Reads an address from text.
     *
     * @param text such as {@code 192.0.2.1} or {@code 2001:db8::1} (RFC 4291 2.2); no brackets, no zone, and no mapped
     *             IPv4.
     * @return the address.
     * @throws IllegalArgumentException where it is anything else; the message says what is allowed.
     */
    public static IpAddress parse(String text) {
        return text.indexOf(':') < 0 ? ofIpv4(Ipv4Address.parse(text)) : Ipv6Text.parse(text);
    }

    /**
     * Tells the families apart.
     *
     * @param high the first eight bytes.
     * @param low  the last eight.
     * @return whether it is an IPv4 address.
     */
    public static boolean isIpv4(long high, long low) {
        return high == 0 && low >>> Integer.SIZE == IPV4_MAPPED >>> Integer.SIZE;
    }

    /**
     * Tests for an address that cannot be one single host's: a packet with such a source is not forwarded and never
     * answered (RFC 1812 5.3.7, RFC 4291 2.5 and 2.7).
     *
     * @param high the first eight bytes.
     * @param low  the last eight.
     * @return whether it is unspecified, loopback, a group, reserved, or an IPv4 address in disguise.
     */
    public static boolean isInvalidSource(long high, long low) {
        if (isIpv4(high, low)) {
            return Ipv4Address.isInvalidSource((int)low);
        }
        return (high == 0 && low >>> Integer.SIZE == 0) || isMulticast(high, low);
    }

    /**
     * Tests what an IPv6 header says for an IPv4 address, mapped ({@code ::ffff:0:0/96}) or compatible ({@code ::/96}
     * but for {@code ::} and {@code ::1}): such packets are never on a wire (RFC 6890 2.2.3, RFC 4291 2.5.5).
     *
     * @param high the first eight bytes of an IPv6 packet's address.
     * @param low  the last eight.
     * @return whether it is one.
     */
    public static boolean isIpv4InIpv6(long high, long low) {
        return high == 0 && (low >>> Integer.SIZE == IPV4_MAPPED >>> Integer.SIZE
            || (low >>> Integer.SIZE == 0 && low > 1));
    }

    /**
     * Tests for a group.
     *
     * @param high the first eight bytes.
     * @param low  the last eight.
     * @return whether it is in ff00::/8 or 224.0.0.0/4.
     */
    public static boolean isMulticast(long high, long low) {
        return isIpv4(high, low) ? Ipv4Address.isMulticast((int)low) : high >>> 56 == 0xFF;
    }

    /**
     * Tests for fe80::/10: good on one link alone, never forwarded (RFC 4291 2.5.6).
     *
     * @param high the first eight bytes.
     * @return whether it is a link-local address.
     */
    public static boolean isLinkLocal(long high) {
        return high >>> 54 == 0xFE80 >>> 6;
    }

    /**
     * Tests for 169.254.0.0/16: good on one link alone, never forwarded (RFC 3927 2.7).
     *
     * @param high the first eight bytes.
     * @param low  the last eight.
     * @return whether it is a link-local IPv4 address.
     */
    public static boolean isIpv4LinkLocal(long high, long low) {
        return low >>> Short.SIZE == IPV4_LINK_LOCAL && high == 0;
    }

    /**
     * Writes an address as text.
     *
     * @param high the first eight bytes.
     * @param low  the last eight.
     * @return such as {@code 192.0.2.1} or {@code 2001:db8::1} (RFC 5952).
     */
    public static String format(long high, long low) {
        return isIpv4(high, low) ? Ipv4Address.format((int)low) : Ipv6Text.format(high, low);
    }

    /** {@return whether it is an IPv4 address} */
    public boolean isIpv4() {
        return isIpv4(high, low);
    }

    /** {@return the IPv4 address, of meaning only where it is one} */
    public int ipv4() {
        return (int)low;
    }

    /** {@return whether it cannot be one single host's; see {@link #isInvalidSource(long, long)}} */
    public boolean isInvalidSource() {
        return isInvalidSource(high, low);
    }

    /** {@return whether it is in fe80::/10} */
    public boolean isLinkLocal() {
        return isLinkLocal(high);
    }

    /** {@return the bits of an address of this family, 32 or 128} */
    public int bits() {
        return isIpv4() ? Integer.SIZE : 2 * Long.SIZE;
    }

    /** {@return such as {@code 192.0.2.1} or {@code 2001:db8::1} (RFC 5952)} */
    @Override
    public String toString() {
        return format(high, low);
    }

    /** IPv4 before IPv6, then by number. */
    @Override
    public int compareTo(IpAddress other) {
        if (isIpv4() != other.isIpv4()) {
            return isIpv4() ? -1 : 1;
        }
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }
}
