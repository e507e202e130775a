package dev.narrows.dpdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver that enters the kernel: packets from one capture file to another, and from one in memory to nowhere. */
class NetPcapEalTest {
    private static final int PACKETS = 100;
    private static final int BURST = 32;
    private static final int PCAP_MAGIC = 0xa1b2c3d4;
    private static final int ETHERNET = 1;
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int CAPTURED_LENGTH = 8;

    @TempDir
    private Path directory;

    @Test
    void shouldCarryPacketsFromOneFileToAnother() throws IOException, InterruptedException {
        Path in = directory.resolve("in.pcap");
        Path out = directory.resolve("out.pcap");
        List<byte[]> sent = packets();
        Files.write(in, capture(sent));
        EalForTests.start(directory.resolve("eal.log"), "net_pcap0,rx_pcap=" + in + ",tx_pcap=" + out,
                "net_pcap1,rx_pcap=" + in + ",infinite_rx=1", "net_null0", "net_memif0");
        try (PktmbufPool pool = PktmbufPool.create("pcap-test", 2047, 0, 2048, PktmbufPool.ANY_SOCKET)) {
            forward(pool);
            receiveForEver(pool);
            discard(pool);
            assertEquals(2047, pool.available());
            assertEquals("net_memif", EthPort.byName("net_memif0").driverName());
        }
        List<byte[]> arrived = parse(Files.readAllBytes(out));
        assertEquals(PACKETS, arrived.size());
        for (int i = 0; i < PACKETS; i++) {
            assertArrayEquals(sent.get(i), arrived.get(i), "packet " + i);
        }
        Eal.cleanup();
    }

    private static void forward(PktmbufPool pool) {
        try (EthPort port = started("net_pcap0", pool); Arena arena = Arena.ofConfined()) {
            long array = arena.allocate(ValueLayout.JAVA_LONG, BURST).address();
            RxQueue rx = port.rxQueue(0);
            TxQueue tx = port.txQueue(0);
            for (int n = rx.receive(array, BURST); n > 0; n = rx.receive(array, BURST)) {
                assertEquals(n, tx.transmit(array, n));
            }
            EthStats stats = port.stats();
            assertEquals(PACKETS, stats.ipackets());
            assertEquals(PACKETS, stats.opackets());
            assertEquals(stats.ibytes(), stats.obytes());
            port.stop();
        }
    }

    private static void receiveForEver(PktmbufPool pool) {
        try (EthPort port = started("net_pcap1", pool); Arena arena = Arena.ofConfined()) {
            MemorySegment array = arena.allocate(ValueLayout.JAVA_LONG, BURST);
            RxQueue rx = port.rxQueue(0);
            for (int received = 0; received < 10 * PACKETS; ) {
                int n = rx.receive(array.address(), BURST);
                assertTrue(n > 0, "the file ended");
                received += n;
                Pktmbuf.freeBulk(array.address(), n);
            }
        }
    }

    private static void discard(PktmbufPool pool) {
        try (EthPort port = started("net_null0", pool); Arena arena = Arena.ofConfined()) {
            MemorySegment array = arena.allocate(ValueLayout.JAVA_LONG, BURST);
            assertEquals(BURST, port.rxQueue(0).receive(array.address(), BURST));
            assertEquals(BURST, port.txQueue(0).transmit(array.address(), BURST));
        }
    }

    private static EthPort started(String device, PktmbufPool pool) {
        EthPort port = EthPort.byName(device);
        port.configure(1, 1);
        port.setupRxQueue(0, 256, pool);
        port.setupTxQueue(0, 256);
        port.start();
        return port;
    }

    private static List<byte[]> packets() {
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < PACKETS; i++) {
            byte[] packet = new byte[60 + 14 * i];
            for (int j = 0; j < packet.length; j++) {
                packet[j] = (byte)(i + j);
            }
            packets.add(packet);
        }
        return packets;
    }

    private static byte[] capture(List<byte[]> packets) {
        int size = FILE_HEADER + packets.stream().mapToInt(packet -> RECORD_HEADER + packet.length).sum();
        ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(PCAP_MAGIC).putShort((short)2).putShort((short)4).putLong(0).putInt(0xffff).putInt(ETHERNET);
        for (byte[] packet : packets) {
            file.putLong(0).putInt(packet.length).putInt(packet.length).put(packet);
        }
        return file.array();
    }

    private static List<byte[]> parse(byte[] capture) {
        ByteBuffer file = ByteBuffer.wrap(capture).order(ByteOrder.LITTLE_ENDIAN).position(FILE_HEADER);
        List<byte[]> packets = new ArrayList<>();
        while (file.hasRemaining()) {
            byte[] packet = new byte[file.getInt(file.position() + CAPTURED_LENGTH)];
            file.position(file.position() + RECORD_HEADER).get(packet);
            packets.add(packet);
        }
        return packets;
    }
}
