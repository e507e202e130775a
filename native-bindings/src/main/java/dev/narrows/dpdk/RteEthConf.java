package dev.narrows.dpdk;

import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;

/**
 * {@code struct rte_eth_conf}: how a port is configured. All zero means no offloads and one MTU for every driver, 1500
 * bytes, so no field is named; its size depends on the release.
 */
final class RteEthConf {
    private RteEthConf() {
    }

    static GroupLayout layout(DpdkAbi abi) {
        long size = switch (abi) {
            case DPDK_22_11 -> 2272;
            case DPDK_24_11 -> 2280;
        };
        return MemoryLayout.structLayout(MemoryLayout.paddingLayout(size)).withName("rte_eth_conf").withByteAlignment(8);
    }
}
