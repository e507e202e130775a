package dev.narrows.policy;

import dev.narrows.wire.Ipv4Address;

/**
 * A block of IPv4 addresses: all that begin with the same bits.
 *
 * @param address its first address, in network significance; the bits behind the prefix are zero.
 * @param length  the bits of the prefix, from 0 to 32.
 */
public record Ipv4Prefix(int address, int length) {
    private static final int MAX_LENGTH = 32;

    /**
     * A prefix.
     *
     * @throws IllegalArgumentException where the length is out of range, or bits behind the prefix are set.
     */
    public Ipv4Prefix {
        if (length < 0 || length > MAX_LENGTH) {
            throw new IllegalArgumentException("the prefix length is " + length + "; it must be from 0 to 32");
        }
        int first = address & mask(length);
        if (address != first) {
            throw new IllegalArgumentException(Ipv4Address.format(address) + "/" + length
                + " has bits set behind the prefix; the prefix would be " + Ipv4Address.format(first) + "/" + length);
        }
    }

    /**
     * Reads a prefix from text.
     *
     * @param text such as {@code 10.1.0.0/24}.
     * @return the prefix.
     * @throws IllegalArgumentException where it is anything else; the message says what is allowed.
     */
    public static Ipv4Prefix parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("0|[1-9][0-9]?")) {
            throw new IllegalArgumentException("\"" + text
                + "\" is not an IPv4 prefix: write an address, a slash and a length from 0 to 32, as 10.1.0.0/24");
        }
        return new Ipv4Prefix(
            Ipv4Address.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    /**
     * Tests an address.
     *
     * @param candidate the address.
     * @return whether it is in this block.
     */
    public boolean contains(int candidate) {
        return (candidate & mask(length)) == address;
    }

    /** {@return such as {@code 10.1.0.0/24}} */
    @Override
    public String toString() {
        return Ipv4Address.format(address) + "/" + length;
    }

    /**
     * Makes the mask of a prefix length.
     *
     * @param length from 0 to 32.
     * @return as many ones, from the most significant bit down.
     */
    static int mask(int length) {
        // Java shifts an int by the count modulo 32, so a length of 0 needs the wider shift.
        return (int)(-1L << (MAX_LENGTH - length));
    }
}
