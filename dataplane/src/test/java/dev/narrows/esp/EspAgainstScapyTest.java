package dev.narrows.esp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngines;
import dev.narrows.crypto.EngineChoice;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.sa.SequenceSpace;
import dev.narrows.wire.Ecn;
import dev.narrows.wire.Ipv4;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Another implementation makes the same packets, bit for bit, and each side opens the other's. */
class EspAgainstScapyTest {
    private static final long SEED = Long.getLong("narrows.seed", 2406);
    /** Behind the outer IPv4 header and the ESP header. */
    private static final int IV_OFFSET = 20 + 8;
    private static final int LARGEST_INNER = 1446;
    private static final int RANDOM_LENGTHS = 20;

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

    private static Stream<Arguments> tunnels() {
        return Stream.of(Algorithm.values())
            .flatMap(algorithm -> Stream.of(DfPolicy.values()).map(policy -> Arguments.of(algorithm, policy)));
    }

    @ParameterizedTest
    @MethodSource("tunnels")
    void shouldMakeTheSamePackets(Algorithm algorithm, DfPolicy policy) {
        Random random = new Random(SEED);
        try (TestTunnel tunnel = tunnel(algorithm, policy, random.nextInt(1 << 30))) {
            int identification = 0;
            for (int length : lengths(random)) {
                int tos = random.nextInt(256);
                boolean innerDf = random.nextBoolean();
                byte[] inner = TestTunnel.inner(length, tos, innerDf, random);
                boolean outerDf = policy == DfPolicy.SET || (policy == DfPolicy.COPY && innerDf);
                identification += outerDf ? 0 : 1;

                byte[] ours = tunnel.encapsulate(inner);

                byte[] iv = Arrays.copyOfRange(ours, IV_OFFSET, IV_OFFSET + algorithm.ivLength());
                byte[] theirs = scapy.seal(algorithm, TestTunnel.SPI, tunnel.outbound.sequence(), iv, tos,
                    outerDf ? 0 : identification, outerDf, inner);
                assertArrayEquals(theirs, ours, "seed " + SEED + " length " + length);
                assertArrayEquals(inner, scapy.open(algorithm, TestTunnel.SPI, ours),
                    "seed " + SEED + " length " + length);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tunnels")
    void shouldOpenItsPackets(Algorithm algorithm, DfPolicy policy) {
        Random random = new Random(SEED + 1);
        try (TestTunnel tunnel = tunnel(algorithm, policy, 0)) {
            long sequence = random.nextInt(1 << 30);
            for (int length : lengths(random)) {
                sequence += 1 + random.nextInt(3);
                int innerTos = random.nextInt(256);
                int outerTos = (random.nextInt(256) & ~Ecn.MASK) | (innerTos & Ecn.MASK);
                byte[] inner = TestTunnel.inner(length, innerTos, random.nextBoolean(), random);
                byte[] theirs = scapy.seal(algorithm, TestTunnel.SPI, sequence, iv(algorithm, random), outerTos,
                    random.nextInt(65536), random.nextBoolean(), inner);

                assertNull(tunnel.decapsulate(theirs), "seed " + SEED + " length " + length);
                assertArrayEquals(inner, tunnel.lastInner, "seed " + SEED + " length " + length);

                int marked = outerTos | Ecn.CE;
                if ((innerTos & Ecn.MASK) != Ecn.NOT_ECT) {
                    sequence++;
                    byte[] congested = scapy.seal(
                        algorithm, TestTunnel.SPI, sequence, iv(algorithm, random), marked, 1, false, inner);
                    assertNull(tunnel.decapsulate(congested));
                    new Ipv4().wrap(new UnsafeBuffer(inner), 0).tos(innerTos | Ecn.CE).computeChecksum();
                    assertArrayEquals(inner, tunnel.lastInner, "seed " + SEED + " length " + length);
                }
            }
        }
    }

    private static byte[] iv(Algorithm algorithm, Random random) {
        byte[] iv = new byte[algorithm.ivLength()];
        random.nextBytes(iv);
        return iv;
    }

    /** The shortest, every alignment around them, the longest, and some between. */
    private static int[] lengths(Random random) {
        int[] lengths = new int[12 + 8 + RANDOM_LENGTHS];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = i < 12 ? 20 + i
                : i < 20 ? LARGEST_INNER - (i - 12)
                : 32 + random.nextInt(LARGEST_INNER - 32);
        }
        return lengths;
    }

    private static TestTunnel tunnel(Algorithm algorithm, DfPolicy policy, long lastSequence) {
        return new TestTunnel(
            CryptoEngines.open(EngineChoice.AUTO), algorithm, policy, lastSequence, SequenceSpace.STANDARD.last());
    }
}
