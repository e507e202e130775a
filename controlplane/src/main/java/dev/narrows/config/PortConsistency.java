package dev.narrows.config;

import dev.narrows.policy.Ipv4Prefix;
import dev.narrows.wire.Ipv4Address;
import java.util.List;

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
        for (Side side : Side.values()) {
            if (ports.stream().noneMatch(port -> port.value().side() == side)) {
                root.errorAt("ports", "has no port with side: " + (side == Side.PROTECTED ? "protected" : "unprotected")
                    + "; at least one on each side is needed");
            }
        }
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
        for (Located<RouteConfig> route : routes) {
            Ipv4Prefix to = route.value().to();
            int via = route.value().via();
            if (ports.stream().noneMatch(port -> port.value().subnet().contains(via))) {
                route.section().errorAt("via", Ipv4Address.format(via)
                    + " is on no port's subnet; the next hop must be a neighbour on one of " + subnets(ports));
            }
            for (Located<PortConfig> port : ports) {
                if (port.value().address() == via) {
                    route.section().errorAt("via", Ipv4Address.format(via) + " is our own address on port "
                        + port.value().name() + "; the next hop must be another");
                }
                if (port.value().subnet().equals(to)) {
                    route.section().errorAt("to", to + " is the subnet of port " + port.value().name()
                        + "; connected subnets need no route");
                }
            }
        }
    }

    /**
     * Checks that no two routes lead to the same addresses.
     *
     * @param routes the routes.
     */
    static void checkDuplicateRoutes(List<Located<RouteConfig>> routes) {
        Duplicates<Ipv4Prefix> seen = new Duplicates<>("to");
        for (Located<RouteConfig> route : routes) {
            seen.check(route.value().to(), route.section(), "a route to " + route.value().to() + " was given already");
        }
    }

    private static void checkPair(PortConfig earlier, Located<PortConfig> later) {
        PortConfig port = later.value();
        if (port.device().equals(earlier.device())) {
            later.section().errorAt("device",
                "is the device of port " + earlier.name() + " too; each port must have a device of its own");
        }
        if (port.address() == earlier.address()) {
            later.section().errorAt("address",
                "is the address of port " + earlier.name() + " too; each port must have an address of its own");
        } else if (overlap(port.subnet(), earlier.subnet())) {
            later.section().errorAt("address", "its subnet " + port.subnet() + " overlaps with " + earlier.subnet()
                + " of port " + earlier.name() + "; subnets of ports must be apart");
        }
    }

    /**
     * Tests two blocks of addresses.
     *
     * @param a one.
     * @param b the other.
     * @return whether there is an address in both.
     */
    static boolean overlap(Ipv4Prefix a, Ipv4Prefix b) {
        return a.contains(b.address()) || b.contains(a.address());
    }

    private static String subnets(List<Located<PortConfig>> ports) {
        return String.join(", ", ports.stream().map(port -> port.value().subnet().toString()).toList());
    }
}
