package dev.narrows.esp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngines;
import dev.narrows.crypto.EngineChoice;
import dev.narrows.sa.Numbering;
import dev.narrows.sa.SequenceSpace;
import dev.narrows.wire.Esp;
import dev.narrows.wire.FlowLabel;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.Ipv6FrameBuilder;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Another implementation makes the same packets, bit for bit, in every mode, for either family outside and inside, in
 * UDP and not, with either numbering and for every algorithm, from an empty payload to the MTU; each side opens the
 * other's. What it has no notion of, such as implicit IVs, is made anew beside it: see {@code scapy_oracle.py}.
 */
class EspShapesAgainstScapyTest {
    private static final long SEED = Long.getLong("narrows.seed", 4301);
    private static final int WINDOW = 64;
    private static final int LABEL_KEY = 1;

    private static ScapyOracle scapy;

    private final Random random = new Random(SEED);
    private final IpHeader header = new IpHeader();
    private final FlowLabel flowLabel = new FlowLabel(LABEL_KEY);

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

    private static Stream<Arguments> all() {
        return Stream.of(Algorithm.values()).flatMap(algorithm -> Stream.of(Shape.values()).flatMap(shape ->
            Stream.of(SequenceSpace.values()).map(space -> Arguments.of(algorithm, shape, space))));
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldMakeTheSamePacketsAndOpenEachOthers(Algorithm algorithm, Shape shape, SequenceSpace space) {
        long begin = space.isExtended() ? ((random.nextInt(1 << 20) + 1L) << 32) - 3 : random.nextInt(1 << 30);
        Numbering numbering = new Numbering(space, begin, WINDOW);
        try (TestTunnel tunnel = new TestTunnel(CryptoEngines.open(EngineChoice.AUTO), algorithm, shape.settings(),
            shape.endpoints(), numbering)) {
            int identification = 0;
            for (boolean isIpv6 : shape.families().toList()) {
                for (int length : lengths(tunnel, shape, isIpv6)) {
                    // In transport mode a packet without DF gets another identification, see TransportModeTest.
                    boolean dontFragment = shape.isTransport || random.nextBoolean();
                    byte[] inner = shape.inner(isIpv6, length, random.nextInt(256), dontFragment, random);
                    identification += isIpv6 || dontFragment ? 0 : 1;
                    byte[] outerHeader = outerHeader(shape, inner,
                        isIpv6 || dontFragment ? 0 : identification, isIpv6 || dontFragment);
                    compare(tunnel, shape, space.isExtended(), outerHeader, inner);
                }
            }
        }
    }

    private void compare(TestTunnel tunnel, Shape shape, boolean esn, byte[] outerHeader, byte[] inner) {
        Algorithm algorithm = tunnel.outbound.transform().algorithm();
        String at = "seed " + SEED + " length " + inner.length;
        byte[] ours = tunnel.encapsulate(inner);
        long sequence = tunnel.outbound.sequence();
        int ivOffset = shape.espOffset() + Esp.HEADER_LENGTH;
        byte[] iv = Arrays.copyOfRange(ours, ivOffset, ivOffset + algorithm.ivLength());
        byte[] theirs =
            scapy.seal(algorithm, TestTunnel.SPI, esn, sequence, iv, outerHeader, shape.endpoints(), inner);
        if (shape.isUdp && !shape.isIpv6) {
            // Scapy's own checksum over IPv4, where a sender need not compute one (RFC 3948 2.1), is 0 as well.
            assertTrue(theirs[26] == 0 && theirs[27] == 0, at);
        }
        assertArrayEquals(theirs, ours, at);
        assertArrayEquals(inner,
            scapy.open(algorithm, TestTunnel.SPI, esn, sequence, outerHeader, shape.endpoints(), ours), at);
        random.nextBytes(iv);
        byte[] other =
            scapy.seal(algorithm, TestTunnel.SPI, esn, sequence, iv, outerHeader, shape.endpoints(), inner);
        assertNull(tunnel.decapsulate(other), at);
        assertArrayEquals(inner, tunnel.lastInner, at);
    }

    /** What the outer header must say; in transport mode there is none. */
    private byte[] outerHeader(Shape shape, byte[] inner, int identification, boolean dontFragment) {
        if (shape.isTransport) {
            return new byte[0];
        }
        assertTrue(header.parse(new UnsafeBuffer(inner), 0, inner.length));
        if (shape.isIpv6) {
            return new Ipv6FrameBuilder().addresses(Shape.SENDER_IPV6, Shape.RECEIVER_IPV6)
                .trafficClass(header.trafficClass()).flowLabel(flowLabel.of(header)).packet();
        }
        return new FrameBuilder().addresses(TestTunnel.SENDER, TestTunnel.RECEIVER).tos(header.trafficClass())
            .identification(identification).dontFragment(dontFragment).packet();
    }

    /** The shortest, one of each alignment, the longest, and one between; all of them for the commonest algorithm. */
    private int[] lengths(TestTunnel tunnel, Shape shape, boolean isIpv6) {
        int shortest = Shape.shortest(isIpv6);
        byte[] packet = shape.inner(isIpv6, shortest);
        assertTrue(header.parse(new UnsafeBuffer(packet), 0, packet.length));
        int largest = tunnel.outbound.largestPacket(header);
        int between = shortest + 1 + random.nextInt(largest - shortest - 1);
        if (tunnel.outbound.transform().algorithm() != Algorithm.AES_128_GCM_16) {
            return new int[] {shortest, between, largest};
        }
        return IntStream.concat(IntStream.rangeClosed(shortest, shortest + 4),
            IntStream.of(between, largest - 1, largest))
            .toArray();
    }
}
