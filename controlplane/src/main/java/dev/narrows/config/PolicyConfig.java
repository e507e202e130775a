package dev.narrows.config;

import dev.narrows.policy.IpPrefix;

/**
 * What a tunnel protects: packets between two blocks of inner addresses, both ways (RFC 4301 4.4.1).
 *
 * @param local  the addresses on our side.
 * @param remote the addresses on the peer's side.
 */
public record PolicyConfig(IpPrefix local, IpPrefix remote) {
}
