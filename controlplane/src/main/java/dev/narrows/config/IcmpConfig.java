package dev.narrows.config;

/**
 * How many ICMP errors the gateway sends of its own, in packets a second.
 *
 * @param perSource to one source of the packets that they are about.
 * @param total     to all together.
 */
public record IcmpConfig(int perSource, int total) {
}
