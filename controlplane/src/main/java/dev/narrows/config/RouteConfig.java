package dev.narrows.config;

import dev.narrows.policy.IpPrefix;
import dev.narrows.wire.IpAddress;
import java.util.Optional;

/**
 * A way to addresses beyond the ports' own subnets: by way of a next hop, or into a tunnel.
 *
 * @param to     the addresses.
 * @param via    the next hop, on one port's subnet; nothing where there is a tunnel.
 * @param tunnel the tunnel's name; nothing where there is a next hop.
 * @param metric of several routes to the same addresses, the one with the lowest counts whose tunnel can send.
 */
public record RouteConfig(IpPrefix to, Optional<IpAddress> via, Optional<String> tunnel, int metric) {
    /** The largest metric. */
    public static final int LARGEST_METRIC = 65535;

    /**
     * A route without a metric: 0.
     *
     * @param to     the addresses.
     * @param via    the next hop, on one port's subnet; nothing where there is a tunnel.
     * @param tunnel the tunnel's name; nothing where there is a next hop.
     */
    public RouteConfig(IpPrefix to, Optional<IpAddress> via, Optional<String> tunnel) {
        this(to, via, tunnel, 0);
    }
}
