package dev.narrows.dpdk;

/**
 * The state of a port's link.
 *
 * @param up         whether packets can pass
 * @param mbps       its speed in Mbit/s, 0 if it has none or none is known
 * @param fullDuplex whether both directions pass at once
 */
public record EthLink(boolean up, int mbps, boolean fullDuplex) {
}
