package dev.narrows.esp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.BouncyCastleEngine;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Esp;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Udp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * ESP that others captured, from tcpdump's own tests. Its algorithms, 3DES and HMAC-SHA-1, are none of ours: what there is
 * to see is that headers are read right, and that no algorithm of ours takes any of it for authentic.
 */
@Tag("vectors")
class CapturedEspTest {
    private static final Path VECTORS = Path.of("../../shared/vectors");
    private static final IpAddress SENDER = IpAddress.parse("192.1.2.23");
    private static final IpAddress RECEIVER = IpAddress.parse("192.1.2.45");
    private static final int SPI = 0x12345678;
    private static final int PACKETS = 8;
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int LENGTH_OFFSET = 8;

    @ParameterizedTest
    @CsvSource({"02-sunrise-sunset-esp.pcap, false", "08-sunrise-sunset-esp2.pcap, false", "espudp1.pcap, true"})
    void shouldReadHeadersAndBelieveNothing(String file, boolean isUdp) throws IOException {
        Endpoints endpoints = isUdp ? new Endpoints(SENDER, RECEIVER, 4500, 4500) : Endpoints.of(SENDER, RECEIVER);
        List<byte[]> packets = packetsOf(file);
        assertEquals(PACKETS, packets.size());
        for (Algorithm algorithm : Algorithm.values()) {
            try (TestTunnel tunnel = new TestTunnel(
                new BouncyCastleEngine(), algorithm, TunnelSettings.tunnel(DfPolicy.COPY), endpoints)) {
                for (int i = 0; i < PACKETS; i++) {
                    byte[] packet = packets.get(i);
                    assertHeaders(packet, isUdp, i + 1);
                    DropReason reason = tunnel.decapsulate(packet);
                    assertTrue(reason == DropReason.BAD_ICV || reason == DropReason.SHORT_ESP, algorithm + ": " + reason);
                }
                assertEquals(0, tunnel.inbound.replayWindow().highestSequence());
                assertEquals(0, tunnel.inbound.packetsCharged());
            }
        }
    }

    private static void assertHeaders(byte[] packet, boolean isUdp, int sequence) {
        UnsafeBuffer buffer = new UnsafeBuffer(packet);
        IpHeader header = new IpHeader();
        assertTrue(header.parse(buffer, 0, packet.length));
        assertEquals(isUdp ? IpProtocol.UDP : IpProtocol.ESP, header.protocol());
        assertEquals(SENDER, new IpAddress(header.sourceHigh(), header.sourceLow()));
        assertEquals(RECEIVER, new IpAddress(header.destinationHigh(), header.destinationLow()));
        int espOffset = header.payloadOffset();
        if (isUdp) {
            Udp udp = new Udp().wrap(buffer, espOffset);
            assertTrue(udp.isValid(header.payloadLength()));
            assertEquals(4500, header.sourcePort());
            assertEquals(4500, header.destinationPort());
            espOffset += Udp.HEADER_LENGTH;
        }
        Esp esp = new Esp().wrap(buffer, espOffset);
        assertEquals(SPI, esp.spi());
        assertEquals(sequence, esp.sequence());
    }

    private static List<byte[]> packetsOf(String name) throws IOException {
        Path file = VECTORS.resolve(name);
        Assumptions.assumeTrue(Files.isReadable(file), "there is no " + file);
        ByteBuffer capture = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<byte[]> packets = new ArrayList<>();
        for (int record = FILE_HEADER; record < capture.limit();) {
            int length = capture.getInt(record + LENGTH_OFFSET);
            int frame = record + RECORD_HEADER;
            packets.add(Arrays.copyOfRange(capture.array(), frame + Ethernet.HEADER_LENGTH, frame + length));
            record = frame + length;
        }
        return packets;
    }
}
