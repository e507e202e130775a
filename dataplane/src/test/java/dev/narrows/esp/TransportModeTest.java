package dev.narrows.esp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.BouncyCastleEngine;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Esp;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv6FrameBuilder;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where ESP stands in transport mode (RFC 4303 3.1.1): behind the IPv4 header with its options, and behind those
 * extension headers of IPv6 that routers process. What comes out is what went in, header and checksum included.
 */
class TransportModeTest {
    private static final byte[] DATA = new byte[77];
    private static final int IPV6 = 40;
    /** Type 2, segments left 0: a routing header that is done with. */
    private static final byte[] ROUTING = {0, 2, 2, 0, 0, 0, 0, 0, 32, 1, 13, -72, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9};

    private static ScapyOracle scapy;

    private final IpHeader header = new IpHeader();

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

    /** A packet's extension headers, where ESP goes, and what it names as the next header. */
    private static Stream<Arguments> chains() {
        return Stream.of(
            Arguments.of("none", ipv6(), 40, IpProtocol.UDP),
            Arguments.of("hop-by-hop", ipv6().options(IpProtocol.HOP_BY_HOP, 8), 48, IpProtocol.UDP),
            Arguments.of("long hop-by-hop", ipv6().options(IpProtocol.HOP_BY_HOP, 64), 104, IpProtocol.UDP),
            Arguments.of("routing", ipv6().extension(IpProtocol.ROUTING, ROUTING), 64, IpProtocol.UDP),
            Arguments.of("hop-by-hop, routing",
                ipv6().options(IpProtocol.HOP_BY_HOP, 16).extension(IpProtocol.ROUTING, ROUTING), 80, IpProtocol.UDP),
            Arguments.of("destination options before routing", ipv6().options(IpProtocol.DESTINATION_OPTIONS, 8)
                .extension(IpProtocol.ROUTING, ROUTING), 72, IpProtocol.UDP),
            Arguments.of("routing, destination options", ipv6().extension(IpProtocol.ROUTING, ROUTING)
                .options(IpProtocol.DESTINATION_OPTIONS, 24), 64, IpProtocol.DESTINATION_OPTIONS),
            Arguments.of("destination options for the end alone",
                ipv6().options(IpProtocol.DESTINATION_OPTIONS, 16), 40, IpProtocol.DESTINATION_OPTIONS),
            Arguments.of("hop-by-hop, atomic fragment, destination options",
                ipv6().options(IpProtocol.HOP_BY_HOP, 8).fragment(false, 0, 7).options(
                    IpProtocol.DESTINATION_OPTIONS, 8), 48, IpProtocol.FRAGMENT),
            Arguments.of("atomic fragment", ipv6().fragment(false, 0, 7), 40, IpProtocol.FRAGMENT));
    }

