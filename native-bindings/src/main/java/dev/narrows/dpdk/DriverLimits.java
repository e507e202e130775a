package dev.narrows.dpdk;

import dev.narrows.foreign.NativeMemory;
import java.lang.foreign.MemorySegment;

/** What a port's driver says about itself; MTUs in bytes, what it can hash as {@code RTE_ETH_RSS_} bits. */
record DriverLimits(String driver, int minMtu, int maxMtu, int maxRxQueues, int maxTxQueues, long rssTypes) {
    private static final int MAX_MTU = 0xffff;

    /** Reads a filled {@link RteEthDevInfo}; a driver that sets no upper limit to the MTU has none. */
    static DriverLimits read(DpdkAbi abi, MemorySegment info) {
        int maxMtu = unsignedShort(abi, info, "max_mtu");
        return new DriverLimits(
                NativeMemory.getString(NativeMemory.getLong(info.address() + RteEthDevInfo.offset(abi, "driver_name"))),
                unsignedShort(abi, info, "min_mtu"),
                maxMtu == 0 ? MAX_MTU : maxMtu,
                unsignedShort(abi, info, "max_rx_queues"),
                unsignedShort(abi, info, "max_tx_queues"),
                NativeMemory.getLong(info.address() + RteEthDevInfo.offset(abi, "flow_type_rss_offloads")));
    }

    private static int unsignedShort(DpdkAbi abi, MemorySegment info, String field) {
        return NativeMemory.getUnsignedShort(info.address() + RteEthDevInfo.offset(abi, field));
    }
}
