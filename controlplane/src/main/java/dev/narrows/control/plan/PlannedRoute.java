package dev.narrows.control.plan;

import dev.narrows.control.spd.PlannedPolicy;
import dev.narrows.policy.IpPrefix;
import dev.narrows.sa.Tunnel;
import dev.narrows.wire.IpAddress;
import dev.narrows.worker.RouteSetup;
import java.util.function.IntFunction;

/**
 * A route as the control plane has it; each worker has its own copy.
 *
 * @param to     the destinations.
 * @param port   the number of the port by which they are reached, or -1 where there is a tunnel.
 * @param via    the next hop, or null where destinations are neighbours or there is a tunnel.
 * @param tunnel the number of the tunnel that it leads into, or {@link PlannedPolicy#NO_TUNNEL}.
 * @param metric of several to one prefix, the lowest goes first.
 */
public record PlannedRoute(IpPrefix to, int port, IpAddress via, int tunnel, int metric) {
    /** {@return whether it leads into a tunnel} */
    public boolean isIntoTunnel() {
        return tunnel != PlannedPolicy.NO_TUNNEL;
    }

    /**
     * Makes a worker's copy.
     *
     * @param tunnels the worker's own, by their numbers.
     * @return the copy.
     */
    public RouteSetup copyFor(IntFunction<Tunnel> tunnels) {
        if (isIntoTunnel()) {
            return RouteSetup.into(to, tunnels.apply(tunnel)).metric(metric);
        }
        return (via == null ? RouteSetup.onLink(to, port) : RouteSetup.via(to, port, via)).metric(metric);
    }
}