    private static Ipv6FrameBuilder ipv6() {
        return new Ipv6FrameBuilder().addresses(Shape.SENDER_IPV6, Shape.RECEIVER_IPV6)
            .trafficClass(0xB9).flowLabel(0x12345).hopLimit(17);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("chains")
    void shouldStandBehindWhatRoutersProcess(String name, Ipv6FrameBuilder builder, int espOffset, int nextHeader) {
        byte[] packet = builder.udp(1000, 2000, DATA).packet();
        for (Shape shape : new Shape[] {Shape.TRANSPORT_IPV6, Shape.TRANSPORT_IPV6_UDP}) {
            for (Algorithm algorithm : Algorithm.values()) {
                try (TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), algorithm, shape)) {
                    byte[] outer = tunnel.encapsulate(packet);
                    check(outer, packet, espOffset, shape.isUdp);
                    assertNull(tunnel.decapsulate(outer), name);
                    assertArrayEquals(packet, tunnel.lastInner, name);
                    assertEquals(packet.length, tunnel.inbound.bytes());
                }
            }
        }
    }

    /** All before ESP is as it was, but for the byte that names what follows, and the length. */
    private void check(byte[] outer, byte[] packet, int espOffset, boolean isUdp) {
        assertTrue(header.parse(new UnsafeBuffer(outer), 0, outer.length));
        assertEquals(outer.length, header.totalLength());
        assertEquals(espOffset, header.headerLength());
        assertEquals(isUdp ? IpProtocol.UDP : IpProtocol.ESP, header.protocol());
        byte[] front = Arrays.copyOf(outer, espOffset);
        front[4] = packet[4];
        front[5] = packet[5];
        front[header.protocolField()] = packet[header.protocolField()];
        assertArrayEquals(Arrays.copyOf(packet, espOffset), front);
        Esp esp = new Esp().wrap(new UnsafeBuffer(outer), espOffset + (isUdp ? 8 : 0));
        assertEquals(TestTunnel.SPI, esp.spi());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("chains")
    void shouldNameWhatFollowsAsScapyDoes(String name, Ipv6FrameBuilder builder, int espOffset, int nextHeader) {
        byte[] packet = builder.udp(1000, 2000, DATA).packet();
        if (espOffset == IPV6 && nextHeader == IpProtocol.DESTINATION_OPTIONS) {
            // Scapy, as Linux, leaves destination options in front of ESP; either way is right (RFC 4303 3.1.1).
            assertOpensOptionsInFront(packet);
            return;
        }
        Shape shape = Shape.TRANSPORT_IPV6;
        try (TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), Algorithm.AES_128_GCM_16, shape)) {
            byte[] outer = tunnel.encapsulate(packet);
            byte[] iv = Arrays.copyOfRange(outer, espOffset + 8, espOffset + 16);
            assertArrayEquals(scapy.seal(Algorithm.AES_128_GCM_16, TestTunnel.SPI, false, 1, iv, new byte[0],
                shape.endpoints(), packet), outer, name);
        }
    }

    private static void assertOpensOptionsInFront(byte[] packet) {
        Shape shape = Shape.TRANSPORT_IPV6;
        try (TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), Algorithm.AES_128_GCM_16, shape)) {
            byte[] theirs = scapy.seal(Algorithm.AES_128_GCM_16, TestTunnel.SPI, false, 1, new byte[8], new byte[0],
                shape.endpoints(), packet);
            assertEquals(IpProtocol.DESTINATION_OPTIONS, theirs[6]);
            assertNull(tunnel.decapsulate(theirs));
            assertArrayEquals(packet, tunnel.lastInner);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 8, 20, 40})
    void shouldKeepIpv4Options(int length) {
        byte[] options = new byte[length];
        Arrays.fill(options, (byte)1);
        byte[] packet = new FrameBuilder().addresses(TestTunnel.SENDER, TestTunnel.RECEIVER).tos(0x5A)
            .identification(0x4321).dontFragment(true).ttl(9).options(options).udp(1000, 2000, DATA).packet();
        for (Shape shape : new Shape[] {Shape.TRANSPORT_IPV4, Shape.TRANSPORT_IPV4_UDP}) {
            for (Algorithm algorithm : Algorithm.values()) {
                try (TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), algorithm, shape)) {
                    byte[] outer = tunnel.encapsulate(packet);
                    int espOffset = 20 + length + (shape.isUdp ? 8 : 0);
                    assertTrue(header.parse(new UnsafeBuffer(outer), 0, outer.length), "length and checksum are right");
                    assertEquals(20 + length, header.headerLength());
                    assertEquals(0x5A, header.trafficClass());
                    assertEquals(9, header.ttl());
                    assertEquals(0x4321, header.ipv4().identification());
                    assertArrayEquals(options, Arrays.copyOfRange(outer, 20, 20 + length));
                    assertEquals(TestTunnel.SPI, new Esp().wrap(new UnsafeBuffer(outer), espOffset).spi());
                    assertEquals(DropReason.BAD_ICV, tunnel.decapsulate(lastByteChanged(outer)));
                    assertNull(tunnel.decapsulate(outer));
                    assertArrayEquals(packet, tunnel.lastInner, "header, options and checksum are back");
                }
            }
        }
    }

    /**
     * RFC 6864 4.3: behind ESP the host's protocols are one, and a tunnel between the same addresses may be there too.
     */
    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false"})
    void shouldNumberAnewWhatMayBeFragmented(boolean ownDf, boolean isUdp) {
        Shape shape = isUdp ? Shape.TRANSPORT_IPV4_UDP : Shape.TRANSPORT_IPV4;
        byte[] packet = shape.inner(false, 100, 0x5A, ownDf, new Random(1));
        try (TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), Algorithm.AES_128_GCM_16, shape)) {
            tunnel.outbound.tunnel().path().learn(1500, true);
            for (int i = 1; i <= 3; i++) {
                byte[] outer = tunnel.encapsulate(packet);
                assertTrue(header.parse(new UnsafeBuffer(outer), 0, outer.length), "length and checksum are right");
                assertFalse(header.dontFragment());
                assertEquals(i, header.ipv4().identification());
                assertNull(tunnel.decapsulate(outer));
                assertTrue(header.parse(new UnsafeBuffer(tunnel.lastInner), 0, tunnel.lastInner.length));
                header.ipv4().identification(((packet[4] & 0xFF) << 8) | (packet[5] & 0xFF)).fragment(ownDf, false, 0)
                    .computeChecksum();
                assertArrayEquals(packet, tunnel.lastInner);
            }
        }
    }

    /** The outer header may have changed on its way: its own checksum is made anew, not taken back. */
    @ParameterizedTest
    @MethodSource("dev.narrows.esp.Shape#transports")
    void shouldComputeTheChecksumOfTheHeaderThatArrived(Shape shape) {
        try (TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), Algorithm.AES_128_GCM_16, shape)) {
            byte[] outer = tunnel.encapsulate(shape.inner(100));
            assertTrue(header.parse(new UnsafeBuffer(outer), 0, outer.length));
            for (int i = 0; i < 5; i++) {
                header.decrementTtl();
            }
            assertNull(tunnel.decapsulate(outer));
            assertTrue(header.parse(new UnsafeBuffer(tunnel.lastInner), 0, tunnel.lastInner.length));
            assertEquals(59, header.ttl());
        }
    }

    private static byte[] lastByteChanged(byte[] packet) {
        byte[] changed = packet.clone();
        changed[changed.length - 1] ^= 1;
        return changed;
    }
}
