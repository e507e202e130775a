package dev.narrows.config;

import dev.narrows.policy.IpPrefix;
import dev.narrows.wire.IpAddress;

/**
 * A host's address and the length of its subnet's prefix.
 *
 * @param address      the address.
 * @param prefixLength from 1 to 32 or 128.
 */
public record InterfaceAddress(IpAddress address, int prefixLength) {
    private static final int LONGEST_WITH_BROADCAST = 30;

    /** {@return the subnet that the address is in} */
    public IpPrefix subnet() {
        return IpPrefix.around(address, prefixLength);
    }

    /** {@return such as {@code 10.1.0.1/24}} */
    @Override
    public String toString() {
        return address + "/" + prefixLength;
    }

    /**
     * Reads an address.
     *
     * @param text such as {@code 10.1.0.1/24} or {@code 2001:db8::1/64}.
     * @return the address.
     * @throws IllegalArgumentException where it is anything else, or no host's address in that subnet.
     */
    static InterfaceAddress parse(String text) {
        int slash = Values.bounded(text).indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("[1-9][0-9]{0,2}")) {
            throw malformed(text);
        }
        IpAddress address = Values.hostAddress(text, text.substring(0, slash));
        int length = Integer.parseInt(text.substring(slash + 1));
        if (length > address.bits()) {
            throw malformed(text);
        }
        if (address.isIpv4() && length <= LONGEST_WITH_BROADCAST) {
            checkHost(text, address, length);
        }
        return new InterfaceAddress(address, length);
    }

    /** A subnet of one or two addresses has neither a network's nor a broadcast address (RFC 3021). */
    private static void checkHost(String text, IpAddress address, int length) {
        IpPrefix subnet = IpPrefix.around(address, length);
        int last = subnet.address().ipv4() | -1 >>> length;
        if (address.equals(subnet.address()) || address.ipv4() == last) {
            throw new IllegalArgumentException(text + " is the subnet " + subnet
                + " itself or its broadcast address; it must be a host's address in it");
        }
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("\"" + text
            + "\" must be an address, a slash and a prefix length from 1 to 32, with IPv6 to 128, as 10.1.0.1/24 or "
            + "2001:db8::1/64");
    }
}
