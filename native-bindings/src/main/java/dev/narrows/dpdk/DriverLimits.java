package dev.narrows.dpdk;

import dev.narrows.foreign.NativeMemory;
import java.lang.foreign.MemorySegment;

/**
 * What a port's driver says about itself; MTUs in bytes, what it can hash as {@code RTE_ETH_RSS_} bits, and the
 * kernel's number for the interface below it, or 0.
 */
record DriverLimits(
        String driver, int interfaceIndex, int minMtu, int maxMtu, int maxRxQueues, int maxTxQueues, long rssTypes) {
    private static final int MAX_MTU = 0xffff;
    /** Ethernet's header and checksum, where a driver does not say what its frames have around a packet. */
    private static final int USUAL_OVERHEAD = 18;

    /** Reads a filled {@link RteEthDevInfo}; a driver that sets no upper limit to the MTU has none. */
    static DriverLimits read(DpdkAbi abi, MemorySegment info) {
        return new DriverLimits(
                NativeMemory.getString(NativeMemory.getLong(info.address() + RteEthDevInfo.offset(abi, "driver_name"))),
                NativeMemory.getInt(info.address() + RteEthDevInfo.offset(abi, "if_index")),
                unsignedShort(abi, info, "min_mtu"),
                maxMtu(unsignedShort(abi, info, "max_mtu"),
                        NativeMemory.getInt(info.address() + RteEthDevInfo.offset(abi, "max_rx_pktlen"))),
                unsignedShort(abi, info, "max_rx_queues"),
                unsignedShort(abi, info, "max_tx_queues"),
                NativeMemory.getLong(info.address() + RteEthDevInfo.offset(abi, "flow_type_rss_offloads")));
    }

    /** As {@code rte_eth_dev_set_mtu} has it: the longest frame bounds the MTU, too. */
    static int maxMtu(int stated, int longestFrame) {
        int bound = stated == 0 ? MAX_MTU : stated;
        if (longestFrame <= 0) {
            return bound;
        }
        boolean tellsOverhead = bound != MAX_MTU && longestFrame > bound;
        return tellsOverhead ? bound : Math.min(bound, longestFrame - USUAL_OVERHEAD);
    }

    private static int unsignedShort(DpdkAbi abi, MemorySegment info, String field) {
        return NativeMemory.getUnsignedShort(info.address() + RteEthDevInfo.offset(abi, field));
    }
}
