package dev.narrows.dpdk;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.narrows.foreign.NativeMemory;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code struct rte_eth_conf}: how a port is configured. All zero means no offloads, one MTU for every driver, 1500
 * bytes, and no distribution over receive queues. Only what the latter needs is named; the size depends on the release.
 */
final class RteEthConf {
    /** {@code RTE_ETH_MQ_RX_RSS}: receive-side scaling. */
    static final int MQ_RX_RSS = 1;
    /**
     * What is hashed, of what a NIC can: addresses and ports ({@code RTE_ETH_RSS_IP}, {@code _TCP}, {@code _UDP},
     * {@code _SCTP}) and the SPI ({@code RTE_ETH_RSS_ESP}).
     */
    static final long RSS_TYPES = 0xa38c | 0x1_0410 | 0x2_0820 | 0x1040 | 1 << 27;

    private static final String RSS_CONF = "rss_conf";
    private static final PathElement[] MQ_MODE = path("rxmode", "mq_mode");
    private static final PathElement[] RSS_HF = path("rx_adv_conf", RSS_CONF, "rss_hf");
    private static final long RX_MODE_SIZE = 56;
    private static final long TX_MODE_SIZE = 64;
    private static final long OTHER_DISTRIBUTIONS_SIZE = 2096;
    private static final long REST_SIZE = 24;

    private RteEthConf() {
    }

    static GroupLayout layout(DpdkAbi abi) {
        GroupLayout rxMode = MemoryLayout.structLayout(
                JAVA_INT.withName("mq_mode"),
                MemoryLayout.paddingLayout(RX_MODE_SIZE - JAVA_INT.byteSize())).withName("rxmode");
        GroupLayout rxAdvConf = MemoryLayout.structLayout(
                rssConf(abi),
                MemoryLayout.paddingLayout(OTHER_DISTRIBUTIONS_SIZE)).withName("rx_adv_conf");
        return MemoryLayout.structLayout(
                MemoryLayout.paddingLayout(8),
                rxMode,
                MemoryLayout.paddingLayout(TX_MODE_SIZE),
                rxAdvConf,
                MemoryLayout.paddingLayout(REST_SIZE)).withName("rte_eth_conf");
    }

    /** Release 24.11 has one field more behind. */
    private static GroupLayout rssConf(DpdkAbi abi) {
        GroupLayout known = MemoryLayout.structLayout(
                ADDRESS.withName("rss_key"),
                JAVA_BYTE.withName("rss_key_len"),
                MemoryLayout.paddingLayout(7),
                JAVA_LONG.withName("rss_hf")).withName(RSS_CONF);
        return switch (abi) {
            case DPDK_22_11 -> known;
            case DPDK_24_11 -> {
                List<MemoryLayout> members = new ArrayList<>(known.memberLayouts());
                members.add(MemoryLayout.paddingLayout(8));
                yield MemoryLayout.structLayout(members.toArray(MemoryLayout[]::new)).withName(RSS_CONF);
            }
        };
    }

    /**
     * Asks for packets to be distributed over receive queues by a hash of some of their fields, with the driver's own
     * key.
     */
    static void distribute(DpdkAbi abi, MemorySegment conf, long rssTypes) {
        NativeMemory.putInt(conf.address() + offset(abi, MQ_MODE), MQ_RX_RSS);
        NativeMemory.putLong(conf.address() + offset(abi, RSS_HF), rssTypes);
    }

    private static long offset(DpdkAbi abi, PathElement[] field) {
        return layout(abi).byteOffset(field);
    }

    private static PathElement[] path(String... names) {
        return Arrays.stream(names).map(PathElement::groupElement).toArray(PathElement[]::new);
    }
}
