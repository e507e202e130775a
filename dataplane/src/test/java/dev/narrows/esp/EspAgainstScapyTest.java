package dev.narrows.esp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngines;
import dev.narrows.crypto.EngineChoice;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.pmtu.EspOverhead;
import dev.narrows.sa.Numbering;
import dev.narrows.sa.SequenceSpace;
import dev.narrows.wire.Ecn;
import dev.narrows.wire.Ipv4;
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

/** Another implementation makes the same packets, bit for bit, and each side opens the other's. */
class EspAgainstScapyTest {
    private static final long SEED = Long.getLong("narrows.seed", 2406);
    /** Behind the outer IPv4 header and the ESP header. */
    private static final int IV_OFFSET = 20 + 8;
    private static final int RANDOM_LENGTHS = 12;
    private static final int WINDOW = 64;

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

    /** Every algorithm with either numbering, and every policy of DF, which is none of the algorithm's business. */
    private static Stream<Arguments> tunnels() {
        return Stream.concat(
            Stream.of(Algorithm.values()).flatMap(algorithm -> Stream.of(SequenceSpace.values())
                .map(space -> Arguments.of(algorithm, space, DfPolicy.COPY))),
            Stream.of(DfPolicy.SET, DfPolicy.CLEAR)
                .map(policy -> Arguments.of(Algorithm.AES_128_GCM_16, SequenceSpace.STANDARD, policy)));
    }

    @ParameterizedTest
    @MethodSource("tunnels")
    void shouldMakeTheSamePackets(Algorithm algorithm, SequenceSpace space, DfPolicy policy) {
        Random random = new Random(SEED);
        try (TestTunnel tunnel = tunnel(algorithm, space, policy, start(space, random))) {
            int identification = 0;
            for (int length : lengths(algorithm, random)) {
                int tos = random.nextInt(256);
                boolean innerDf = random.nextBoolean();
                byte[] inner = TestTunnel.inner(length, tos, innerDf, random);
                boolean outerDf = policy == DfPolicy.SET || (policy == DfPolicy.COPY && innerDf);
                identification += outerDf ? 0 : 1;

                byte[] ours = tunnel.encapsulate(inner);

                byte[] iv = Arrays.copyOfRange(ours, IV_OFFSET, IV_OFFSET + algorithm.ivLength());
                long sequence = tunnel.outbound.sequence();
                byte[] theirs = scapy.seal(algorithm, TestTunnel.SPI, space.isExtended(), sequence, iv, tos,
                    outerDf ? 0 : identification, outerDf, inner);
                assertArrayEquals(theirs, ours, "seed " + SEED + " length " + length);
                assertArrayEquals(inner, scapy.open(algorithm, TestTunnel.SPI, space.isExtended(), sequence, ours),
                    "seed " + SEED + " length " + length);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tunnels")
    void shouldOpenItsPackets(Algorithm algorithm, SequenceSpace space, DfPolicy policy) {
        Random random = new Random(SEED + 1);
        long sequence = start(space, random);
        try (TestTunnel tunnel = tunnel(algorithm, space, policy, sequence)) {
            for (int length : lengths(algorithm, random)) {
                sequence += 1 + random.nextInt(3);
                int innerTos = random.nextInt(256);
                int outerTos = (random.nextInt(256) & ~Ecn.MASK) | (innerTos & Ecn.MASK);
                byte[] inner = TestTunnel.inner(length, innerTos, random.nextBoolean(), random);
                byte[] theirs = scapy.seal(algorithm, TestTunnel.SPI, space.isExtended(), sequence,
                    iv(algorithm, random), outerTos, random.nextInt(65536), random.nextBoolean(), inner);

                assertNull(tunnel.decapsulate(theirs), "seed " + SEED + " length " + length);
                assertArrayEquals(inner, tunnel.lastInner, "seed " + SEED + " length " + length);

                int marked = outerTos | Ecn.CE;
                if ((innerTos & Ecn.MASK) != Ecn.NOT_ECT) {
                    sequence++;
                    byte[] congested = scapy.seal(algorithm, TestTunnel.SPI, space.isExtended(), sequence,
                        iv(algorithm, random), marked, 1, false, inner);
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
    private static int[] lengths(Algorithm algorithm, Random random) {
        int largest = new EspOverhead(Ipv4.MIN_HEADER_LENGTH, algorithm).largestInner(1500);
        int around = algorithm.alignment() + 1;
        return IntStream.concat(
            IntStream.range(0, around).flatMap(i -> IntStream.of(20 + i, largest - i)),
            random.ints(RANDOM_LENGTHS, 32, largest)).toArray();
    }

    /** Extended numbers pass the end of their low half. */
    private static long start(SequenceSpace space, Random random) {
        return space.isExtended() ? (random.nextLong(1, 1 << 30) << Integer.SIZE) - 20 : random.nextInt(1 << 30);
    }

    private static TestTunnel tunnel(Algorithm algorithm, SequenceSpace space, DfPolicy policy, long start) {
        return new TestTunnel(CryptoEngines.open(EngineChoice.AUTO), algorithm, TestTunnel.materialHex(algorithm),
            policy, new Numbering(space, start, WINDOW), start, space.last());
    }
}
