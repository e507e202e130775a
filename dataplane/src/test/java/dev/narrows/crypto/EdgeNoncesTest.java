package dev.narrows.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Sequence numbers, IVs and salts at the ends of their ranges, where counters carry; the JDK is the judge. */
class EdgeNoncesTest {
    private static final long SEED = Long.getLong("narrows.seed", 4106);
    private static final int SPI = 0xFFFF_FFFF;
    /** In ascending order: an engine may refuse to seal by a number that it has passed. */
    private static final long[] NUMBERS = {1, 0xFF, 0x100, 0xFFFF, 0x10000, 0x7FFF_FFFFL, 0x8000_0000L, 0xFFFF_FFFFL,
        0x1_0000_0000L, 0x1_0000_0001L, 0xFFFF_FFFF_FFFFL, 0x7FFF_FFFF_FFFF_FFFFL, 0x8000_0000_0000_0000L,
        0xFFFF_FFFF_0000_0000L, 0xFFFF_FFFF_FFFF_FFFEL, 0xFFFF_FFFF_FFFF_FFFFL};
    private static final int[] PATTERNS = {0x00, 0xFF, 0x80, 0x01, 0x7F};

    private static Stream<Arguments> engines() {
        return Stream.of(EngineChoice.IPSEC_MB, EngineChoice.BOUNCY_CASTLE)
            .flatMap(choice -> Stream.of(Algorithm.values()).map(algorithm -> Arguments.of(choice, algorithm)));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void shouldSealAndOpenByNumbersAtTheEndsOfTheirRange(EngineChoice choice, Algorithm algorithm)
        throws GeneralSecurityException {
        for (boolean esn : new boolean[] {false, true}) {
            for (int salt : PATTERNS) {
                byte[] material = material(algorithm, salt);
                try (CryptoEngine engine = TestEngines.open(choice);
                    Transform transform = TestKeys.transform(engine, algorithm, material, esn);
                    EspMemory memory = new EspMemory()) {
                    for (long number : NUMBERS) {
                        if (esn || number >>> Integer.SIZE == 0) {
                            check(memory, transform, material, esn, number);
                        }
                    }
                }
            }
        }
    }

    private static void check(EspMemory memory, Transform transform, byte[] material, boolean esn, long number)
        throws GeneralSecurityException {
        Algorithm algorithm = transform.algorithm();
        byte[] content = TransformTest.bytes(new Random(SEED), 96);
        byte[] sealed = memory.seal(transform, JdkEsp.header(SPI, number), number, content);
        byte[] expected =
            JdkEsp.seal(algorithm, material, esn, SPI, number, JdkEsp.iv(algorithm, sealed), content);
        assertArrayEquals(expected, sealed, () -> Long.toHexString(number));
        int high = (int)(number >>> Integer.SIZE);
        assertArrayEquals(content, memory.open(transform, high, sealed), () -> Long.toHexString(number));
        if (esn) {
            assertFalse(memory.opens(transform, high + 1, sealed), () -> Long.toHexString(number));
            assertFalse(memory.opens(transform, high - 1, sealed), () -> Long.toHexString(number));
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void shouldOpenByIvsOfAnyValue(EngineChoice choice, Algorithm algorithm) throws GeneralSecurityException {
        byte[] content = TransformTest.bytes(new Random(SEED), 96);
        for (int salt : PATTERNS) {
            byte[] material = material(algorithm, salt);
            try (CryptoEngine engine = TestEngines.open(choice);
                Transform transform = TestKeys.transform(engine, algorithm, material, false);
                EspMemory memory = new EspMemory()) {
                for (int pattern : PATTERNS) {
                    byte[] iv = new byte[algorithm.ivLength()];
                    Arrays.fill(iv, (byte)pattern);
                    byte[] packet = JdkEsp.seal(algorithm, material, false, SPI, 1, iv, content);
                    assertArrayEquals(content, memory.open(transform, 0, packet), () -> salt + ", " + pattern);
                }
            }
        }
    }

    /** A random key, and a salt, if there is one, of one byte over and over. */
    private static byte[] material(Algorithm algorithm, int salt) {
        byte[] material = TransformTest.bytes(new Random(SEED), algorithm.keyingMaterialLength());
        Arrays.fill(material, material.length - algorithm.saltLength(), material.length, (byte)salt);
        return material;
    }
}
