package dev.narrows.neighbor;

import dev.narrows.policy.Ipv4Prefix;
import dev.narrows.wire.Ipv4Address;
import dev.narrows.wire.MacAddress;

/**
 * The gateway's addresses on one port.
 *
 * @param port    the port's number, from 0.
 * @param mac     its hardware address.
 * @param address the gateway's IPv4 address there.
 * @param subnet  the addresses that are reached there without a router.
 */
public record PortAddress(int port, long mac, int address, Ipv4Prefix subnet) {
    private static final int LONGEST_WITH_BROADCAST = 30;

    /**
     * Tests whether somebody else on the link can have an address.
     *
     * @param candidate an IPv4 address.
     * @return whether it is in the subnet and one host's: not ours, and neither the subnet's own nor its broadcast
     *     address, which a subnet of one or two addresses lacks (RFC 3021).
     */
    boolean isNeighbour(int candidate) {
        if (!subnet.contains(candidate) || candidate == address || Ipv4Address.isInvalidSource(candidate)) {
            return false;
        }
        if (subnet.length() > LONGEST_WITH_BROADCAST) {
            return true;
        }
        return candidate != subnet.address() && candidate != (subnet.address() | -1 >>> subnet.length());
    }

    /**
     * Tests whether a hardware address can be one other station's.
     *
     * @param candidate the address.
     * @return whether it is neither zero, nor a group's, nor ours.
     */
    boolean isStation(long candidate) {
        return candidate != 0 && !MacAddress.isMulticast(candidate) && candidate != mac;
    }
}
