package dev.narrows.esp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.BouncyCastleEngine;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Esp;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv6FrameBuilder;
import dev.narrows.wire.Udp;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * ESP that others make, by algorithms that are none of ours, or that are and have another key: its headers are read
 * right, and no algorithm of ours takes any of it for authentic.
 */
class ForeignEspTest {
    private static final long SEED = Long.getLong("narrows.seed", 2451);
    private static final int PACKETS = 8;

    private static ScapyOracle scapy;

    @BeforeAll
    static void start() {
        scapy = ScapyOracle.start();
    }

    @AfterAll
    static void stop() {
        if (scapy != null) {
            scapy.close();
        }
    }

    /** Each with the bytes of its keying material and of its IV. */
    private static Stream<Arguments> foreign() {
        return Shape.tunnels().flatMap(shape -> Stream.of(
            Arguments.of(shape, "3des-cbc-hmac-sha1-96", 24 + 20, 8),
            Arguments.of(shape, "aes-128-cbc-hmac-sha1-96", 16 + 20, 16),
            Arguments.of(shape, "aes-128-cbc-aes-cmac-96", 16 + 16, 16),
            Arguments.of(shape, "aes-128-ctr-hmac-sha-256-128", 20 + 32, 8),
            Arguments.of(shape, "aes-128-ccm-16", 19, 8),
            Arguments.of(shape, "null-hmac-md5-96", 16, 0),
            Arguments.of(shape, "null-null", 0, 0),
            Arguments.of(shape, Algorithm.AES_128_GCM_16.configName(), 20, 8),
            Arguments.of(shape, Algorithm.CHACHA20_POLY1305.configName(), 36, 8),
            Arguments.of(shape, Algorithm.AES_256_CBC_HMAC_SHA_512_256.configName(), 96, 16)));
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void shouldReadHeadersAndBelieveNothing(Shape shape, String foreign, int keyLength, int ivLength) {
        List<byte[]> packets = packets(shape, foreign, keyLength, ivLength);
        for (Algorithm algorithm : Algorithm.values()) {
            try (TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), algorithm, shape)) {
                for (int i = 0; i < PACKETS; i++) {
                    byte[] packet = packets.get(i);
                    assertHeaders(packet, shape, i + 1);
                    DropReason reason = tunnel.decapsulate(packet);
                    assertTrue(reason == DropReason.BAD_ICV || reason == DropReason.SHORT_ESP,
                        () -> "seed " + SEED + " " + algorithm + ": " + reason);
                }
                assertEquals(0, tunnel.inbound.replayWindow().highestSequence());
                assertEquals(0, tunnel.inbound.packetsCharged());
            }
        }
    }

    private static List<byte[]> packets(Shape shape, String foreign, int keyLength, int ivLength) {
        Random random = new Random(SEED);
        byte[] key = bytes(random, keyLength);
        byte[] outerHeader = shape.isIpv6
            ? new Ipv6FrameBuilder().addresses(Shape.SENDER_IPV6, Shape.RECEIVER_IPV6).packet()
            : new FrameBuilder().addresses(TestTunnel.SENDER, TestTunnel.RECEIVER).packet();
        List<byte[]> packets = new ArrayList<>();
        for (int sequence = 1; sequence <= PACKETS; sequence++) {
            byte[] inner = shape.inner(false, 20 + random.nextInt(1000), 0, false, random);
            packets.add(scapy.seal(foreign, key, TestTunnel.SPI, sequence, bytes(random, ivLength), outerHeader,
                shape.endpoints(), inner));
        }
        return packets;
    }

    private static void assertHeaders(byte[] packet, Shape shape, int sequence) {
        UnsafeBuffer buffer = new UnsafeBuffer(packet);
        IpHeader header = new IpHeader();
        assertTrue(header.parse(buffer, 0, packet.length));
        assertEquals(packet.length, header.totalLength());
        assertEquals(shape.isUdp ? IpProtocol.UDP : IpProtocol.ESP, header.protocol());
        assertEquals(shape.endpoints().local(), new IpAddress(header.sourceHigh(), header.sourceLow()));
        assertEquals(shape.endpoints().remote(), new IpAddress(header.destinationHigh(), header.destinationLow()));
        int espOffset = header.payloadOffset();
        if (shape.isUdp) {
            Udp udp = new Udp().wrap(buffer, espOffset);
            assertTrue(udp.isValid(header.payloadLength()));
            assertEquals(Shape.SENDER_PORT, header.sourcePort());
            assertEquals(Shape.RECEIVER_PORT, header.destinationPort());
            espOffset += Udp.HEADER_LENGTH;
        }
        Esp esp = new Esp().wrap(buffer, espOffset);
        assertEquals(TestTunnel.SPI, esp.spi());
        assertEquals(sequence, esp.sequence());
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
