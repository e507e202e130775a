package dev.narrows.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * ICVs that are wrong in every way that a comparison may overlook, and packets of a wrong length. What is right is what
 * the JDK's own cryptography makes; each single bit is {@link TransformTest}'s.
 */
class WrongIcvTest {
    private static final long SEED = Long.getLong("narrows.seed", 4303);
    private static final int SPI = 0x1001;
    private static final int SEQUENCE = 77;
    private static final int CONTENT = 64;
    /** Bits so far apart are at one place of bytes, halves, words or vectors, which could cancel each other. */
    private static final int[] DISTANCES = {1, 8, 16, 31, 32, 63, 64, 65, 96, 127, 128};

    private static Stream<Arguments> engines() {
        return Stream.of(EngineChoice.IPSEC_MB, EngineChoice.BOUNCY_CASTLE)
            .flatMap(choice -> Stream.of(Algorithm.values()).flatMap(algorithm ->
                Stream.of(false, true).map(esn -> Arguments.of(choice, algorithm, esn))));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void shouldOpenTheRightIcvAlone(EngineChoice choice, Algorithm algorithm, boolean esn)
        throws GeneralSecurityException {
        Random random = new Random(SEED);
        byte[] material = TransformTest.bytes(random, algorithm.keyingMaterialLength());
        byte[] sealed = sealed(algorithm, material, esn, random);
        byte[] other = sealed(algorithm, material, esn, random);
        byte[] right = Arrays.copyOfRange(sealed, sealed.length - algorithm.icvLength(), sealed.length);
        try (CryptoEngine engine = TestEngines.open(choice);
            Transform transform = TestKeys.transform(engine, algorithm, material, esn);
            EspMemory memory = new EspMemory()) {
            List<byte[]> icvs = wrong(right, random);
            icvs.add(Arrays.copyOfRange(other, other.length - right.length, other.length));
            for (byte[] icv : icvs) {
                byte[] tampered = sealed.clone();
                System.arraycopy(icv, 0, tampered, sealed.length - icv.length, icv.length);
                assertEquals(Arrays.equals(icv, right), memory.opens(transform, 0, tampered),
                    () -> "seed " + SEED + ": " + HexFormat.of().formatHex(icv));
            }
            assertTrue(memory.opens(transform, 0, sealed));
        }
    }

    private static List<byte[]> wrong(byte[] right, Random random) {
        List<byte[]> icvs = new ArrayList<>();
        for (int distance : DISTANCES) {
            for (int bit = 0; bit + distance < 8 * right.length; bit++) {
                icvs.add(flipped(flipped(right, bit), bit + distance));
            }
        }
        for (int pattern : new int[] {0xFF, 0x80, 0x01, 0x7F, 0xFE}) {
            byte[] each = right.clone();
            byte[] firstHalf = right.clone();
            byte[] lastHalf = right.clone();
            byte[] all = new byte[right.length];
            for (int i = 0; i < right.length; i++) {
                each[i] ^= (byte)pattern;
                firstHalf[i] ^= (byte)(2 * i < right.length ? pattern : 0);
                lastHalf[i] ^= (byte)(2 * i < right.length ? 0 : pattern);
                all[i] = (byte)pattern;
            }
            icvs.addAll(List.of(each, firstHalf, lastHalf, all));
        }
        icvs.add(new byte[right.length]);
        for (int shift = 1; shift < right.length; shift++) {
            byte[] rotated = new byte[right.length];
            for (int i = 0; i < right.length; i++) {
                rotated[i] = right[(i + shift) % right.length];
            }
            icvs.add(rotated);
        }
        for (int i = 0; i < 500; i++) {
            icvs.add(TransformTest.bytes(random, right.length));
        }
        return icvs;
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return flipped;
    }

    /** A packet cut short, or with more behind it, has another ICV at its end and other content before it. */
    @ParameterizedTest
    @MethodSource("engines")
    void shouldOpenTheRightLengthAlone(EngineChoice choice, Algorithm algorithm, boolean esn)
        throws GeneralSecurityException {
        Random random = new Random(SEED + 1);
        byte[] material = TransformTest.bytes(random, algorithm.keyingMaterialLength());
        byte[] sealed = sealed(algorithm, material, esn, random);
        int step = algorithm.alignment() > 4 ? algorithm.alignment() : 1;
        try (CryptoEngine engine = TestEngines.open(choice);
            Transform transform = TestKeys.transform(engine, algorithm, material, esn);
            EspMemory memory = new EspMemory()) {
            for (int change = -CONTENT; change <= CONTENT; change += step) {
                byte[] changed = Arrays.copyOf(sealed, sealed.length + change);
                assertEquals(change == 0, memory.opens(transform, 0, changed), "longer by " + change);
            }
            byte[] doubled = Arrays.copyOf(sealed, sealed.length + algorithm.icvLength() / step * step);
            System.arraycopy(sealed, sealed.length - algorithm.icvLength(), doubled,
                doubled.length - algorithm.icvLength(), algorithm.icvLength());
            assertFalse(doubled.length > sealed.length && memory.opens(transform, 0, doubled), "its ICV twice");
        }
    }

    private static byte[] sealed(Algorithm algorithm, byte[] material, boolean esn, Random random)
        throws GeneralSecurityException {
        return JdkEsp.seal(algorithm, material, esn, SPI, SEQUENCE,
            TransformTest.bytes(random, algorithm.ivLength()), TransformTest.bytes(random, CONTENT));
    }
}
