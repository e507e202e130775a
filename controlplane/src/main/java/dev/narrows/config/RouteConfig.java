package dev.narrows.config;

import dev.narrows.policy.Ipv4Prefix;

/**
 * A way to addresses beyond the ports' own subnets.
 *
 * @param to  the addresses.
 * @param via the next hop, on one port's subnet; in network significance.
 */
public record RouteConfig(Ipv4Prefix to, int via) {
}
