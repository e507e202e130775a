package dev.narrows.dpdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.foreign.Allocation;
import dev.narrows.foreign.NativeMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A port that gives back what is sent to it, so that each packet can be followed. */
class NetRingEalTest {
    private static final int PACKETS = 2047;
    private static final int BURST = 32;
    private static final String LOG_NAME = "eal.log";

    @TempDir
    private static Path directory;

    private static PktmbufPool pool;
    private static EthPort port;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment array = arena.allocate(ValueLayout.JAVA_LONG, BURST);

    @BeforeAll
    static void startEal() throws InterruptedException {
        EalForTests.start(directory.resolve(LOG_NAME), "net_ring0");
        pool = PktmbufPool.create("ring-test", PACKETS, 64, 2048 + RteMbuf.HEADROOM, PktmbufPool.ANY_SOCKET);
        port = EthPort.byName("net_ring0");
        port.configure(1, 1);
        port.setupRxQueue(0, 256, pool);
        port.setupTxQueue(0, 256);
        port.start();
    }

    @AfterAll
    static void stopEal() {
        if (port != null) {
            port.close();
            pool.close();
            pool.close();
            PktmbufPool forgotten = PktmbufPool.create("forgotten", 31, 0, 512, PktmbufPool.ANY_SOCKET);
            Eal.cleanup();
            assertThrows(DpdkException.class, forgotten::close);
            assertThrows(DpdkException.class, EthPort::count);
        }
    }

    @AfterEach
    void shouldGetEveryPacketBack() {
        arena.close();
        assertEquals(0, pool.inUse());
        assertEquals(PACKETS, pool.available());
    }

    @Test
    void shouldReceiveWhatWasTransmitted() {
        RxQueue rx = port.rxQueue(0);
        TxQueue tx = port.txQueue(0);
        EthStats before = port.stats();
        for (int i = 0; i < BURST; i++) {
            array.setAtIndex(ValueLayout.JAVA_LONG, i, packet("packet " + i));
        }
        assertEquals(BURST, pool.inUse());
        assertEquals(BURST, tx.transmit(array.address(), BURST));
        array.fill((byte)0);
        assertEquals(BURST, rx.receive(array.address(), BURST));
        for (int i = 0; i < BURST; i++) {
            assertEquals("packet " + i, text(array.getAtIndex(ValueLayout.JAVA_LONG, i)));
        }
        assertEquals(0, rx.receive(arena.allocate(8).address(), 1));
        Pktmbuf.freeBulk(array.address(), BURST);
        EthStats after = port.stats();
        assertEquals(BURST, after.ipackets() - before.ipackets());
        assertEquals(BURST, after.opackets() - before.opackets());
        assertEquals(0, after.oerrors());
    }

    @Test
    void shouldTakeNoMorePacketsThanTheQueueHolds() {
        TxQueue tx = port.txQueue(0);
        RxQueue rx = port.rxQueue(0);
        int sent = 0;
        int taken;
        do {
            for (int i = 0; i < BURST; i++) {
                array.setAtIndex(ValueLayout.JAVA_LONG, i, pool.allocate());
            }
            taken = tx.transmit(array.address(), BURST);
            Pktmbuf.freeBulk(array.address() + 8L * taken, BURST - taken);
            sent += taken;
            assertTrue(sent < PACKETS, "the queue never filled");
        } while (taken == BURST);
        assertEquals(sent, pool.inUse());
        int received = 0;
        for (int n = rx.receive(array.address(), BURST); n > 0; n = rx.receive(array.address(), BURST)) {
            Pktmbuf.freeBulk(array.address(), n);
            received += n;
        }
        assertEquals(sent, received);
    }

    @Test
    void shouldAllocateNoJavaMemoryOnThePacketPath() throws InterruptedException {
        AtomicInteger allocated = new AtomicInteger(-1);
        long packets = array.address();
        Thread worker = new Thread(() -> {
            DpdkThread.register();
            RxQueue rx = port.rxQueue(0);
            TxQueue tx = port.txQueue(0);
            allocated.set((int)Allocation.least(() -> roundTrips(rx, tx, packets, 10_000)));
            DpdkThread.unregister();
        });
        worker.start();
        worker.join();
        assertEquals(0, allocated.get());
    }

    private static void roundTrips(RxQueue rx, TxQueue tx, long packets, int times) {
        for (int i = 0; i < times; i++) {
            long first = pool.allocate();
            NativeMemory.putLong(packets, first);
            NativeMemory.putLong(packets + 8, Pktmbuf.copy(first, pool, 0, 1));
            tx.transmit(packets, 2);
            int received = rx.receive(packets, BURST);
            Pktmbuf.freeBulk(packets, received - 1);
            Pktmbuf.free(NativeMemory.getLong(packets + 8L * (received - 1)));
        }
    }

