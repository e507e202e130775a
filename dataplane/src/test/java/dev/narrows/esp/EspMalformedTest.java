package dev.narrows.esp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.BouncyCastleEngine;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.RuntimeSa;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Esp;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv6;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every field that may be wrong, in every shape and for every algorithm. What does not authenticate changes nothing;
 * what does is charged and moves the window, and is counted only where it comes out.
 */
class EspMalformedTest {
    private static final int UNTOUCHED = 0;

    private static Stream<Arguments> all() {
        return Stream.of(Algorithm.values()).flatMap(algorithm ->
            Stream.of(Shape.values()).map(shape -> Arguments.of(algorithm, shape)));
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldRefuseEveryLengthThatCannotBe(Algorithm algorithm, Shape shape) {
        Random random = new Random(1);
        int headers = Esp.HEADER_LENGTH + algorithm.ivLength();
        int alignment = algorithm.alignment();
        int shortest = headers + Math.max(alignment, 2) + algorithm.icvLength();
        try (TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), algorithm, shape)) {
            for (int length = Esp.HEADER_LENGTH; length <= shortest + alignment + 1; length++) {
                byte[] esp = new byte[length];
                random.nextBytes(esp);
                Esp.put(new UnsafeBuffer(esp), 0, TestTunnel.SPI, 1);
                boolean isPossible = length >= shortest && (length - shortest) % alignment == 0;
                assertEquals(isPossible ? DropReason.BAD_ICV : DropReason.SHORT_ESP,
                    tunnel.decapsulate(OuterPackets.of(shape.endpoints(), 0, esp)), "length " + length);
            }
            assertUntouched(tunnel);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldRefuseAGoodPacketCutAnywhere(Algorithm algorithm, Shape shape) {
        try (TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), algorithm, shape)) {
            byte[] packet = tunnel.encapsulate(shape.inner(100));
            byte[] esp = Arrays.copyOfRange(packet, shape.espOffset(), packet.length);
            for (int length = Esp.HEADER_LENGTH; length < esp.length; length++) {
                DropReason reason = tunnel.decapsulate(
                    OuterPackets.of(shape.endpoints(), 0, Arrays.copyOf(esp, length)));
                assertTrue(reason == DropReason.SHORT_ESP || reason == DropReason.BAD_ICV,
                    "length " + length + ": " + reason);
            }
            assertUntouched(tunnel);
            assertNull(tunnel.decapsulate(packet));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldRefuseEveryByteChanged(Algorithm algorithm, Shape shape) {
        try (TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), algorithm, shape)) {
            byte[] packet = tunnel.encapsulate(shape.inner(100));
            for (int i = shape.espOffset() + Esp.SEQUENCE_OFFSET; i < packet.length; i++) {
                byte[] forged = packet.clone();
                // The lowest bit but one: the sequence number 1 does not become 0.
                forged[i] ^= 2;
                assertEquals(DropReason.BAD_ICV, tunnel.decapsulate(forged), "byte " + i);
            }
            assertUntouched(tunnel);
            assertNull(tunnel.decapsulate(packet));
            assertEquals(DropReason.REPLAYED, tunnel.decapsulate(packet));
        }
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void shouldRefuseOtherAddressesAndPorts(Shape shape) {
        Endpoints right = shape.endpoints();
        IpAddress other = shape.isIpv6 ? IpAddress.parse("2001:db8:3::2") : IpAddress.parse("192.0.3.2");
        try (TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), Algorithm.AES_128_GCM_16, shape)) {
            byte[] packet = tunnel.encapsulate(shape.inner(100));
            byte[] esp = Arrays.copyOfRange(packet, shape.espOffset(), packet.length);
            Stream<Endpoints> wrong = Stream.of(
                new Endpoints(other, right.remote(), right.localPort(), right.remotePort()),
                new Endpoints(right.local(), other, right.localPort(), right.remotePort()),
                new Endpoints(right.remote(), right.local(), right.localPort(), right.remotePort()),
                foreign(shape));
            Stream<Endpoints> ports = !shape.isUdp
                ? Stream.of(new Endpoints(right.local(), right.remote(), 4500, 14500))
                : Stream.of(Endpoints.of(right.local(), right.remote()),
                    new Endpoints(right.local(), right.remote(), right.remotePort(), right.localPort()),
                    new Endpoints(right.local(), right.remote(), right.localPort() + 1, right.remotePort()),
                    new Endpoints(right.local(), right.remote(), right.localPort(), right.remotePort() + 1));
            Stream.concat(wrong, ports).forEach(endpoints -> assertEquals(DropReason.WRONG_OUTER_ADDRESS,
                tunnel.decapsulate(OuterPackets.of(endpoints, 0, esp), endpoints.isUdp()), endpoints::toString));
            assertUntouched(tunnel);
            assertNull(tunnel.decapsulate(packet));
        }
    }

    /** The same in the other family, which no SA of this one may take. */
    private static Endpoints foreign(Shape shape) {
        Shape other = Shape.valueOf(shape.isIpv6
            ? shape.name().replace("IPV6", "IPV4") : shape.name().replace("IPV4", "IPV6"));
        return other.endpoints();
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldBoundThePadLengthBeforeItLooksAtThePadding(Algorithm algorithm, Shape shape) {
        try (TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), algorithm, shape)) {
            byte[] payload = payload(shape, shape.inner(60));
            int trailer = 126; // a multiple of every alignment, with the trailer's two bytes
            for (int padLength = 0; padLength < 256; padLength++) {
                byte[] content = Arrays.copyOf(payload, trailer + 2);
                for (int i = Math.max(0, padLength - trailer); i < padLength; i++) {
                    content[trailer - padLength + i] = (byte)(i + 1);
                }
                content[trailer] = (byte)padLength;
                content[trailer + 1] = (byte)nextHeader(shape);
                boolean isWhole = shape.isTransport || trailer - padLength >= payload.length;
                DropReason expected = padLength > trailer ? DropReason.BAD_PADDING
                    : isWhole ? null : DropReason.BAD_INNER;
                assertEquals(expected, tunnel.decapsulate(tunnel.seal(content, padLength + 1L, 0)),
                    "pad length " + padLength);
            }
            assertAuthentic(tunnel, 256);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldRefuseEveryPadByteThatIsNotCounted(Algorithm algorithm, Shape shape) {
        try (TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), algorithm, shape)) {
            byte[] payload = payload(shape, shape.inner(60));
            int padLength = 255 - (payload.length + 255 + 2) % algorithm.alignment();
            for (int i = 0; i < padLength; i++) {
                byte[] content = TestTunnel.content(payload, padLength, nextHeader(shape));
                content[payload.length + i] ^= 0x40;
                assertEquals(DropReason.BAD_PADDING, tunnel.decapsulate(tunnel.seal(content, i + 1L, 0)), "pad " + i);
            }
            byte[] good = TestTunnel.content(payload, padLength, nextHeader(shape));
            assertNull(tunnel.decapsulate(tunnel.seal(good, padLength + 1L, 0)), "as much padding as there can be");
            assertEquals(1, tunnel.inbound.packets());
            assertAuthentic(tunnel, padLength + 1);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.narrows.esp.Shape#tunnels")
    void shouldTakeNoNextHeaderButItsFamilys(Shape shape) {
        try (TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), Algorithm.AES_128_GCM_16, shape)) {
            int sequence = 0;
            for (boolean isIpv6 : new boolean[] {false, true}) {
                for (int next = 0; next < 256; next++) {
                    DropReason expected = switch (next) {
                        case IpProtocol.IPIP -> isIpv6 ? DropReason.BAD_INNER : null;
                        case IpProtocol.IPV6 -> isIpv6 ? null : DropReason.BAD_INNER;
                        case IpProtocol.NONE -> DropReason.DUMMY;
                        default -> DropReason.BAD_NEXT_HEADER;
                    };
                    byte[] content = tunnel.aligned(shape.inner(isIpv6, 90), next);
                    sequence++;
                    assertEquals(expected, tunnel.decapsulate(tunnel.seal(content, sequence, 0)), "next " + next);
                }
            }
            assertEquals(2, tunnel.inbound.packets());
            assertAuthentic(tunnel, 512);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.narrows.esp.Shape#transports")
    void shouldLetTransportNameAnyUpperLayer(Shape shape) {
        try (TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), Algorithm.AES_128_GCM_16, shape)) {
            // As an extension header of IPv6: eight bytes long, and hop-by-hop options next.
            byte[] payload = new byte[66];
            for (int next = 0; next < 256; next++) {
                DropReason reason = tunnel.decapsulate(tunnel.seal(tunnel.aligned(payload, next), next + 1L, 0));
                boolean isExtension = shape.isIpv6 && IpProtocol.isExtension(next);
                if (next == IpProtocol.NONE) {
                    assertEquals(DropReason.DUMMY, reason);
                } else if (isExtension && next != IpProtocol.HOP_BY_HOP) {
                    assertEquals(DropReason.BAD_INNER, reason, "hop-by-hop options are first or not at all: " + next);
                } else if (isExtension) {
                    assertEquals(DropReason.BAD_INNER, reason, "two headers of hop-by-hop options");
                } else {
                    assertNull(reason, "next " + next);
                    byte[] header = tunnel.lastInner;
                    assertEquals(next, header[shape.isIpv6 ? Ipv6.NEXT_HEADER_OFFSET : Ipv4.PROTOCOL_OFFSET] & 0xFF);
                    assertArrayEquals(payload, Arrays.copyOfRange(header, Shape.shortest(shape.isIpv6), header.length));
                }
            }
            assertAuthentic(tunnel, 256);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.narrows.esp.Shape#tunnels")
    void shouldRefuseInnerLengthsThatCannotBe(Shape shape) {
        try (TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), Algorithm.AES_128_GCM_16, shape)) {
            int sequence = 0;
            for (int total = 0; total < 65536; total = total < 120 ? total + 1 : total * 3 + 1) {
                byte[] inner = shape.inner(false, 90);
                new Ipv4().wrap(new UnsafeBuffer(inner), 0).totalLength(total).computeChecksum();
                DropReason expected = total < 20 || total > 90 ? DropReason.BAD_INNER : null;
                sequence++;
                byte[] content = tunnel.aligned(inner, IpProtocol.IPIP);
                assertEquals(expected, tunnel.decapsulate(tunnel.seal(content, sequence, 0)), "IPv4 length " + total);
            }
            for (int length = 0; length < 65536; length = length < 120 ? length + 1 : length * 3 + 1) {
                byte[] inner = shape.inner(true, 90);
                new Ipv6().wrap(new UnsafeBuffer(inner), 0).payloadLength(length);
                DropReason expected = length > 50 ? DropReason.BAD_INNER : null;
                sequence++;
                byte[] content = tunnel.aligned(inner, IpProtocol.IPV6);
                assertEquals(expected, tunnel.decapsulate(tunnel.seal(content, sequence, 0)), "IPv6 length " + length);
            }
            assertAuthentic(tunnel, sequence);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.narrows.esp.Shape#tunnels")
    void shouldRefuseAnInnerPacketShorterThanItsHeader(Shape shape) {
        try (TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), Algorithm.AES_128_GCM_16, shape)) {
            int sequence = 0;
            for (boolean isIpv6 : new boolean[] {false, true}) {
                byte[] inner = shape.inner(isIpv6, 90);
                int next = isIpv6 ? IpProtocol.IPV6 : IpProtocol.IPIP;
                for (int length = 0; length < inner.length; length++) {
                    sequence++;
                    byte[] content = tunnel.aligned(Arrays.copyOf(inner, length), next);
                    assertEquals(DropReason.BAD_INNER, tunnel.decapsulate(tunnel.seal(content, sequence, 0)),
                        "length " + length);
                }
            }
            assertEquals(0, tunnel.inbound.packets());
            assertAuthentic(tunnel, sequence);
        }
    }

    private static byte[] payload(Shape shape, byte[] packet) {
        return shape.isTransport ? Arrays.copyOfRange(packet, Shape.shortest(shape.isIpv6), packet.length) : packet;
    }

    private static int nextHeader(Shape shape) {
        return shape.isTransport ? TestTunnel.OPAQUE : shape.isIpv6 ? IpProtocol.IPV6 : IpProtocol.IPIP;
    }

    private static void assertUntouched(TestTunnel tunnel) {
        RuntimeSa sa = tunnel.inbound;
        assertEquals(UNTOUCHED, tunnel.inbound.replayWindow().highestSequence());
        assertEquals(UNTOUCHED, sa.packetsCharged());
        assertEquals(UNTOUCHED, sa.bytesCharged());
        assertEquals(UNTOUCHED, sa.packets());
        assertEquals(UNTOUCHED, sa.bytes());
    }

    /** All of them authenticated, in order: the window is at the last, and each was charged. */
    private static void assertAuthentic(TestTunnel tunnel, long packets) {
        assertEquals(packets, tunnel.inbound.replayWindow().highestSequence());
        assertEquals(packets, tunnel.inbound.packetsCharged());
    }
}
