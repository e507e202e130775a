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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every engine's transforms do alike: the JDK's own cryptography is the judge. */
class TransformTest {
    private static final int HIGH = 0x89AB_CDEF;

    private static Stream<Arguments> transforms() {
        return engines().flatMap(pair -> Stream.of(false, true)
            .map(esn -> Arguments.of(pair.get()[0], pair.get()[1], esn)));
    }

    private static Stream<Arguments> engines() {
        return Stream.of(EngineChoice.IPSEC_MB, EngineChoice.BOUNCY_CASTLE)
            .flatMap(choice -> Stream.of(Algorithm.values()).map(algorithm -> Arguments.of(choice, algorithm)));
    }

    /** Counter modes whose packets carry their IV. */
    private static Stream<Arguments> explicitCounters() {
        return engines().filter(arguments -> ((Algorithm)arguments.get()[1]).ivLength() == Long.BYTES);
    }

    @ParameterizedTest
    @MethodSource("transforms")
    void shouldSealAsTheJdkDoesAtEveryLength(EngineChoice choice, Algorithm algorithm, boolean esn)
        throws GeneralSecurityException {
        Random random = new Random(1);
        byte[] key = bytes(random, algorithm.keyingMaterialLength());
        try (CryptoEngine engine = TestEngines.open(choice);
            Transform transform = TestKeys.transform(engine, algorithm, key, esn);
            EspMemory memory = new EspMemory()) {
            for (int length : lengths(algorithm, random)) {
                int spi = random.nextInt();
                byte[] content = bytes(random, length);
                long sequence = sequence(esn, length + 1);
                byte[] sealed = memory.seal(transform, JdkEsp.header(spi, sequence), sequence, content);
                byte[] expected =
                    JdkEsp.seal(algorithm, key, esn, spi, sequence, JdkEsp.iv(algorithm, sealed), content);
                assertArrayEquals(expected, sealed, "length " + length);
            }
        }
    }

    /** RFC 4106 3.1 and RFC 7634 2: never twice under one key, which a counter is the safest way to. */
    @ParameterizedTest
    @MethodSource("explicitCounters")
    void shouldMakeTheSequenceNumberTheIvOfCounterModes(EngineChoice choice, Algorithm algorithm) {
        try (CryptoEngine engine = TestEngines.open(choice);
            Transform transform = TestKeys.transform(engine, algorithm);
            EspMemory memory = new EspMemory()) {
            byte[] sealed = memory.seal(transform, new byte[8], 0x0123_4567_89AB_CDEFL, new byte[4]);
            assertEquals("0123456789abcdef", HexFormat.of().formatHex(JdkEsp.iv(algorithm, sealed)));
        }
    }

