package dev.narrows.bench.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.CryptoEngines;
import dev.narrows.crypto.EngineChoice;
import dev.narrows.wire.Esp;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.Ipv4;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerCapturesTest {
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int LENGTH = 8;

    @TempDir
    private Path folder;

    @Test
    void shouldHaveSequenceNumbersThatRiseWithinEachTunnelAndPart() throws IOException {
        WorkerCaptures captures = new WorkerCaptures(folder);
        try (CryptoEngine engine = CryptoEngines.open(EngineChoice.BOUNCY_CASTLE)) {
            captures.write(false, Algorithm.AES_128_GCM_16, engine);
        }
        for (int queue = 0; queue < 2; queue++) {
            List<byte[]> frames = read(folder.resolve("imix-mixed-" + queue + ".pcap"));
            assertEquals(Captures.FRAMES, frames.size());
            Map<Integer, Integer> last = new HashMap<>();
            for (int i = 0; i < frames.size(); i++) {
                UnsafeBuffer frame = new UnsafeBuffer(frames.get(i));
                Esp esp = new Esp().wrap(frame, Ethernet.HEADER_LENGTH + Ipv4.MIN_HEADER_LENGTH);
                int tunnel = esp.spi() - Network.INBOUND_SPI;
                int part = queue * Spread.PARTS + i / WorkerCaptures.PART_FRAMES;
                assertEquals(part, tunnel / 2, "part of tunnel " + tunnel);
                assertEquals(Network.OUTER_REMOTES + tunnel, new Ipv4().wrap(frame, Ethernet.HEADER_LENGTH).source());
                int expected = last.merge(tunnel, 1, Integer::sum);
                assertEquals(expected, esp.sequence());
            }
            last.values().forEach(count -> assertEquals(WorkerCaptures.PART_FRAMES / 2, count));
        }
    }

    @Test
    void shouldHaveADeviceForEachMixAndSpreadWithAQueueForEachWorker() {
        List<String> devices = new WorkerCaptures(folder).devices();

        String mixed = devices.get(WorkerCaptures.device(TrafficMix.SIZE_64, Spread.MIXED));
        assertEquals("--vdev=net_pcap2,rx_pcap=" + folder + "/64-mixed-0.pcap,rx_pcap=" + folder
            + "/64-mixed-1.pcap,infinite_rx=1", mixed);
        assertEquals(TrafficMix.values().length * Spread.values().length, devices.size());
    }

    @Test
    void shouldKeepEachListsOrderWhereItMergesThem() {
        List<Integer> merged =
            WorkerCaptures.merge(List.of(List.of(1, 2, 3, 4, 5, 6), List.of(11, 12, 13, 14, 15, 16)));

        assertEquals(List.of(1, 2, 3, 4, 5, 6), merged.stream().filter(i -> i < 10).toList());
        assertEquals(List.of(11, 12, 13, 14, 15, 16), merged.stream().filter(i -> i > 10).toList());
    }

    private static List<byte[]> read(Path file) throws IOException {
        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<byte[]> frames = new ArrayList<>();
        content.position(FILE_HEADER);
        while (content.hasRemaining()) {
            byte[] frame = new byte[content.getInt(content.position() + LENGTH)];
            content.position(content.position() + RECORD_HEADER);
            content.get(frame);
            frames.add(frame);
        }
        return frames;
    }
}
