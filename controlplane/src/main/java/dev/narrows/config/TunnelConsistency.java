package dev.narrows.config;

import dev.narrows.wire.IpAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks tunnels against the ports and against each other.
 */
final class TunnelConsistency {
    private TunnelConsistency() {
    }

    /**
     * Checks the tunnels' outer addresses.
     *
     * @param tunnels the tunnels.
     * @param ports   all ports.
     */
    static void checkAddresses(List<Located<TunnelConfig>> tunnels, List<Located<PortConfig>> ports) {
        for (Located<TunnelConfig> tunnel : tunnels) {
            IpAddress local = tunnel.value().endpoints().local();
            IpAddress remote = tunnel.value().endpoints().remote();
            if (ports.stream().noneMatch(port -> isUnprotected(port.value(), local))) {
                tunnel.section().errorAt("local", local
                    + " is not the address of an unprotected port; it must be one of " + unprotected(ports));
            }
            if (ports.stream().anyMatch(port -> has(port.value(), remote))) {
                tunnel.section().errorAt("remote",
                    remote + " is an address of this gateway; it must be the peer's");
            } else if (remote.equals(local)) {
                tunnel.section().errorAt("remote", remote + " is local as well; it must be the peer's");
            }
        }
    }

    /**
     * Checks that ESP can reach the tunnels' peers.
     *
     * @param tunnels the tunnels.
     * @param ports   all ports.
     * @param routes  the routes.
     */
    static void checkPeers(
        List<Located<TunnelConfig>> tunnels, List<Located<PortConfig>> ports, List<Located<RouteConfig>> routes) {
        PeerWays ways = new PeerWays(
            ports.stream().map(Located::value).toList(), routes.stream().map(Located::value).toList());
        for (Located<TunnelConfig> tunnel : tunnels) {
            IpAddress remote = tunnel.value().endpoints().remote();
            ways.objection(remote).ifPresent(objection -> tunnel.section().errorAt("remote",
                remote + " " + objection + "; the peer must be beyond an unprotected port"));
        }
    }

    /**
     * Checks that routes lead into tunnels that are there and have no policies, and that every tunnel has one or the
     * other.
     *
     * @param tunnels the tunnels.
     * @param routes  the routes.
     */
    static void checkRoutes(List<Located<TunnelConfig>> tunnels, List<Located<RouteConfig>> routes) {
        Map<String, TunnelConfig> byName = new HashMap<>();
        tunnels.forEach(tunnel -> byName.put(tunnel.value().name(), tunnel.value()));
        Set<String> led = new HashSet<>();
        for (Located<RouteConfig> route : routes) {
            route.value().tunnel().ifPresent(name -> {
                led.add(name);
                TunnelConfig tunnel = byName.get(name);
                if (tunnel == null) {
                    route.section().errorAt("tunnel", "there is no tunnel \"" + name + "\" without mistakes");
                } else if (!tunnel.settings().isInterface()) {
                    route.section().errorAt("tunnel", "tunnel " + name
                        + " has policies; a route leads only into a tunnel without, which is an interface");
                }
            });
        }
        for (Located<TunnelConfig> tunnel : tunnels) {
            if (tunnel.value().settings().isInterface() && !led.contains(tunnel.value().name())) {
                tunnel.section().errorAt("policies", "is missing or empty, and no route leads into the tunnel;"
                    + " at least one pair of local and remote is needed, or a route");
            }
        }
    }

    private static boolean isUnprotected(PortConfig port, IpAddress address) {
        return port.side() == Side.UNPROTECTED && has(port, address);
    }

    private static boolean has(PortConfig port, IpAddress address) {
        return port.addresses().stream().anyMatch(own -> own.address().equals(address));
    }

    private static String unprotected(List<Located<PortConfig>> ports) {
        return String.join(", ", ports.stream()
            .map(Located::value)
            .filter(port -> port.side() == Side.UNPROTECTED)
            .flatMap(port -> port.addresses().stream())
            .map(address -> address.address().toString())
            .toList());
    }
}
