package dev.narrows.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every engine's transforms do alike: the JDK's own AES-GCM is the judge. */
class TransformTest {
    private static final int HEADERS = 16;
    private static final int ICV = 16;

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
            for (int length : lengths(random)) {
                byte[] header = bytes(random, 8);
                byte[] content = bytes(random, length);
                long sequence = length + 1L;
                assertArrayEquals(expected(algorithm, key, header, sequence, content),
                    memory.seal(transform, header, sequence, content), "length " + length);
            }
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
            for (int length : lengths(random)) {
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
            for (int length : new int[] {0, 4, 20, 68}) {
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
        byte[] sealed = expected(algorithm, key, header, 0xFEDC_BA98_7654_3210L, content);
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
                byte[] content = bytes(random, i);
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

    /** Every length to 300, then around powers of two and anywhere to 9000. */
    static int[] lengths(Random random) {
        int[] lengths = new int[301 + 36 + 100];
        int count = 0;
        for (int length = 0; length <= 300; length++) {
            lengths[count++] = length;
        }
        for (int power : new int[] {512, 1024, 2048, 4096}) {
            for (int length = power - 4; length <= power + 4; length++) {
                lengths[count++] = length;
            }
        }
        while (count < lengths.length) {
            lengths[count++] = 301 + random.nextInt(8700);
        }
        return lengths;
    }

    static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Seals a packet with the JDK: nonce is salt and sequence number, the header is authenticated (RFC 4106). */
    private static byte[] expected(Algorithm algorithm, byte[] material, byte[] header, long sequence, byte[] content)
        throws GeneralSecurityException {
        byte[] packet = Arrays.copyOf(header, HEADERS + content.length + ICV);
        ByteBuffer.wrap(packet).putLong(8, sequence);
        byte[] nonce = new byte[12];
        System.arraycopy(material, algorithm.keyLength(), nonce, 0, 4);
        System.arraycopy(packet, 8, nonce, 4, 8);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        SecretKeySpec key = new SecretKeySpec(material, 0, algorithm.keyLength(), "AES");
        cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, nonce));
        cipher.updateAAD(header);
        cipher.doFinal(content, 0, content.length, packet, HEADERS);
        return packet;
    }
}
