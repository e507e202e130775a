package dev.narrows.esp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.EngineChoice;
import dev.narrows.crypto.TestEngines;
import dev.narrows.packet.PacketLayout;
import dev.narrows.stats.DropReason;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The way of a packet through ESP makes no garbage. */
class EspAllocationTest {
    private static final int PACKETS = 20_000;
    private static final int ROUNDS = 6;
    private static final int INNER_LENGTH = 63;

    private final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void shouldAllocateNothingOnceWarm(Algorithm algorithm) {
        try (TestTunnel tunnel = new TestTunnel(TestEngines.open(EngineChoice.IPSEC_MB), algorithm)) {
            long handle = tunnel.pool.allocate(TestTunnel.inner(INNER_LENGTH));
            tunnel.packet.wrap(handle);
            long least = Long.MAX_VALUE;
            for (int round = 0; round < ROUNDS; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                int good = forthAndBack(tunnel);
                long allocated = threads.getCurrentThreadAllocatedBytes() - before;
                assertEquals(PACKETS, good);
                least = Math.min(least, allocated);
            }
            tunnel.pool.free(handle);
            assertEquals(0, least, "bytes for " + PACKETS + " packets");
        }
    }

    /** Seals and opens one packet again and again, and gets a replay refused each time. */
    private static int forthAndBack(TestTunnel tunnel) {
        int good = 0;
        for (int i = 0; i < PACKETS; i++) {
            tunnel.packet.bounds(PacketLayout.HEADROOM, INNER_LENGTH);
            boolean sealed = tunnel.seal() == null;
            int offset = tunnel.packet.offset();
            int length = tunnel.packet.length();
            boolean opened = tunnel.open() == null;
            tunnel.packet.bounds(offset, length);
            boolean refused = tunnel.open() == DropReason.REPLAYED;
            good += sealed && opened && refused ? 1 : 0;
        }
        return good;
    }
}