    @ParameterizedTest
    @MethodSource("transforms")
    void shouldOpenWhatItSealed(EngineChoice choice, Algorithm algorithm, boolean esn) {
        Random random = new Random(2);
        byte[] key = bytes(random, algorithm.keyingMaterialLength());
        try (CryptoEngine engine = TestEngines.open(choice);
            Transform transform = TestKeys.transform(engine, algorithm, key, esn);
            EspMemory memory = new EspMemory()) {
            for (int length : lengths(algorithm, random)) {
                byte[] content = bytes(random, length);
                long sequence = sequence(esn, length + 1);
                byte[] sealed = memory.seal(transform, JdkEsp.header(length, sequence), sequence, content);
                assertArrayEquals(content, memory.open(transform, high(esn), sealed), "length " + length);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("transforms")
    void shouldRefuseEverySingleBitFlipped(EngineChoice choice, Algorithm algorithm, boolean esn) {
        Random random = new Random(3);
        byte[] key = bytes(random, algorithm.keyingMaterialLength());
        try (CryptoEngine engine = TestEngines.open(choice);
            Transform transform = TestKeys.transform(engine, algorithm, key, esn);
            EspMemory memory = new EspMemory()) {
            for (int length : new int[] {0, aligned(algorithm, 4), aligned(algorithm, 20), aligned(algorithm, 68)}) {
                long sequence = sequence(esn, length + 1);
                byte[] sealed = memory.seal(transform, JdkEsp.header(7, sequence), sequence, bytes(random, length));
                for (int bit = 0; bit < sealed.length * 8; bit++) {
                    byte[] tampered = sealed.clone();
                    tampered[bit / 8] ^= (byte)(1 << (bit % 8));
                    assertFalse(memory.opens(transform, high(esn), tampered), "length " + length + " bit " + bit);
                }
                assertTrue(memory.opens(transform, high(esn), sealed));
            }
        }
    }

    /** RFC 4303 2.2.1: the high half is authenticated though it is not sent; without extended numbers it is nothing. */
    @ParameterizedTest
    @MethodSource("engines")
    void shouldAuthenticateTheHighHalfOfExtendedNumbers(EngineChoice choice, Algorithm algorithm) {
        byte[] key = bytes(new Random(6), algorithm.keyingMaterialLength());
        byte[] content = new byte[aligned(algorithm, 20)];
        try (CryptoEngine engine = TestEngines.open(choice);
            Transform extended = TestKeys.transform(engine, algorithm, key, true);
            Transform plain = TestKeys.transform(engine, algorithm, key, false);
            EspMemory memory = new EspMemory()) {
            for (int high = 0; high < 3; high++) {
                long sequence = ((long)high << Integer.SIZE) | 5;
                byte[] sealed = memory.seal(extended, JdkEsp.header(1, sequence), sequence, content);
                for (int inferred = 0; inferred < 3; inferred++) {
                    assertEquals(inferred == high, memory.opens(extended, inferred, sealed), high + " as " + inferred);
                }
                assertFalse(memory.opens(plain, 0, sealed), "extended opened as plain");
            }
            byte[] sealed = memory.seal(plain, JdkEsp.header(1, 5), 5, content);
            assertFalse(memory.opens(extended, 0, sealed), "plain opened as extended");
        }
    }

    @ParameterizedTest
    @MethodSource("transforms")
    void shouldTakeTheIvThatThePacketBrings(EngineChoice choice, Algorithm algorithm, boolean esn)
        throws GeneralSecurityException {
        Random random = new Random(4);
        byte[] key = bytes(random, algorithm.keyingMaterialLength());
        byte[] content = bytes(random, aligned(algorithm, 100));
        byte[] sealed =
            JdkEsp.seal(algorithm, key, esn, 7, sequence(esn, 9), bytes(random, algorithm.ivLength()), content);
        try (CryptoEngine engine = TestEngines.open(choice);
            Transform transform = TestKeys.transform(engine, algorithm, key, esn);
            EspMemory memory = new EspMemory()) {
            assertArrayEquals(content, memory.open(transform, high(esn), sealed));
        }
    }

    @ParameterizedTest
    @MethodSource("transforms")
    void shouldKeepTheTransformsOfOneEngineApart(EngineChoice choice, Algorithm algorithm, boolean esn) {
        Random random = new Random(5);
        int keyLength = algorithm.keyingMaterialLength();
        try (CryptoEngine engine = TestEngines.open(choice);
            Transform first = TestKeys.transform(engine, algorithm, bytes(random, keyLength), esn);
            Transform second = TestKeys.transform(engine, algorithm, bytes(random, keyLength), esn);
            EspMemory memory = new EspMemory()) {
            for (int i = 1; i < 100; i++) {
                byte[] content = bytes(random, i - i % granularity(algorithm));
                long sequence = sequence(esn, i);
                byte[] byFirst = memory.seal(first, JdkEsp.header(1, sequence), sequence, content);
                byte[] bySecond = memory.seal(second, JdkEsp.header(1, sequence), sequence, content);
                assertArrayEquals(content, memory.open(first, high(esn), byFirst));
                assertArrayEquals(content, memory.open(second, high(esn), bySecond));
                assertFalse(memory.opens(first, high(esn), bySecond));
                assertFalse(memory.opens(second, high(esn), byFirst));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void shouldNameItselfAndItsAlgorithm(EngineChoice choice, Algorithm algorithm) {
        try (CryptoEngine engine = TestEngines.open(choice);
            Transform transform = TestKeys.transform(engine, algorithm)) {
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
                assertThrows(IllegalArgumentException.class, () -> engine.newTransform(algorithm, material, false));
            assertEquals("the keying material of " + algorithm.configName() + " is " + algorithm.keyingMaterialLength()
                + " bytes, not 4", refusal.getMessage());
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void shouldCloseTwice(EngineChoice choice, Algorithm algorithm) {
        try (CryptoEngine engine = TestEngines.open(choice)) {
            Transform transform = TestKeys.transform(engine, algorithm);
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

    private static int high(boolean esn) {
        return esn ? HIGH : 0;
    }

    private static long sequence(boolean esn, int low) {
        return ((long)high(esn) << Integer.SIZE) | low;
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
