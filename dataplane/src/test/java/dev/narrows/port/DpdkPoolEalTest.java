package dev.narrows.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.narrows.dpdk.DpdkException;
import dev.narrows.dpdk.Eal;
import dev.narrows.packet.HandleArray;
import dev.narrows.packet.Packet;
import dev.narrows.packet.PacketLayout;
import dev.narrows.packet.PacketPool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DPDK's pools, as datagrams longer than any frame are put together in them. */
class DpdkPoolEalTest {
    private static final int SIZE = 2047;
    private static final int LARGE = 63;
    private static final int LONGEST = 65535;
    private static final int FRAME = 2048;

    @TempDir
    private static Path directory;

    private final Packet packet = new Packet();

    @BeforeAll
    static void startEal() throws InterruptedException {
        try {
            Eal.version();
        } catch (DpdkException absent) {
            abort(absent.getMessage());
        }
        List<DpdkException> failures = new ArrayList<>();
        Thread thread = new Thread(() -> {
            try {
                Eal.init(List.of("-l", "0", "--no-huge", "-m", "64", "--no-shconf", "--no-pci", "--no-telemetry"),
                    directory.resolve("eal.log"));
            } catch (DpdkException e) {
                failures.add(e);
            }
        });
        thread.start();
        thread.join();
        for (DpdkException failure : failures) {
            throw failure;
        }
    }

    @AfterAll
    static void stopEal() {
        Eal.cleanup();
    }

    @Test
    void shouldGivePacketsThatHoldWhatIsAskedForAndTakeThemBackTogether() {
        try (DpdkPool pool = new DpdkPool("both", SIZE, FRAME, LARGE, LONGEST)) {
            assertEquals(SIZE + LARGE, pool.size());
            HandleArray handles = new HandleArray(4);
            handles.set(0, pool.allocate(FRAME));
            handles.set(1, pool.allocate(FRAME + 1));
            handles.set(2, pool.allocate(1));
            handles.set(3, pool.allocate(LONGEST));
            int[] lengths = {FRAME, FRAME + 1, 1, LONGEST};
            int[] rooms = {FRAME + PacketLayout.HEADROOM, LONGEST, FRAME + PacketLayout.HEADROOM, LONGEST};
            for (int i = 0; i < lengths.length; i++) {
                assertNotEquals(PacketPool.EXHAUSTED, handles.get(i));
                packet.wrap(handles.get(i));
                assertEquals(rooms[i], packet.buffer().capacity());
                assertTrue(lengths[i] <= packet.buffer().capacity());
                packet.bounds(packet.buffer().capacity() - lengths[i], lengths[i]);
                packet.buffer().setMemory(packet.offset(), packet.length(), (byte)i);
                packet.store();
                packet.wrap(handles.get(i));
                assertEquals(lengths[i], packet.length());
                assertTrue(packet.isSoleOwnedSegment());
            }
            assertEquals(4, pool.inUse());
            pool.free(handles, 4);
            assertEquals(0, pool.inUse());
        }
    }

    @Test
    void shouldRunOutOfLongPacketsAndNotOfOthers() {
        try (DpdkPool pool = new DpdkPool("few", SIZE, FRAME, LARGE, 9216)) {
            HandleArray handles = new HandleArray(LARGE + 1);
            for (int i = 0; i < LARGE; i++) {
                handles.set(i, pool.allocate(9216));
                assertNotEquals(PacketPool.EXHAUSTED, handles.get(i));
            }
            assertEquals(PacketPool.EXHAUSTED, pool.allocate(9216));
            handles.set(LARGE, pool.allocate(1500));
            assertNotEquals(PacketPool.EXHAUSTED, handles.get(LARGE));
            pool.free(handles, LARGE + 1);
            assertEquals(PacketPool.EXHAUSTED, pool.allocate(9216 + PacketLayout.HEADROOM + 1), "none holds so many");
            assertEquals(0, pool.inUse());
        }
    }

    /** Where a frame is as long as the longest datagram, one pool serves for all. */
    @Test
    void shouldNeedNoLongerPacketsThanThoseOfJumboFrames() {
        try (DpdkPool pool = new DpdkPool("one", SIZE, 9216 + 142, LARGE, 9216)) {
            assertEquals(SIZE, pool.size());
            HandleArray handles = new HandleArray(1);
            handles.set(0, pool.allocate(9216));
            assertNotEquals(PacketPool.EXHAUSTED, handles.get(0));
            pool.free(handles, 1);
        }
    }
}
