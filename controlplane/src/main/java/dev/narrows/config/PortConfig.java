package dev.narrows.config;

import java.util.List;

/**
 * A network port.
 *
 * @param name      as the operator calls it.
 * @param device    as DPDK calls it.
 * @param side      its side of the IPsec boundary.
 * @param addresses the gateway's addresses there, at least one; none on the host's side.
 * @param mtu       the largest IP packet on its link, in bytes.
 */
public record PortConfig(String name, String device, Side side, List<InterfaceAddress> addresses, int mtu) {
    /** A port, with its own copy of the list. */
    public PortConfig {
        addresses = List.copyOf(addresses);
    }
}
