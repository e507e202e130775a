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
 */
public record RouteConfig(IpPrefix to, Optional<IpAddress> via, Optional<String> tunnel) {
}
