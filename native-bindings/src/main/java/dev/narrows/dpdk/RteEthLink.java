package dev.narrows.dpdk;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;

/**
 * {@code struct rte_eth_link}: the state of a port's link, the same in both known releases. Its three last fields are
 * bits of one byte, which Panama cannot name; here they are masks of {@code flags}.
 */
final class RteEthLink {
    static final int DUPLEX_MASK = 1;
    static final int STATUS_MASK = 4;

    private static final int UNKNOWN_SPEED = -1;
    private static final GroupLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_INT.withName("link_speed"),
            JAVA_BYTE.withName("flags"),
            MemoryLayout.paddingLayout(3)).withName("rte_eth_link").withByteAlignment(8);
    private static final long SPEED = LAYOUT.byteOffset(PathElement.groupElement("link_speed"));
    private static final long FLAGS = LAYOUT.byteOffset(PathElement.groupElement("flags"));

    private RteEthLink() {
    }

    static GroupLayout layout() {
        return LAYOUT;
    }

    static EthLink read(MemorySegment link) {
        int speed = link.get(JAVA_INT, SPEED);
        int flags = link.get(JAVA_BYTE, FLAGS);
        return new EthLink((flags & STATUS_MASK) != 0, speed == UNKNOWN_SPEED ? 0 : speed, (flags & DUPLEX_MASK) != 0);
    }
}
