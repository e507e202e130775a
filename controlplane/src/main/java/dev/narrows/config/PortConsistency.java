package dev.narrows.config;

import dev.narrows.policy.IpPrefix;
import dev.narrows.wire.IpAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks ports and routes against each other.
 */
final class PortConsistency {
    private PortConsistency() {
    }

    /**
     * Checks the ports.
     *
     * @param root  the whole file.
     * @param ports all ports.
     */
    static void checkPorts(Section root, List<Located<PortConfig>> ports) {
        for (Side side : List.of(Side.PROTECTED, Side.UNPROTECTED)) {
            if (ports.stream().noneMatch(port -> serves(port.value(), side))) {
                root.errorAt("ports", "has no port with side: " + side.configName()
                    + (side == Side.PROTECTED ? " or side: host" : "") + "; at least one on each side is needed");
            }
        }
        ports.stream().filter(port -> port.value().side() == Side.HOST).skip(1).forEach(port ->
            port.section().errorAt("side", "is host on a second port; there is one host"));
        ports.forEach(PortConsistency::checkOwn);
        for (int i = 1; i < ports.size(); i++) {
            for (Located<PortConfig> earlier : ports.subList(0, i)) {
                checkPair(earlier.value(), ports.get(i));
            }
        }
    }

    /**
     * Checks that no MTU of an unprotected port is below the smallest that is believed of a path.
     *
     * @param root  the whole file.
     * @param floor the smallest outer MTU that is believed, in bytes.
     * @param ports all ports.
     */
    static void checkFloor(Section root, int floor, List<Located<PortConfig>> ports) {
        for (Located<PortConfig> port : ports) {
            if (port.value().side() == Side.UNPROTECTED && floor > port.value().mtu()) {
                root.section("pmtu").ifPresent(pmtu -> pmtu.errorAt("floor", floor + " is above the MTU of port "
                    + port.value().name() + "; it must be at most " + port.value().mtu()));
            }
        }
    }

    /**
     * Checks the routes.
     *
     * @param routes the routes.
     * @param ports  all ports.
     */
    static void checkRoutes(List<Located<RouteConfig>> routes, List<Located<PortConfig>> ports) {
        PeerWays ways = new PeerWays(ports.stream().map(Located::value).toList(), List.of());
        for (Located<RouteConfig> route : routes) {
            route.value().via().ifPresent(via -> checkNextHop(route.section(), via, ports));
            route.value().via().flatMap(ways::subnetWithoutHost).ifPresent(subnet -> route.section().errorAt("via",
                route.value().via().get() + " is the subnet " + subnet
                + " itself or its broadcast address; the next hop"
                    + " must be a host's"));
            UnroutedAddresses.kind(route.value().to()).ifPresent(kind -> route.section().errorAt("to",
                route.value().to() + " is " + kind + "; nothing is forwarded there"));
            for (Located<PortConfig> port : ports) {
                if (port.value().addresses().stream().anyMatch(address -> address.subnet()
                    .equals(route.value().to()))) {
                    route.section().errorAt("to", route.value().to() + " is the subnet of port " + port.value().name()
                        + "; connected subnets need no route");
                }
            }
        }
    }

    private static void checkNextHop(Section section, IpAddress via, List<Located<PortConfig>> ports) {
        boolean isNeighbour = false;
        for (Located<PortConfig> port : ports) {
            for (InterfaceAddress address : port.value().addresses()) {
                isNeighbour |= address.subnet().contains(via);
                if (address.address().equals(via)) {
                    section.errorAt("via", via + " is our own address on port " + port.value().name()
                        + "; the next hop must be another");
                }
            }
        }
        if (!isNeighbour) {
            section.errorAt("via", via + " is on no port's subnet; the next hop must be a neighbour on one of "
                + subnets(ports));
        }
    }

    /**
     * Checks that of routes to the same addresses each has a metric and a tunnel of its own, and that each has its
     * turn: only a route into a tunnel gives way to another.
     *
     * @param routes the routes.
     */
    static void checkDuplicateRoutes(List<Located<RouteConfig>> routes) {
        Duplicates<List<Object>> metrics = new Duplicates<>("to");
        Duplicates<List<Object>> tunnels = new Duplicates<>("tunnel");
        Map<IpPrefix, Integer> lowestOfNextHops = new HashMap<>();
        for (Located<RouteConfig> located : routes) {
            RouteConfig route = located.value();
            metrics.check(List.of(route.to(), route.metric()), located.section(),
                "a route to " + route.to() + " with metric " + route.metric() + " was given already");
            if (route.tunnel().isPresent()) {
                tunnels.check(List.of(route.to(), route.tunnel().get()), located.section(),
                    "a route to " + route.to() + " into this tunnel was given already");
            } else {
                lowestOfNextHops.merge(route.to(), route.metric(), Math::min);
            }
        }
        for (Located<RouteConfig> located : routes) {
            RouteConfig route = located.value();
            int lowest = lowestOfNextHops.getOrDefault(route.to(), Integer.MAX_VALUE);
            if (route.metric() > lowest) {
                located.section().errorAt("metric", "is above " + lowest + ", that of the route to " + route.to()
                    + " by way of a next hop, which never gives way; only tunnels do");
            }
        }
    }

    private static void checkPair(PortConfig earlier, Located<PortConfig> later) {
        PortConfig port = later.value();
        if (port.device().equals(earlier.device())) {
            later.section().errorAt("device",
                "is the device of port " + earlier.name() + " too; each port must have a device of its own");
        }
        for (InterfaceAddress address : port.addresses()) {
            earlier.addresses().forEach(other -> checkApart(address, other, "port " + earlier.name(), later.section()));
        }
    }

    /**
     * Checks that an address of one port is not confused with one of another.
     *
     * @param address one.
     * @param other   the other, given earlier.
     * @param whose   whose the other is.
     * @param section where the one stands.
     */
    private static void checkApart(InterfaceAddress address, InterfaceAddress other, String whose, Section section) {
        if (address.address().equals(other.address())) {
            section.errorAt("address",
                address.address() + " is the address of " + whose + " too; each port must have addresses of its own");
        } else if (address.subnet().overlaps(other.subnet())) {
            section.errorAt("address", "its subnet " + address.subnet() + " overlaps with " + other.subnet()
                + " of " + whose + "; subnets of ports must be apart");
        }
    }

    private static void checkOwn(Located<PortConfig> port) {
        List<InterfaceAddress> addresses = port.value().addresses();
        for (int i = 1; i < addresses.size(); i++) {
            InterfaceAddress address = addresses.get(i);
            if (addresses.subList(0, i).stream().anyMatch(other -> other.address().equals(address.address()))) {
                port.section().errorAt("address", address.address() + " is given twice");
            }
        }
    }

    private static boolean serves(PortConfig port, Side side) {
        return port.side() == side || (port.side() == Side.HOST && side == Side.PROTECTED);
    }

    private static String subnets(List<Located<PortConfig>> ports) {
        return String.join(", ", ports.stream()
            .flatMap(port -> port.value().addresses().stream()).map(address -> address.subnet().toString()).toList());
    }
}
