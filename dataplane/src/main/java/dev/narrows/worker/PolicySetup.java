package dev.narrows.worker;

import dev.narrows.policy.Ipv4Prefix;
import dev.narrows.sa.Tunnel;

/**
 * A policy as it is given to a worker: what passes between two prefixes is protected by a tunnel.
 *
 * @param local  inner addresses on our side.
 * @param remote inner addresses on the peer's side.
 * @param tunnel the tunnel.
 */
public record PolicySetup(Ipv4Prefix local, Ipv4Prefix remote, Tunnel tunnel) {
}
