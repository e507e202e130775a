package dev.narrows.neighbor;

import dev.narrows.wire.IpAddress;
import dev.narrows.wire.MacAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * A port and the gateway's addresses on its link. Where one of them is an IPv6 address, a link-local address made of
 * the hardware address is added.
 */
public final class PortLink {
    private final int port;
    private final long mac;
    private final List<OwnAddress> addresses;

    /**
     * A link.
     *
     * @param port      the port's number, from 0.
     * @param mac       its hardware address.
     * @param addresses the gateway's addresses there, of both families; none where nobody is to be asked or answered.
     */
    public PortLink(int port, long mac, List<PortAddress> addresses) {
        this.port = port;
        this.mac = mac;
        boolean hasIpv6 = addresses.stream().anyMatch(address -> !address.address().isIpv4());
        Stream<PortAddress> linkLocal = hasIpv6 ? Stream.of(PortAddress.linkLocal(mac)) : Stream.empty();
        this.addresses = Stream.concat(addresses.stream(), linkLocal).map(OwnAddress::new).toList();
    }

    int port() {
        return port;
    }

    long mac() {
        return mac;
    }

    List<OwnAddress> addresses() {
        return addresses;
    }

    /** {@return our address there that equals one, or null} */
    OwnAddress own(IpAddress address) {
        for (OwnAddress own : addresses) {
            if (own.address().equals(address)) {
                return own;
            }
        }
        return null;
    }

    /**
     * {@return our address in the subnet that a neighbour is in, or null where there is none, or none that is ours
     * alone}
     */
    IpAddress sourceFor(IpAddress neighbour) {
        for (OwnAddress own : addresses) {
            if (own.isValid() && own.isNeighbour(neighbour)) {
                return own.address();
            }
        }
        return null;
    }

    /** {@return whether somebody else on the link can have an address} */
    boolean isNeighbour(IpAddress candidate) {
        boolean isInSubnet = false;
        for (OwnAddress own : addresses) {
            if (own.address().equals(candidate)) {
                return false;
            }
            isInSubnet |= own.isNeighbour(candidate);
        }
        return isInSubnet;
    }

    /** {@return whether an address is in a subnet of the link, be it a host's or none} */
    boolean isOnLink(IpAddress candidate) {
        return addresses.stream().anyMatch(own -> own.isInSubnet(candidate));
    }

    /** {@return whether a hardware address can be one other station's: neither zero, nor a group's, nor ours} */
    boolean isStation(long candidate) {
        return candidate != 0 && !MacAddress.isMulticast(candidate) && candidate != mac;
    }
}
