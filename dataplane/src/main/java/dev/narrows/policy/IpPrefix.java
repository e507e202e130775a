package dev.narrows.policy;

import dev.narrows.wire.IpAddress;

/**
 * A block of addresses of one family: all that begin with the same bits.
 *
 * @param address its first address; the bits behind the prefix are zero.
 * @param length  the bits of the prefix, from 0 to 32 or 128.
 */
public record IpPrefix(IpAddress address, int length) {
    /** Every IPv4 address. */
    public static final IpPrefix ANY_IPV4 = new IpPrefix(IpAddress.ofIpv4(0), 0);
    /** Every IPv6 address. */
    public static final IpPrefix ANY_IPV6 = new IpPrefix(IpAddress.UNSPECIFIED, 0);

    private static final int IPV6_BITS = 128;

    /**
     * A prefix.
     *
     * @throws IllegalArgumentException where the length is out of range, or bits behind the prefix are set.
     */
    public IpPrefix {
        if (length < 0 || length > address.bits()) {
            throw new IllegalArgumentException(
                "the prefix length is " + length + "; it must be from 0 to " + address.bits());
        }
        IpAddress first = first(address, length);
        if (!address.equals(first)) {
            throw new IllegalArgumentException(address + "/" + length
                + " has bits set behind the prefix; the prefix would be " + first + "/" + length);
        }
    }

    /**
     * Reads a prefix from text.
     *
     * @param text such as {@code 10.1.0.0/24} or {@code 2001:db8::/32}.
     * @return the prefix.
     * @throws IllegalArgumentException where it is anything else; the message says what is allowed.
     */
    public static IpPrefix parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("0|[1-9][0-9]{0,2}")) {
            throw new IllegalArgumentException("\"" + text
                + "\" is not a prefix: write an address, a slash and a length,"
                + " as 10.1.0.0/24 or 2001:db8::/32");
        }
        return new IpPrefix(IpAddress.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    /**
     * The prefix of a length that an address is in.
     *
     * @param address any address.
     * @param length  from 0 to the bits of its family.
     * @return the prefix.
     */
    public static IpPrefix around(IpAddress address, int length) {
        return new IpPrefix(first(address, length), length);
    }

    /** {@return whether this is a block of IPv4 addresses} */
    public boolean isIpv4() {
        return address.isIpv4();
    }

    /** {@return the bits of the prefix among 128: of an IPv4 prefix, 96 more than its own} */
    public int mappedLength() {
        return length + IPV6_BITS - address.bits();
    }

    /**
     * Tests an address.
     *
     * @param candidate the address.
     * @return whether it is in this block.
     */
    public boolean contains(IpAddress candidate) {
        return contains(candidate.high(), candidate.low());
    }

    /**
     * Tests an address.
     *
     * @param high its first eight bytes.
     * @param low  its last eight.
     * @return whether it is in this block.
     */
    public boolean contains(long high, long low) {
        int bits = mappedLength();
        return address.isIpv4() == IpAddress.isIpv4(high, low)
            && (high & highMask(bits)) == address.high() && (low & lowMask(bits)) == address.low();
    }

    /**
     * Tests another block.
     *
     * @param other the block.
     * @return whether some address is in both.
     */
    public boolean overlaps(IpPrefix other) {
        return isIpv4() == other.isIpv4()
            && (length <= other.length ? contains(other.address) : other.contains(address));
    }

    /** {@return such as {@code 10.1.0.0/24}} */
    @Override
    public String toString() {
        return address + "/" + length;
    }

    /**
     * Makes the mask of a prefix for the first eight bytes.
     *
     * @param mappedLength from 0 to 128; see {@link #mappedLength()}.
     * @return as many ones as fit, from the most significant bit down.
     */
    static long highMask(int mappedLength) {
        return mask(Math.min(mappedLength, Long.SIZE));
    }

    /**
     * Makes the mask of a prefix for the last eight bytes.
     *
     * @param mappedLength from 0 to 128; see {@link #mappedLength()}.
     * @return the ones that are beyond the first eight bytes.
     */
    static long lowMask(int mappedLength) {
        return mask(Math.max(mappedLength - Long.SIZE, 0));
    }

    private static IpAddress first(IpAddress address, int length) {
        int bits = length + IPV6_BITS - address.bits();
        return new IpAddress(address.high() & highMask(bits), address.low() & lowMask(bits));
    }

    /** Java shifts a long by the count modulo 64, so that a length of 0 is a case of its own. */
    private static long mask(int length) {
        return length == 0 ? 0 : -1L << (Long.SIZE - length);
    }
}