    @Test
    void shouldCopyPartOfAPacket() {
        long packet = packet("hello, world");
        long copy = Pktmbuf.copy(packet, pool, 7, 3);
        assertNotEquals(packet, copy);
        assertEquals("wor", text(copy));
        assertEquals("hello, world", text(packet));
        assertEquals(0, Pktmbuf.copy(packet, pool, 12, 1));
        Pktmbuf.free(packet);
        Pktmbuf.free(copy);
    }

    @Test
    void shouldMakePacketsOfTheWholeRangeOfLengths() {
        MemorySegment data = arena.allocate(pool.maxData() + 1L);
        long empty = pool.copyOf(data.address(), 0);
        assertEquals(0, NativeMemory.getInt(empty + RteMbuf.PKT_LEN));
        long full = pool.copyOf(data.fill((byte)7).address(), pool.maxData());
        assertEquals(pool.maxData(), NativeMemory.getUnsignedShort(full + RteMbuf.DATA_LEN));
        assertEquals(pool.maxData() + RteMbuf.HEADROOM, NativeMemory.getUnsignedShort(full + RteMbuf.BUF_LEN));
        assertEquals(0, pool.copyOf(data.address(), pool.maxData() + 1));
        assertEquals(0, pool.copyOf(data.address(), -1));
        Pktmbuf.free(empty);
        Pktmbuf.free(full);
    }

    @Test
    void shouldMakePacketsOfOneOwnerAndOneSegment() {
        long packet = pool.allocate();
        assertEquals(1, NativeMemory.getUnsignedShort(packet + RteMbuf.REFCNT));
        assertEquals(1, NativeMemory.getUnsignedShort(packet + RteMbuf.NB_SEGS));
        assertEquals(RteMbuf.HEADROOM, NativeMemory.getUnsignedShort(packet + RteMbuf.DATA_OFF));
        assertEquals(0xffff, NativeMemory.getUnsignedShort(packet + RteMbuf.PORT));
        assertEquals(0, NativeMemory.getLong(packet + RteMbuf.NEXT));
        assertEquals(0, NativeMemory.getLong(packet + RteMbuf.OL_FLAGS));
        assertEquals(pool.address(), NativeMemory.getLong(packet + RteMbuf.POOL));
        Pktmbuf.free(packet);
    }

    @Test
    void shouldGiveNoPacketWhenThePoolIsExhausted() {
        int count = 63;
        MemorySegment all = arena.allocate(ValueLayout.JAVA_LONG, count);
        try (PktmbufPool small = PktmbufPool.create("exhausted", count, 0, 512, PktmbufPool.ANY_SOCKET)) {
            for (int i = 0; i < count; i++) {
                all.setAtIndex(ValueLayout.JAVA_LONG, i, small.allocate());
            }
            assertEquals(0, small.allocate());
            assertEquals(0, small.copyOf(all.address(), 8));
            assertEquals(0, Pktmbuf.copy(all.getAtIndex(ValueLayout.JAVA_LONG, 0), small, 0, 1));
            assertEquals(0, small.available());
            assertEquals(count, small.inUse());
            Pktmbuf.freeBulk(all.address(), count);
            assertEquals(count, small.available());
        }
    }

    @Test
    void shouldRefuseToFreeAPoolWhosePacketsAreInUse() {
        PktmbufPool small = PktmbufPool.create("small", 31, 0, 512, PktmbufPool.ANY_SOCKET);
        long packet = small.allocate();
        assertTrue(assertThrows(DpdkException.class, small::close).getMessage().contains("1 of its packets"));
        Pktmbuf.free(packet);
        small.close();
    }

    @Test
    void shouldSayHowMuchMemoryAPoolNeeds() {
        String message = assertThrows(DpdkException.class,
                () -> PktmbufPool.create("huge", 1_000_000, 0, 2176, PktmbufPool.ANY_SOCKET)).getMessage();
        assertTrue(message.contains("1000000 packets of 2176 bytes, about 2259 MB"), message);
    }

