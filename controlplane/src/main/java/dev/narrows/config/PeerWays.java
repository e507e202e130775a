package dev.narrows.config;

import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.PrefixTable;
import dev.narrows.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells whether ESP can reach a peer: by its longest match it must leave by an unprotected port, and into no tunnel,
 * since no tunnel goes through another.
 */
public final class PeerWays {
    /** A subnet of one or two addresses has no broadcast address (RFC 3021). */
    private static final int LONGEST_WITH_BROADCAST = 30;

    private final List<PortConfig> ports;
    private final PrefixTable<Way> ways = new PrefixTable<>();

    /**
     * Where a prefix leads.
     *
     * @param to     the prefix.
     * @param port   the port, or null where there is a tunnel.
     * @param tunnel the tunnel's name, or null.
     */
    private record Way(IpPrefix to, PortConfig port, String tunnel) {
    }

    /**
     * The ways there are.
     *
     * @param ports  all ports.
     * @param routes all routes.
     */
    public PeerWays(List<PortConfig> ports, List<RouteConfig> routes) {
        this.ports = List.copyOf(ports);
        for (PortConfig port : ports) {
            port.addresses().forEach(own -> ways.add(own.subnet(), new Way(own.subnet(), port, null)));
        }
        List<RouteConfig> tunnelsFirst = new ArrayList<>(routes);
        tunnelsFirst.sort((a, b) -> Boolean.compare(a.tunnel().isEmpty(), b.tunnel().isEmpty()));
        for (RouteConfig route : tunnelsFirst) {
            ways.add(route.to(),
                new Way(route.to(), route.via().map(this::portOf).orElse(null), route.tunnel().orElse(null)));
        }
    }

    /**
     * Tells what speaks against a peer's address.
     *
     * @param peer the address.
     * @return the objection, as the end of a sentence about it; nothing where there is none.
     */
    public Optional<String> objection(IpAddress peer) {
        Optional<IpPrefix> subnet = subnetWithoutHost(peer);
        if (subnet.isPresent()) {
            return Optional.of("is the subnet " + subnet.get() + " itself or its broadcast address");
        }
        Way way = ways.lookup(peer.high(), peer.low());
        if (way == null) {
            return Optional.of("is on no route, and on no port's subnet");
        }
        if (way.tunnel != null) {
            return Optional.of("is on the route to " + way.to + ", which leads into tunnel " + way.tunnel
                + "; no tunnel goes through another, nor through itself");
        }
        if (way.port != null && way.port.side() != Side.UNPROTECTED) {
            return Optional.of("is reached by port " + way.port.name() + ", which is protected");
        }
        return Optional.empty();
    }

    /**
     * Finds the subnet of which an address is the network's or the broadcast address.
     *
     * @param address the address.
     * @return one port's subnet, or nothing.
     */
    Optional<IpPrefix> subnetWithoutHost(IpAddress address) {
        return ports.stream().flatMap(port -> port.addresses().stream()).map(InterfaceAddress::subnet)
            .filter(subnet -> subnet.isIpv4() && subnet.length() <= LONGEST_WITH_BROADCAST && subnet.contains(address))
            .filter(subnet -> address.equals(subnet.address())
                || address.ipv4() == (subnet.address().ipv4() | -1 >>> subnet.length()))
            .findFirst();
    }

    /** {@return the port whose subnet a next hop is on, or null where there is none, which is told elsewhere} */
    private PortConfig portOf(IpAddress via) {
        Way way = ways.lookup(via.high(), via.low());
        return way == null ? null : way.port;
    }
}
