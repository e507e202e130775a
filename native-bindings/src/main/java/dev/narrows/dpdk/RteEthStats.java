package dev.narrows.dpdk;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;

/** {@code struct rte_eth_stats}: a port's counters, each of 64 bits; the same in both known releases. */
final class RteEthStats {
    private static final GroupLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_LONG.withName("ipackets"),
            JAVA_LONG.withName("opackets"),
            JAVA_LONG.withName("ibytes"),
            JAVA_LONG.withName("obytes"),
            JAVA_LONG.withName("imissed"),
            JAVA_LONG.withName("ierrors"),
            JAVA_LONG.withName("oerrors"),
            JAVA_LONG.withName("rx_nombuf"),
            MemoryLayout.paddingLayout(640)).withName("rte_eth_stats");

    private RteEthStats() {
    }

    static GroupLayout layout() {
        return LAYOUT;
    }

    static EthStats read(MemorySegment stats) {
        return new EthStats(
                get(stats, "ipackets"), get(stats, "opackets"), get(stats, "ibytes"), get(stats, "obytes"),
                get(stats, "imissed"), get(stats, "ierrors"), get(stats, "oerrors"), get(stats, "rx_nombuf"));
    }

    private static long get(MemorySegment stats, String field) {
        return stats.get(JAVA_LONG, LAYOUT.byteOffset(PathElement.groupElement(field)));
    }
}
