package dev.narrows.esp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.BouncyCastleEngine;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.IpProtocol;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Padding and dummies that hide what flows (RFC 4303 2.6 and 2.7): exact lengths outside, exact packets inside. */
class EspTrafficFlowTest {
    private static final int MTU = 1500;
    private static final int FIXED = 700;

    private static Stream<Arguments> all() {
        return Stream.of(Algorithm.values()).flatMap(algorithm -> Shape.tunnels().flatMap(shape ->
            shape.families().map(isIpv6 -> Arguments.of(algorithm, shape, isIpv6))));
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldMakeAllShortPacketsOfOneLength(Algorithm algorithm, Shape shape, boolean isIpv6) {
        try (TestTunnel tunnel = tunnel(algorithm, shape, FIXED)) {
            int padded = tunnel.outbound.overhead().outerLength(FIXED);
            int bytes = 0;
            for (int length : new int[] {Shape.shortest(isIpv6), 60, 61, 400, FIXED - 2, FIXED - 1, FIXED, FIXED + 1,
                FIXED + 30, 1000}) {
                byte[] inner = shape.inner(isIpv6, length);
                byte[] outer = tunnel.encapsulate(inner);
                assertEquals(length <= FIXED ? padded : tunnel.outbound.overhead().outerLength(length), outer.length,
                    "length " + length);
                assertNull(tunnel.decapsulate(outer));
                assertArrayEquals(inner, tunnel.lastInner);
                bytes += length;
            }
            assertEquals(bytes, tunnel.inbound.bytes(), "padding is nobody's bytes");
            assertEquals(bytes, tunnel.outbound.bytes());
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldMakeAllPacketsAsLongAsThePathTakes(Algorithm algorithm, Shape shape, boolean isIpv6) {
        try (TestTunnel tunnel = tunnel(algorithm, shape, TunnelSettings.TFC_TO_MTU)) {
            for (int pathMtu : new int[] {MTU, 1400, 1301}) {
                tunnel.outbound.tunnel().path().learn(pathMtu, false);
                int largest = tunnel.outbound.overhead().largestInner(pathMtu);
                for (int length : new int[] {Shape.shortest(isIpv6), 100, 1000, largest - 1, largest}) {
                    byte[] inner = shape.inner(isIpv6, length);
                    byte[] outer = tunnel.encapsulate(inner);
                    assertEquals(tunnel.outbound.overhead().outerLength(largest), outer.length);
                    assertTrue(outer.length <= pathMtu && outer.length > pathMtu - algorithm.alignment(),
                        "as long as alignment allows: " + outer.length);
                    assertNull(tunnel.decapsulate(outer));
                    assertArrayEquals(inner, tunnel.lastInner);
                }
            }
        }
    }

    /** A peer's padding may be anything: the inner length alone is believed (RFC 4303 2.7). */
    @ParameterizedTest
    @MethodSource("all")
    void shouldTrimWhateverLiesBehindTheInnerPacket(Algorithm algorithm, Shape shape, boolean isIpv6) {
        try (TestTunnel tunnel = tunnel(algorithm, shape, TunnelSettings.NO_TFC)) {
            byte[] inner = shape.inner(isIpv6, 60);
            for (int extra = 0; extra < 100; extra++) {
                byte[] padded = Arrays.copyOf(inner, inner.length + extra);
                Arrays.fill(padded, inner.length, padded.length, (byte)0x45);
                byte[] content = tunnel.aligned(padded, isIpv6 ? IpProtocol.IPV6 : IpProtocol.IPIP);
                assertNull(tunnel.decapsulate(tunnel.seal(content, extra + 1L, 0)), "extra " + extra);
                assertArrayEquals(inner, tunnel.lastInner);
            }
            assertEquals(6000, tunnel.inbound.bytes());
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldMakeDummiesThatLookLikePacketsAndAreSwallowed(Algorithm algorithm, Shape shape, boolean isIpv6) {
        try (TestTunnel tunnel = tunnel(algorithm, shape, FIXED)) {
            byte[] real = tunnel.encapsulate(shape.inner(isIpv6, 100));
            long handle = tunnel.pool.allocate(new byte[100]);
            tunnel.packet.wrap(handle);
            assertNull(tunnel.encapsulator.encapsulateDummy(tunnel.packet, tunnel.outbound));
            tunnel.packet.store();
            byte[] dummy = tunnel.pool.copy(handle);
            tunnel.pool.free(handle);
            assertEquals(real.length, dummy.length);
            assertEquals(2, tunnel.outbound.sequence());
            assertEquals(1, tunnel.outbound.packets(), "a dummy is no packet of anybody's");
            assertEquals(2, tunnel.outbound.packetsCharged(), "but it wears the key");
            assertEquals(DropReason.DUMMY, tunnel.decapsulate(dummy));
            assertEquals(2, tunnel.inbound.replayWindow().highestSequence());
            assertEquals(0, tunnel.inbound.packets());
            assertEquals(1, tunnel.inbound.packetsCharged());
            assertEquals(DropReason.REPLAYED, tunnel.decapsulate(dummy));
        }
    }

    private static TestTunnel tunnel(Algorithm algorithm, Shape shape, int tfcLength) {
        return new TestTunnel(new BouncyCastleEngine(), algorithm,
            shape.settings(DfPolicy.COPY, TunnelSettings.COPY_DSCP, tfcLength), shape.endpoints());
    }
}
