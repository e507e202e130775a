package dev.narrows.dpdk;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;

/**
 * {@code struct rte_eth_fp_ops}: a port's row in the table that the inline burst functions read. Holds the driver's
 * burst functions and, for each direction, a {@code struct rte_ethdev_qdata}, whose {@code data} is an array of the
 * queues' data.
 *
 * <p>The two known releases order the fields differently, so, unlike what jextract makes, the layout depends on a
 * release.
 */
final class RteEthFpOps {
    private static final GroupLayout QDATA = MemoryLayout.structLayout(
            ADDRESS.withName("data"),
            ADDRESS.withName("clbk")).withName("rte_ethdev_qdata");

    private static final GroupLayout FUNCTIONS_FIRST = MemoryLayout.structLayout(
            ADDRESS.withName("rx_pkt_burst"),
            MemoryLayout.paddingLayout(16),
            QDATA.withName("rxq"),
            MemoryLayout.paddingLayout(24),
            ADDRESS.withName("tx_pkt_burst"),
            MemoryLayout.paddingLayout(16),
            QDATA.withName("txq"),
            MemoryLayout.paddingLayout(24)).withName("rte_eth_fp_ops").withByteAlignment(64);

    private static final GroupLayout QUEUES_FIRST = MemoryLayout.structLayout(
            QDATA.withName("rxq"),
            ADDRESS.withName("rx_pkt_burst"),
            MemoryLayout.paddingLayout(40),
            QDATA.withName("txq"),
            ADDRESS.withName("tx_pkt_burst"),
            MemoryLayout.paddingLayout(40)).withName("rte_eth_fp_ops").withByteAlignment(64);

    private RteEthFpOps() {
    }

    static GroupLayout layout(DpdkAbi abi) {
        return switch (abi) {
            case DPDK_22_11 -> FUNCTIONS_FIRST;
            case DPDK_24_11 -> QUEUES_FIRST;
        };
    }

    static long sizeof(DpdkAbi abi) {
        return layout(abi).byteSize();
    }

    static long rxPktBurst(DpdkAbi abi) {
        return offset(abi, "rx_pkt_burst");
    }

    static long rxq(DpdkAbi abi) {
        return offset(abi, "rxq");
    }

    static long txPktBurst(DpdkAbi abi) {
        return offset(abi, "tx_pkt_burst");
    }

    static long txq(DpdkAbi abi) {
        return offset(abi, "txq");
    }

    private static long offset(DpdkAbi abi, String field) {
        return layout(abi).byteOffset(PathElement.groupElement(field));
    }
}
