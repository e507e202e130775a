package dev.narrows.config;

import dev.narrows.policy.Ipv4Prefix;

/**
 * A network port.
 *
 * @param name         as the operator calls it.
 * @param device       as DPDK calls it.
 * @param side         its side of the IPsec boundary.
 * @param address      the gateway's IPv4 address there, in network significance.
 * @param prefixLength the bits of its subnet's prefix, from 1 to 32.
 * @param mtu          the largest IP packet on its link, in bytes.
 */
public record PortConfig(String name, String device, Side side, int address, int prefixLength, int mtu) {
    /** {@return the subnet that the port is connected to} */
    public Ipv4Prefix subnet() {
        return new Ipv4Prefix(address & (int)(-1L << (Integer.SIZE - prefixLength)), prefixLength);
    }
}
