package dev.narrows.config;

import dev.narrows.wire.IpAddress;

/**
 * Between which inner addresses a tunnel's path is probed.
 *
 * @param from ours.
 * @param to   the peer's, of the same family.
 */
public record ProbeConfig(IpAddress from, IpAddress to) {
}