    @Test
    void shouldRefusePoolsOfTakenNamesAndWrongSizes() {
        String taken = assertThrows(DpdkException.class,
                () -> PktmbufPool.create("ring-test", 31, 0, 512, PktmbufPool.ANY_SOCKET)).getMessage();
        assertTrue(taken.contains("there is one of that name"), taken);
        assertThrows(DpdkException.class, () -> PktmbufPool.create("p", 0, 0, 512, PktmbufPool.ANY_SOCKET));
        assertThrows(DpdkException.class, () -> PktmbufPool.create("p", 31, 0, 65_536, PktmbufPool.ANY_SOCKET));
        assertThrows(DpdkException.class, () -> PktmbufPool.create("p", 31, 600, 512, PktmbufPool.ANY_SOCKET));
    }

    @Test
    void shouldRegisterThreads() throws InterruptedException {
        AtomicInteger before = new AtomicInteger();
        AtomicInteger during = new AtomicInteger();
        AtomicInteger after = new AtomicInteger();
        Thread thread = new Thread(() -> {
            before.set(DpdkThread.lcoreId());
            DpdkThread.register();
            during.set(DpdkThread.lcoreId());
            DpdkThread.unregister();
            after.set(DpdkThread.lcoreId());
        });
        thread.start();
        thread.join();
        assertEquals(DpdkThread.NOT_REGISTERED, before.get());
        assertTrue(during.get() > 0, () -> "number " + during.get());
        assertEquals(DpdkThread.NOT_REGISTERED, after.get());
    }

    @Test
    void shouldTellAboutThePort() {
        assertEquals(1, EthPort.count());
        assertEquals(0, port.id());
        assertEquals("net_ring0", port.device());
        assertEquals("net_ring", port.driverName());
        assertEquals(1500, port.mtu());
        assertEquals(new EthLink(true, 10_000, true), port.link());
        assertTrue(port.macAddress() >>> 48 == 0);
        port.setPromiscuous(true);
        port.setPromiscuous(false);
        assertTrue(port.receiveAllMulticast());
    }

    @Test
    void shouldRefuseMtusThatTheDriverCannotHave() {
        port.setMtu(port.mtu());
        String beyond = assertThrows(DpdkException.class, () -> port.setMtu(65_536)).getMessage();
        assertTrue(beyond.contains("cannot have an MTU of 65536 bytes"), beyond);
        String unable = assertThrows(DpdkException.class, () -> port.setMtu(1400)).getMessage();
        assertTrue(unable.contains("could not set its MTU to 1400"), unable);
    }

    @Test
    void shouldListTheDevicesThereAreWhenOneIsMissing() {
        String message = assertThrows(DpdkException.class, () -> EthPort.byName("net_ring7")).getMessage();
        assertTrue(message.contains("net_ring7") && message.contains("choose one of net_ring0,"), message);
    }

    @Test
    void shouldRefuseQueuesThatAreNotThere() {
        assertThrows(DpdkException.class, () -> port.rxQueue(1));
        assertThrows(DpdkException.class, () -> port.txQueue(-1));
        String message = assertThrows(DpdkException.class, () -> port.configure(65_000, 1)).getMessage();
        assertTrue(message.contains("cannot have 65000 receive queues"), message);
    }

    @Test
    void shouldRefuseQueuesOfAPortThatIsNotStarted() {
        EthPort sameDevice = EthPort.byName("net_ring0");
        assertThrows(DpdkException.class, () -> sameDevice.rxQueue(0));
        assertThrows(DpdkException.class, () -> port.configure(1, 1), "it is started");
    }

    @Test
    void shouldRefuseToStartTwice() {
        String message = assertThrows(DpdkException.class, () -> Eal.init(List.of())).getMessage();
        assertTrue(message.contains("starts only once"), message);
    }

    @Test
    void shouldLogToTheFile() throws Exception {
        assertTrue(Files.size(directory.resolve(LOG_NAME)) > 0);
        assertTrue(Eal.version().startsWith("DPDK " + Eal.abi().release()));
    }

    private long packet(String text) {
        MemorySegment data = arena.allocateFrom(text);
        return pool.copyOf(data.address(), text.length());
    }

    private static String text(long mbuf) {
        long length = NativeMemory.getUnsignedShort(mbuf + RteMbuf.DATA_LEN);
        assertEquals(length, NativeMemory.getInt(mbuf + RteMbuf.PKT_LEN));
        long data = NativeMemory.getLong(mbuf + RteMbuf.BUF_ADDR) + NativeMemory.getUnsignedShort(mbuf
                + RteMbuf.DATA_OFF);
        StringBuilder text = new StringBuilder();
        for (long i = 0; i < length; i++) {
            text.append((char)(NativeMemory.getInt(data + i) & 0xff));
        }
        return text.toString();
    }
}
