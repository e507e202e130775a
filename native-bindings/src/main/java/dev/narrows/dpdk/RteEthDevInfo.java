package dev.narrows.dpdk;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;

/**
 * {@code struct rte_eth_dev_info}: what a driver can do. Release 24.11 has one field more before the numbers of queues,
 * so, unlike what jextract makes, the layout depends on a release.
 */
final class RteEthDevInfo {
    private static final long SIZE = 376;
    private static final long MTUS_END = 24;
    private static final long FLOW_TYPES = 112;

    private RteEthDevInfo() {
    }

    static GroupLayout layout(DpdkAbi abi) {
        long queues = switch (abi) {
            case DPDK_22_11 -> 44;
            case DPDK_24_11 -> 48;
        };
        long maxRxPktlen = queues - 2 * JAVA_INT.byteSize();
        return MemoryLayout.structLayout(
                ADDRESS.withName("device"),
                ADDRESS.withName("driver_name"),
                JAVA_INT.withName("if_index"),
                JAVA_SHORT.withName("min_mtu"),
                JAVA_SHORT.withName("max_mtu"),
                MemoryLayout.paddingLayout(maxRxPktlen - MTUS_END),
                JAVA_INT.withName("max_rx_pktlen"),
                JAVA_INT.withName("max_lro_pkt_size"),
                JAVA_SHORT.withName("max_rx_queues"),
                JAVA_SHORT.withName("max_tx_queues"),
                MemoryLayout.paddingLayout(FLOW_TYPES - queues - 2 * JAVA_SHORT.byteSize()),
                JAVA_LONG.withName("flow_type_rss_offloads"),
                MemoryLayout.paddingLayout(SIZE - FLOW_TYPES - JAVA_LONG.byteSize())).withName("rte_eth_dev_info");
    }

    static long offset(DpdkAbi abi, String field) {
        return layout(abi).byteOffset(PathElement.groupElement(field));
    }
}
