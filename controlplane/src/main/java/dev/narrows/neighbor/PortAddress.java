package dev.narrows.neighbor;

import dev.narrows.policy.IpPrefix;
import dev.narrows.wire.IpAddress;

/**
 * One of the gateway's addresses on a port.
 *
 * @param address the address.
 * @param subnet  the addresses that are reached there without a router, of the same family.
 */
public record PortAddress(IpAddress address, IpPrefix subnet) {
    private static final int LONGEST_WITH_BROADCAST = 30;
    private static final int LINK_LOCAL_LENGTH = 64;

    /** {@return the address that a port has on its link alone (RFC 4291 2.5.6)} */
    static PortAddress linkLocal(long mac) {
        IpAddress address = IpAddress.linkLocal(mac);
        return new PortAddress(address, IpPrefix.around(address, LINK_LOCAL_LENGTH));
    }

    /**
     * Tests whether somebody else on the link can have an address.
     *
     * @param candidate an address.
     * @return whether it is in the subnet and one host's: not ours, and with IPv4 neither the subnet's own nor its
     *     broadcast address, which a subnet of one or two addresses lacks (RFC 3021).
     */
    boolean isNeighbour(IpAddress candidate) {
        if (!subnet.contains(candidate) || candidate.equals(address) || candidate.isInvalidSource()) {
            return false;
        }
        if (!candidate.isIpv4() || subnet.length() > LONGEST_WITH_BROADCAST) {
            return true;
        }
        int first = subnet.address().ipv4();
        return candidate.ipv4() != first && candidate.ipv4() != (first | -1 >>> subnet.length());
    }
}
