package dev.narrows.worker;

import dev.narrows.policy.Ipv4Prefix;

/**
 * A route as it is given to a worker.
 *
 * @param to      the destinations.
 * @param port    the number of the port by which they are reached.
 * @param gateway the next hop's IPv4 address, or {@link NextHop#ON_LINK} where destinations are neighbours.
 */
public record RouteSetup(Ipv4Prefix to, int port, int gateway) {
}
