package dev.narrows.config;

import dev.narrows.policy.Ipv4Prefix;
import dev.narrows.wire.Ipv4Address;

/**
 * A host's IPv4 address and the length of its subnet's prefix.
 *
 * @param address      in network significance.
 * @param prefixLength from 1 to 32.
 */
record InterfaceAddress(int address, int prefixLength) {
    /**
     * Reads an address.
     *
     * @param text such as {@code 10.1.0.1/24}.
     * @return the address.
     * @throws IllegalArgumentException where it is anything else, or no host's address in that subnet.
     */
    static InterfaceAddress parse(String text) {
        int slash = Values.bounded(text).indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("[1-9]|[12][0-9]|3[0-2]")) {
            throw new IllegalArgumentException(
                "\"" + text + "\" must be an IPv4 address, a slash and a prefix length from 1 to 32, as 10.1.0.1/24");
        }
        int address = Ipv4Address.parse(text.substring(0, slash));
        int length = Integer.parseInt(text.substring(slash + 1));
        int hostBits = (int)((1L << (Integer.SIZE - length)) - 1);
        if (Ipv4Address.isInvalidSource(address)) {
            throw new IllegalArgumentException(
                text + " is no host's address; 0/8, 127/8 and all from 224.0.0.0 are not allowed");
        }
        // A subnet of two addresses has neither a network's nor a broadcast address (RFC 3021).
        if (hostBits > 1 && ((address & hostBits) == 0 || (address & hostBits) == hostBits)) {
            throw new IllegalArgumentException(text + " is the subnet " + new Ipv4Prefix(address & ~hostBits, length)
                + " itself or its broadcast address; it must be a host's address in it");
        }
        return new InterfaceAddress(address, length);
    }
}
