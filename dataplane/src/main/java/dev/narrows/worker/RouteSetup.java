package dev.narrows.worker;

import dev.narrows.policy.IpPrefix;
import dev.narrows.sa.Tunnel;
import dev.narrows.wire.IpAddress;

/**
 * A route as it is given to a worker: to a link, by way of a gateway on a link, or into a tunnel.
 *
 * @param to      the destinations.
 * @param port    the number of the port by which they are reached; of no meaning with a tunnel.
 * @param gateway the next hop, or null where destinations are neighbours.
 * @param tunnel  the tunnel that it leads into, or null.
 * @param metric  of several routes to one prefix, the one with the lowest counts whose tunnel does not yield.
 */
public record RouteSetup(IpPrefix to, int port, IpAddress gateway, Tunnel tunnel, int metric) {
    private static final int NO_PORT = -1;

    /**
     * A route to a link.
     *
     * @param to   the link's addresses.
     * @param port the link's port.
     * @return the route.
     */
    public static RouteSetup onLink(IpPrefix to, int port) {
        return new RouteSetup(to, port, null, null, 0);
    }

    /**
     * A route by way of a gateway.
     *
     * @param to      the destinations.
     * @param port    the port of the gateway's link.
     * @param gateway the gateway.
     * @return the route.
     */
    public static RouteSetup via(IpPrefix to, int port, IpAddress gateway) {
        return new RouteSetup(to, port, gateway, null, 0);
    }

    /**
     * A route into a tunnel.
     *
     * @param to     the destinations.
     * @param tunnel the tunnel.
     * @return the route.
     */
    public static RouteSetup into(IpPrefix to, Tunnel tunnel) {
        return new RouteSetup(to, NO_PORT, null, tunnel, 0);
    }

    /** {@return the same route with another metric} */
    public RouteSetup metric(int other) {
        return new RouteSetup(to, port, gateway, tunnel, other);
    }
}
