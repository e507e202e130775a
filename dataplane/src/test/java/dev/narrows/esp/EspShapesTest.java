package dev.narrows.esp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.BouncyCastleEngine;
import dev.narrows.sa.Endpoints;
import dev.narrows.wire.Esp;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Udp;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every algorithm in every shape carries either family, from an empty payload to the MTU, and gives back what it got.
 */
class EspShapesTest {
    private static final int MTU = 1500;
    private static final int SHORT_LENGTHS = 36;
    private static final int LONG_LENGTHS = 18;

    private final IpHeader header = new IpHeader();
    private final IpHeader outer = new IpHeader();

    private static Stream<Arguments> all() {
        return Stream.of(Algorithm.values()).flatMap(algorithm ->
            Stream.of(Shape.values()).map(shape -> Arguments.of(algorithm, shape)));
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldGiveBackEveryPacketThatFitsAndPromiseItsLength(Algorithm algorithm, Shape shape) {
        try (TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), algorithm, shape)) {
            shape.families().forEach(isIpv6 -> {
                int shortest = Shape.shortest(isIpv6);
                int largest = largest(tunnel, shape.inner(isIpv6, shortest));
                IntStream.concat(IntStream.range(shortest, shortest + SHORT_LENGTHS),
                        IntStream.rangeClosed(largest - LONG_LENGTHS, largest))
                    .forEach(length -> carry(tunnel, shape, shape.inner(isIpv6, length)));
                byte[] full = tunnel.encapsulate(shape.inner(isIpv6, largest));
                assertTrue(full.length <= MTU, "what is said to fit fits");
                assertTrue(tunnel.encapsulate(shape.inner(isIpv6, largest + 1)).length > MTU, "one byte more does not");
            });
            assertEquals((SHORT_LENGTHS + LONG_LENGTHS + 1) * shape.families().count(), tunnel.inbound.packets());
        }
    }

    private int largest(TestTunnel tunnel, byte[] packet) {
        assertTrue(header.parse(new UnsafeBuffer(packet), 0, packet.length));
        return tunnel.outbound.largestPacket(header);
    }

    private void carry(TestTunnel tunnel, Shape shape, byte[] inner) {
        assertTrue(header.parse(new UnsafeBuffer(inner), 0, inner.length));
        int promised = tunnel.outbound.outerLength(header);
        long bytes = tunnel.inbound.bytes();
        byte[] packet = tunnel.encapsulate(inner);
        assertEquals(promised, packet.length);
        checkOuter(tunnel, shape, packet);
        assertNull(tunnel.decapsulate(packet), "length " + inner.length);
        assertArrayEquals(inner, tunnel.lastInner, "length " + inner.length);
        assertEquals(inner.length, tunnel.inbound.bytes() - bytes);
    }

    private void checkOuter(TestTunnel tunnel, Shape shape, byte[] packet) {
        assertTrue(outer.parse(new UnsafeBuffer(packet), 0, packet.length), "lengths and checksum are right");
        Endpoints endpoints = shape.endpoints();
        assertEquals(shape.isIpv6, outer.isIpv6());
        assertEquals(packet.length, outer.totalLength());
        assertEquals(endpoints.local().low(), outer.sourceLow());
        assertEquals(endpoints.local().high(), outer.sourceHigh());
        assertEquals(endpoints.remote().low(), outer.destinationLow());
        assertEquals(endpoints.remote().high(), outer.destinationHigh());
        assertEquals(64, outer.ttl());
        assertEquals(shape.isUdp ? IpProtocol.UDP : IpProtocol.ESP, outer.protocol());
        if (shape.isUdp) {
            checkUdp(shape, packet);
        }
        Esp esp = new Esp().wrap(new UnsafeBuffer(packet), shape.espOffset());
        assertEquals(TestTunnel.SPI, esp.spi());
        assertEquals(tunnel.outbound.sequence(), esp.sequence());
    }

    private void checkUdp(Shape shape, byte[] packet) {
        Udp udp = new Udp().wrap(new UnsafeBuffer(packet), outer.payloadOffset());
        assertEquals(Shape.SENDER_PORT, udp.sourcePort());
        assertEquals(Shape.RECEIVER_PORT, udp.destinationPort());
        assertEquals(outer.payloadLength(), udp.length());
        if (shape.isIpv6) {
            assertNotEquals(0, udp.checksum(), "IPv6 wants one (RFC 8200 8.1)");
            assertTrue(udp.isChecksumRight(
                outer.sourceHigh(), outer.sourceLow(), outer.destinationHigh(), outer.destinationLow()));
        } else {
            assertEquals(0, udp.checksum(), "ESP's own makes it superfluous (RFC 3948 2.1)");
        }
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void shouldTakeUdpChecksumsRightOrNone(Shape shape) {
        try (TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), Algorithm.AES_128_GCM_16, shape)) {
            byte[] inner = shape.inner(100);
            // OuterPackets computes a checksum, the encapsulator over IPv4 none: both are taken.
            byte[] content = shape.isTransport
                ? tunnel.aligned(payload(inner), TestTunnel.OPAQUE)
                : tunnel.aligned(inner, shape.isIpv6 ? IpProtocol.IPV6 : IpProtocol.IPIP);
            assertNull(tunnel.decapsulate(tunnel.seal(content, 7, 0)));
            assertArrayEquals(payload(inner), payload(tunnel.lastInner));
            assertNull(tunnel.decapsulate(tunnel.encapsulate(inner)));
        }
    }

    private byte[] payload(byte[] packet) {
        assertTrue(header.parse(new UnsafeBuffer(packet), 0, packet.length));
        return Arrays.copyOfRange(packet, header.headerLength(), packet.length);
    }

    @ParameterizedTest
    @EnumSource(value = Shape.class, names = {"TUNNEL_IPV6", "TUNNEL_IPV6_UDP"})
    void shouldLabelFlowsOutside(Shape shape) {
        try (TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), Algorithm.AES_128_GCM_16, shape)) {
            shape.families().forEach(isIpv6 -> {
                byte[] one = tunnel.encapsulate(shape.inner(isIpv6, 100, 0, false, new Random(1)));
                byte[] two = tunnel.encapsulate(shape.inner(isIpv6, 900, 46 << 2, true, new Random(2)));
                int label = flowLabel(one);
                assertNotEquals(0, label);
                assertEquals(label, flowLabel(two), "one flow, one label (RFC 6438)");
            });
        }
    }

    private static int flowLabel(byte[] packet) {
        return (packet[1] & 0x0F) << 16 | (packet[2] & 0xFF) << 8 | (packet[3] & 0xFF);
    }
}
