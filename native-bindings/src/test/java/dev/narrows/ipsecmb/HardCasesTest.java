package dev.narrows.ipsecmb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What random inputs never meet: tags, sums and keys with words of all zeros or ones, made backwards by arithmetic of
 * the tests' own, checked against the JDK's, and then asked of the functions for each instruction set that this CPU
 * has.
 */
class HardCasesTest {
    private static final long SEED = Long.getLong("narrows.seed", 8439);
    private static final int TAG_LENGTH = 16;
    private static final List<String> TAGS = List.of("00".repeat(16), "ff".repeat(16), "80" + "00".repeat(15),
            "01" + "00".repeat(15), "00".repeat(15) + "01", "00".repeat(15) + "80", "7f" + "ff".repeat(15),
            "ff".repeat(15) + "7f", "00".repeat(8) + "ff".repeat(8), "ff".repeat(8) + "00".repeat(8));
    private static final List<String> IVS =
            List.of("00".repeat(12), "ff".repeat(12), "00000000ffffffffffffffff", "ffffffff00000000000000ff");

    private final Random random = new Random(SEED);

    private static List<String> architectures() {
        return IpsecMbForTests.architectures();
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void shouldGiveGcmTagsOfAnyValue(String architecture) throws GeneralSecurityException {
        try (IpsecMb library = IpsecMb.open(architecture); GcmContext context = new GcmContext()) {
            for (int keyLength = 16; keyLength <= 32; keyLength += 8) {
                for (String tag : TAGS) {
                    for (String iv : IVS) {
                        checkGcm(library, context, GcmCases.withTag(bytes(keyLength), parse(iv), aad(), parse(tag)));
                    }
                }
            }
        }
    }

    private static void checkGcm(IpsecMb library, GcmContext context, AeadCase wanted) throws GeneralSecurityException {
        String sealed = hex(wanted.ciphertext()) + hex(wanted.tag());
        assertEquals(sealed, jdk("AES/GCM/NoPadding", new SecretKeySpec(wanted.key(), "AES"),
                new GCMParameterSpec(8 * TAG_LENGTH, wanted.iv()), wanted.aad(), wanted.message()));
        try (Arena arena = Arena.ofConfined(); GcmKey key = library.expandKey(copy(arena, wanted.key()))) {
            long iv = copy(arena, wanted.iv()).address();
            long aad = copy(arena, wanted.aad()).address();
            int length = wanted.message().length;
            MemorySegment packet = copy(arena, Arrays.copyOf(wanted.message(), length + TAG_LENGTH));
            long text = packet.address();
            AesGcm.encrypt(key, context.address(), text, text, length, iv, aad, wanted.aad().length, text + length,
                    TAG_LENGTH);
            assertEquals(sealed, hex(packet.toArray(ValueLayout.JAVA_BYTE)));
            AesGcm.decrypt(key, context.address(), text, text, length, iv, aad, wanted.aad().length, text + length,
                    TAG_LENGTH);
            assertEquals(hex(wanted.message()) + hex(wanted.tag()), hex(packet.toArray(ValueLayout.JAVA_BYTE)));
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void shouldLoseNoCarryOfPoly1305sSum(String architecture) throws GeneralSecurityException {
        try (IpsecMb library = IpsecMb.open(architecture)) {
            for (BigInteger sum : PolyCases.sums()) {
                for (int blocks : new int[] {2, 4, 5, 7, 16, 17, 33}) {
                    int at = 1 + random.nextInt(blocks - 1);
                    checkPoly1305(library, PolyCases.withSum(bytes(32), bytes(12), aad(), blocks, at, sum, random));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void shouldGivePoly1305TagsOfAnyValue(String architecture) throws GeneralSecurityException {
        try (IpsecMb library = IpsecMb.open(architecture)) {
            for (String tag : TAGS) {
                for (int blocks = 2; blocks < 20; blocks++) {
                    AeadCase wanted = PolyCases.withTag(bytes(32), bytes(12), aad(), blocks, parse(tag), random);
                    assertEquals(tag, hex(wanted.tag()));
                    checkPoly1305(library, wanted);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void shouldTakeCiphertextsOfOnePattern(String architecture) throws GeneralSecurityException {
        try (IpsecMb library = IpsecMb.open(architecture)) {
            for (String word : List.of("00000000", "ffffffff", "00000080", "ffffff7f", "01000000",
                "00000000ffffffff")) {
                for (int length : new int[] {0, 1, 15, 16, 17, 64, 128, 255, 256, 257, 512, 1024, 1400}) {
                    byte[] ciphertext = Arrays.copyOf(parse(word.repeat(400)), length);
                    for (String iv : IVS) {
                        checkPoly1305(library, PolyCases.of(bytes(32), parse(iv), aad(), ciphertext));
                    }
                }
            }
        }
    }

    /** Of many nonces those under which a word of Poly1305's multiplier is the least or the greatest. */
    @ParameterizedTest
    @MethodSource("architectures")
    void shouldTakeMultipliersOfAnyValue(String architecture) throws GeneralSecurityException {
        byte[] key = bytes(32);
        try (IpsecMb library = IpsecMb.open(architecture)) {
            for (int word = 0; word < 4; word++) {
                byte[] least = bytes(12);
                byte[] greatest = least;
                for (int i = 0; i < 2048; i++) {
                    byte[] iv = bytes(12);
                    least = word(key, iv, word) < word(key, least, word) ? iv : least;
                    greatest = word(key, iv, word) > word(key, greatest, word) ? iv : greatest;
                }
                for (int length : new int[] {16, 64, 257, 1400}) {
                    checkPoly1305(library, PolyCases.of(key, least, aad(), bytes(length)));
                    checkPoly1305(library, PolyCases.of(key, greatest, aad(), bytes(length)));
                }
            }
        }
    }

    private static long word(byte[] key, byte[] iv, int word) throws GeneralSecurityException {
        return PolyCases.multiplier(key, iv).shiftRight(word * Integer.SIZE).longValue() & 0xFFFF_FFFFL;
    }

    private static void checkPoly1305(IpsecMb library, AeadCase wanted) throws GeneralSecurityException {
        String sealed = hex(wanted.ciphertext()) + hex(wanted.tag());
        assertEquals(sealed, jdk("ChaCha20-Poly1305", new SecretKeySpec(wanted.key(), "ChaCha20"),
                new IvParameterSpec(wanted.iv()), wanted.aad(), wanted.message()));
        try (Arena arena = Arena.ofConfined();
                ChaCha20Poly1305 cipher = library.chaCha20Poly1305(copy(arena, wanted.key()))) {
            long iv = copy(arena, wanted.iv()).address();
            long aad = copy(arena, wanted.aad()).address();
            int length = wanted.message().length;
            MemorySegment packet = copy(arena, Arrays.copyOf(wanted.message(), length + TAG_LENGTH));
            long text = packet.address();
            cipher.encrypt(text, text, length, iv, aad, wanted.aad().length, text + length);
            assertEquals(sealed, hex(packet.toArray(ValueLayout.JAVA_BYTE)));
            cipher.decrypt(text, text, length, iv, aad, wanted.aad().length, text + length);
            assertEquals(hex(wanted.message()) + hex(wanted.tag()), hex(packet.toArray(ValueLayout.JAVA_BYTE)));
        }
    }

    private static String jdk(String name, SecretKeySpec key, AlgorithmParameterSpec parameters, byte[] aad,
        byte[] message)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(name);
        cipher.init(Cipher.ENCRYPT_MODE, key, parameters);
        cipher.updateAAD(aad);
        return hex(cipher.doFinal(message));
    }

    /** As ESP has it: without extended sequence numbers, or with them. */
    private byte[] aad() {
        return bytes(random.nextBoolean() ? 8 : 12);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static MemorySegment copy(Arena arena, byte[] bytes) {
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
    }

    private static byte[] parse(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
