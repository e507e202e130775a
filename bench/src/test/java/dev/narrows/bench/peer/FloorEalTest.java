package dev.narrows.bench.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.narrows.bench.gateway.Direction;
import dev.narrows.bench.traffic.Flows;
import dev.narrows.bench.traffic.Frames;
import dev.narrows.bench.traffic.Network;
import dev.narrows.bench.traffic.PcapFile;
import dev.narrows.bench.traffic.TestKey;
import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.CryptoEngines;
import dev.narrows.crypto.EngineChoice;
import dev.narrows.crypto.Transform;
import dev.narrows.wire.Esp;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That the floor does what it is compared for, whole, and not how fast it is. */
class FloorEalTest {
    private static final int ESP = Ethernet.HEADER_LENGTH + Ipv4.MIN_HEADER_LENGTH;
    private static final int PAYLOAD = ESP + Esp.HEADER_LENGTH + 8;
    private static final int ICV = 16;
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final List<Integer> SIZES =
        List.of(64, 65, 66, 67, 576, 1400, 28, 1333, 99, 64, 64, 64, 64, 64, 64, 64, 64, 1400, 64, 64, 64, 64, 64, 64,
            64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 576, 1401, 1402, 1403);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(value = Algorithm.class, names = {"AES_128_GCM_16", "AES_192_GCM_16", "AES_256_GCM_16"})
    void shouldSealEveryPacketAsItsPeerExpects(Algorithm algorithm) throws Exception {
        List<byte[]> clear = Frames.outbound(SIZES, Network.PCAP_MAC, Flows.USUAL);
        List<byte[]> sealed = run(algorithm, clear);

        assertEquals(clear.size(), sealed.size());
        try (CryptoEngine engine = CryptoEngines.open(EngineChoice.BOUNCY_CASTLE);
            Transform transform = TestKey.transform(engine, algorithm)) {
            for (int i = 0; i < clear.size(); i++) {
                check(clear.get(i), sealed.get(i), transform, i + 1);
            }
        }
    }

    @Test
    void shouldTellARateAndEndWithItsInput() throws Exception {
        Path capture = folder.resolve("clear-64.pcap");
        PcapFile.write(capture, Frames.outbound(TrafficMix.SIZE_64.sizes(64), Network.PCAP_MAC, Flows.USUAL));
        FloorProgram program = compile();

        try (Floor floor = new Floor("floor", program, setting(Algorithm.AES_128_GCM_16))) {
            assertTrue(floor.packetsPerSecond(100) > 0);
            assertTrue(floor.packetsPerSecond(100) > 0, "when it was halted in between");
        }
    }

    private static void check(byte[] clear, byte[] sealed, Transform transform, int sequence) {
        int inner = clear.length - Ethernet.HEADER_LENGTH;
        int length = inner + 5 & ~3;
        assertEquals(PAYLOAD + length + ICV, sealed.length);
        UnsafeBuffer frame = new UnsafeBuffer(sealed);
        Ipv4 outer = new Ipv4().wrap(frame, Ethernet.HEADER_LENGTH);
        assertEquals(Ethernet.TYPE_IPV4, new Ethernet().wrap(frame, 0).type());
        assertEquals(sealed.length - Ethernet.HEADER_LENGTH, outer.totalLength());
        assertEquals(IpProtocol.ESP, outer.protocol());
        assertEquals(Network.OUTER_LOCAL, outer.source());
        assertEquals(Network.OUTER_REMOTE, outer.destination());
        assertTrue(outer.isChecksumRight(), "the outer header's checksum");
        Esp esp = new Esp().wrap(frame, ESP);
        assertEquals(Network.OUTBOUND_SPI, esp.spi());
        assertEquals(sequence, esp.sequence());
        assertTrue(transform.open(frame, ESP, length, sequence), "ICV of packet " + sequence);
        assertArrayEquals(Arrays.copyOfRange(clear, Ethernet.HEADER_LENGTH, clear.length),
            Arrays.copyOfRange(sealed, PAYLOAD, PAYLOAD + inner));
        // RFC 4303 2.4 to 2.6: padding counts up from 1, then its length and the next header follow.
        int padding = length - inner - 2;
        for (int i = 0; i < padding; i++) {
            assertEquals(i + 1, sealed[PAYLOAD + inner + i]);
        }
        assertEquals(padding, sealed[PAYLOAD + length - 2]);
        assertEquals(IpProtocol.IPIP, sealed[PAYLOAD + length - 1]);
    }

    private List<byte[]> run(Algorithm algorithm, List<byte[]> clear) throws IOException, InterruptedException {
        Path in = folder.resolve("in.pcap");
        Path out = folder.resolve("out.pcap");
        PcapFile.write(in, clear);
        List<String> command = Floor.arguments(compile(), setting(algorithm),
            List.of("--vdev=net_pcap0,rx_pcap=" + in, "--vdev=net_pcap1,tx_pcap=" + out));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
            BufferedWriter input = process.outputWriter(StandardCharsets.UTF_8)) {
            tell(input, Floor.keyingMaterial(algorithm));
            String line = output.readLine();
            StringBuilder text = new StringBuilder();
            while (line != null && !line.endsWith(" packets=" + clear.size())) {
                text.append(line).append('\n');
                if (line.startsWith("floor: ")) {
                    TimeUnit.MILLISECONDS.sleep(1);
                    tell(input, "count");
                }
                line = output.readLine();
            }
            assertTrue(line != null, text.toString());
        }
        assertTrue(process.waitFor(20, TimeUnit.SECONDS), "it ends when its input does");
        assertEquals(0, process.exitValue());
        return frames(Files.readAllBytes(out));
    }

    private static void tell(BufferedWriter input, String line) throws IOException {
        input.write(line);
        input.newLine();
        input.flush();
    }

    private static List<byte[]> frames(byte... file) {
        ByteBuffer content = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(FILE_HEADER);
        List<byte[]> frames = new ArrayList<>();
        while (content.remaining() >= RECORD_HEADER) {
            byte[] frame = new byte[content.getInt(content.position() + 8)];
            content.position(content.position() + RECORD_HEADER).get(frame);
            frames.add(frame);
        }
        return frames;
    }

    private Setting setting(Algorithm algorithm) {
        int lastCpu = Runtime.getRuntime().availableProcessors() - 1;
        Assumptions.assumeTrue(lastCpu > 0 && "root".equals(System.getProperty("user.name")),
            "the floor wants root and two CPUs");
        return new Setting(folder, Direction.OUTBOUND, TrafficMix.SIZE_64, algorithm, lastCpu, 0);
    }

    private FloorProgram compile() throws InterruptedException {
        try {
            return FloorProgram.compile(folder);
        } catch (IOException e) {
            return abort(e.getMessage());
        }
    }
}
