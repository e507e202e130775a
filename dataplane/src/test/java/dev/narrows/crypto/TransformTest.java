package dev.narrows.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every engine's transforms do alike: the JDK's own cryptography is the judge. */
class TransformTest {
    private static Stream<Arguments> engines() {
        return Stream.of(EngineChoice.IPSEC_MB, EngineChoice.BOUNCY_CASTLE)
            .flatMap(choice -> Stream.of(Algorithm.values()).map(algorithm -> Arguments.of(choice, algorithm)));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void shouldSealAsTheJdkDoesAtEveryLength(EngineChoice choice, Algorithm algorithm) throws GeneralSecurityException {
        Random random = new Random(1);
        byte[] key = bytes(random, algorithm.keyingMaterialLength());
        try (CryptoEngine engine = TestEngines.open(choice);
            Transform transform = TestKeys.transform(engine, algorithm, key);
            EspMemory memory = new EspMemory()) {
            for (int length : lengths(algorithm, random)) {
                byte[] header = bytes(random, 8);
                byte[] content = bytes(random, length);
                long sequence = length + 1L;
                byte[] sealed = memory.seal(transform, header, sequence, content);
                assertArrayEquals(JdkEsp.seal(algorithm, key, header, JdkEsp.iv(algorithm, sealed), content), sealed,
                    "length " + length);
            }
        }
    }

    /** RFC 4106 3.1 and RFC 7634 2: never twice under one key, which a counter is the safest way to. */
    @ParameterizedTest
    @MethodSource("engines")
    void shouldMakeTheSequenceNumberTheIvOfCounterModes(EngineChoice choice, Algorithm algorithm) {
        Assumptions.assumeTrue(algorithm.saltLength() > 0, "not a counter mode");
        try (CryptoEngine engine = TestEngines.open(choice);
            Transform transform = TestKeys.transform(engine, algorithm, new byte[algorithm.keyingMaterialLength()]);
            EspMemory memory = new EspMemory()) {
            byte[] sealed = memory.seal(transform, new byte[8], 0x0123_4567_89AB_CDEFL, new byte[4]);
            assertEquals("0123456789abcdef", HexFormat.of().formatHex(JdkEsp.iv(algorithm, sealed)));
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void shouldOpenWhatItSealed(EngineChoice choice, Algorithm algorithm) {
        Random random = new Random(2);
        byte[] key = bytes(random, algorithm.keyingMaterialLength());
        try (CryptoEngine engine = TestEngines.open(choice);
            Transform transform = TestKeys.transform(engine, algorithm, key);
            EspMemory memory = new EspMemory()) {
            for (int length : lengths(algorithm, random)) {
                byte[] content = bytes(random, length);
                byte[] sealed = memory.seal(transform, bytes(random, 8), length + 1L, content);
                assertArrayEquals(content, memory.open(transform, sealed), "length " + length);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void shouldRefuseEverySingleBitFlipped(EngineChoice choice, Algorithm algorithm) {
        Random random = new Random(3);
        byte[] key = bytes(random, algorithm.keyingMaterialLength());
        try (CryptoEngine engine = TestEngines.open(choice);
            Transform transform = TestKeys.transform(engine, algorithm, key);
            EspMemory memory = new EspMemory()) {
            for (int length : new int[] {0, aligned(algorithm, 4), aligned(algorithm, 20), aligned(algorithm, 68)}) {
                byte[] sealed = memory.seal(transform, bytes(random, 8), length + 1L, bytes(random, length));
                for (int bit = 0; bit < sealed.length * 8; bit++) {
                    byte[] tampered = sealed.clone();
                    tampered[bit / 8] ^= (byte)(1 << (bit % 8));
                    assertFalse(memory.opens(transform, tampered), "length " + length + " bit " + bit);
                }
                assertTrue(memory.opens(transform, sealed));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void shouldTakeTheIvThatThePacketBrings(EngineChoice choice, Algorithm algorithm) throws GeneralSecurityException {
        Random random = new Random(4);
        byte[] key = bytes(random, algorithm.keyingMaterialLength());
        byte[] header = bytes(random, 8);
        byte[] content = bytes(random, 100);
        byte[] sealed = JdkEsp.seal(algorithm, key, header, bytes(random, algorithm.ivLength()), content);
        try (CryptoEngine engine = TestEngines.open(choice);
            Transform transform = TestKeys.transform(engine, algorithm, key);
            EspMemory memory = new EspMemory()) {
            assertArrayEquals(content, memory.open(transform, sealed));
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void shouldKeepTheTransformsOfOneEngineApart(EngineChoice choice, Algorithm algorithm) {
        Random random = new Random(5);
        try (CryptoEngine engine = TestEngines.open(choice);
            Transform first = TestKeys.transform(engine, algorithm, bytes(random, algorithm.keyingMaterialLength()));
            Transform second = TestKeys.transform(engine, algorithm, bytes(random, algorithm.keyingMaterialLength()));
            EspMemory memory = new EspMemory()) {
            for (int i = 1; i < 100; i++) {
                byte[] content = bytes(random, i - i % granularity(algorithm));
                byte[] byFirst = memory.seal(first, bytes(random, 8), i, content);
                byte[] bySecond = memory.seal(second, bytes(random, 8), i, content);
                assertArrayEquals(content, memory.open(first, byFirst));
                assertArrayEquals(content, memory.open(second, bySecond));
                assertFalse(memory.opens(first, bySecond));
                assertFalse(memory.opens(second, byFirst));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void shouldNameItselfAndItsAlgorithm(EngineChoice choice, Algorithm algorithm) {
        try (CryptoEngine engine = TestEngines.open(choice);
            Transform transform = TestKeys.transform(engine, algorithm, new byte[algorithm.keyingMaterialLength()])) {
            assertEquals(choice.configName(), engine.name());
            assertEquals(choice.configName(), transform.engine());
            assertEquals(algorithm, transform.algorithm());
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void shouldRefuseKeyingMaterialOfAnotherLength(EngineChoice choice, Algorithm algorithm) {
        try (CryptoEngine engine = TestEngines.open(choice);
            KeyingMaterial material = KeyingMaterial.fromHex("5ec2e75e", 4)) {
            IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> engine.newTransform(algorithm, material));
            assertEquals("the keying material of " + algorithm.configName() + " is " + algorithm.keyingMaterialLength()
                + " bytes, not 4", refusal.getMessage());
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void shouldCloseTwice(EngineChoice choice, Algorithm algorithm) {
        try (CryptoEngine engine = TestEngines.open(choice)) {
            Transform transform = TestKeys.transform(engine, algorithm, new byte[algorithm.keyingMaterialLength()]);
            transform.close();
            transform.close();
        }
    }

    /** Every length to 300, then around powers of two and anywhere to 9000: those of them that the cipher takes. */
    static int[] lengths(Algorithm algorithm, Random random) {
        IntStream toThreeHundred = IntStream.rangeClosed(0, 300);
        IntStream aroundPowers = IntStream.of(512, 1024, 2048, 4096)
            .flatMap(power -> IntStream.rangeClosed(power - 4, power + 4));
        IntStream anywhere = random.ints(100, 301, 9001);
        int granularity = granularity(algorithm);
        return IntStream.concat(IntStream.concat(toThreeHundred, aroundPowers), anywhere)
            .map(length -> length - length % granularity)
            .distinct()
            .toArray();
    }

    /** What a length must be a multiple of for the cipher itself: 1, but for those that work in blocks. */
    private static int granularity(Algorithm algorithm) {
        return algorithm.alignment() > 4 ? algorithm.alignment() : 1;
    }

    private static int aligned(Algorithm algorithm, int length) {
        return (length + algorithm.alignment() - 1) & -algorithm.alignment();
    }

    static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
