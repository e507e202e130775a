package dev.narrows.ipsecmb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.foreign.Allocation;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** AES-GCM by ipsec-mb, against known answers and against the JDK's. */
class AesGcmTest {
    private static final int TAG_LENGTH = 16;
    private static final long SEED = 4106;

    private final Arena arena = Arena.ofConfined();
    private final GcmContext context = new GcmContext();
    private IpsecMb library;

    @BeforeEach
    void open() {
        IpsecMbForTests.library();
        library = IpsecMb.open();
    }

    @AfterEach
    void close() {
        context.close();
        context.close();
        arena.close();
        if (library != null) {
            library.close();
            library.close();
        }
    }

    @Test
    void shouldSayWhatItIs() {
        assertTrue(library.version().matches("(1\\.3|2\\.0)\\..*"), library.version());
        assertTrue(library.architecture().matches("SSE|AVX|AVX2|AVX512|NOAESNI"), library.architecture());
    }

    /** Test cases 1 to 4, 7 to 10 and 13 to 16 of McGrew and Viega's "The Galois/Counter Mode of Operation". */
    @ParameterizedTest
    @CsvSource({
        "ZEROS, 16, 58e2fccefa7e3061367f1d57a4e7455a", "ZERO_BLOCK, 16, 0388dace60b6a392f328c2b971b2fe78"
            + "ab6e47d42cec13bdf53a67b21257bddf",
        "TEXT, 16, 42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa05"
            + "1ba30b396a0aac973d58e091473f59854d5c2af327cd64a62cf35abd2ba6fab4",
        "TEXT_AND_AAD, 16, 42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5a"
            + "ac84aa051ba30b396a0aac973d58e0915bc94fbc3221a5db94fae95ae7121a47",
        "ZEROS, 24, cd33b28ac773f74ba00ed1f312572435", "ZERO_BLOCK, 24, 98e7247c07f0fe411c267e4384b0f600"
            + "2ff58d80033927ab8ef4d4587514f0fb",
        "TEXT, 24, 3980ca0b3c00e841eb06fac4872a2757859e1ceaa6efd984628593b40ca1e19c7d773d00c144c525ac619d18c84a3f47"
            + "18e2448b2fe324d9ccda2710acade2569924a7c8587336bfb118024db8674a14",
        "TEXT_AND_AAD, 24, 3980ca0b3c00e841eb06fac4872a2757859e1ceaa6efd984628593b40ca1e19c7d773d00c144c525ac619d18"
            + "c84a3f4718e2448b2fe324d9ccda27102519498e80f1478f37ba55bd6d27618c",
        "ZEROS, 32, 530f8afbc74536b9a963b4f1c4cb738b", "ZERO_BLOCK, 32, cea7403d4d606b6e074ec5d3baf39d18"
            + "d0d1c8a799996bf0265b98b5d48ab919",
        "TEXT, 32, 522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838"
            + "c5f61e6393ba7a0abcc9f662898015adb094dac5d93471bdec1a502270e3cc6c",
        "TEXT_AND_AAD, 32, 522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b10"
            + "56828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b"})
    void shouldGiveTheKnownAnswers(KnownText known, int keyLength, String expected) {
        byte[] key = known.key(keyLength);
        Result encrypted = encrypt(key, known.iv(), known.aad(), known.text());
        assertEquals(expected, encrypted.text + encrypted.tag);
        Result decrypted = decrypt(key, known.iv(), known.aad(), HexFormat.of().parseHex(encrypted.text));
        assertEquals(HexFormat.of().formatHex(known.text()), decrypted.text);
        assertEquals(encrypted.tag, decrypted.tag);
    }

    /** What those test cases are made of. */
    enum KnownText {
        ZEROS, ZERO_BLOCK, TEXT, TEXT_AND_AAD;

        private static final HexFormat HEX = HexFormat.of();

        byte[] key(int length) {
            String key = this == TEXT || this == TEXT_AND_AAD ? "feffe9928665731c6d6a8f9467308308" : "0".repeat(32);
            return Arrays.copyOf(HEX.parseHex(key + key), length);
        }

        byte[] iv() {
            return this == TEXT || this == TEXT_AND_AAD ? HEX.parseHex("cafebabefacedbaddecaf888") : new byte[12];
        }

        byte[] aad() {
            return this == TEXT_AND_AAD ? HEX.parseHex("feedfacedeadbeeffeedfacedeadbeefabaddad2") : new byte[0];
        }

        byte[] text() {
            byte[] text = HEX.parseHex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                    + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255");
            return switch (this) {
                case ZEROS -> new byte[0];
                case ZERO_BLOCK -> new byte[16];
                case TEXT -> text;
                case TEXT_AND_AAD -> Arrays.copyOf(text, 60);
            };
        }
    }

    @Test
    void shouldAgreeWithTheJdkAtEveryLength() throws GeneralSecurityException {
        Random random = new Random(SEED);
        for (int length = 0; length <= 1600; length++) {
            byte[] key = randomBytes(random, 16 + 8 * (length % 3));
            byte[] iv = randomBytes(random, AesGcm.IV_LENGTH);
            byte[] aad = randomBytes(random, 8 + 4 * (length % 2));
            byte[] message = randomBytes(random, length);
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_LENGTH * 8, iv));
            cipher.updateAAD(aad);
            String expected = HexFormat.of().formatHex(cipher.doFinal(message));
            Result encrypted = encrypt(key, iv, aad, message);
            String which = "seed " + SEED + ", length " + length;
            assertEquals(expected, encrypted.text + encrypted.tag, which);
            Result decrypted = decrypt(key, iv, aad, HexFormat.of().parseHex(encrypted.text));
            assertEquals(HexFormat.of().formatHex(message), decrypted.text, which);
            assertEquals(encrypted.tag, decrypted.tag, which);
        }
    }

    @Test
    void shouldStayWithinTheKeyWhenItIsPrefetched() {
        GcmKey key = key(new byte[16]);
        byte[] before = key.memory().toArray(ValueLayout.JAVA_BYTE);
        for (int length : new int[] {0, 1, 64, 1500, 65_535}) {
            key.prefetch(length);
        }
        assertArrayEquals(before, key.memory().toArray(ValueLayout.JAVA_BYTE));
        key.close();
    }

    @Test
    void shouldAllocateNoJavaMemory() {
        GcmKey key = key(new byte[16]);
        MemorySegment packet = arena.allocate(2048);
        assertEquals(0, Allocation.least(() -> encryptRepeatedly(key, packet.address(), 10_000)));
        key.close();
    }

    private void encryptRepeatedly(GcmKey key, long packet, int times) {
        long state = context.address();
        for (int i = 0; i < times; i++) {
            key.prefetch(1400);
            AesGcm.encrypt(key, state, packet, packet, 64, packet + 1024, packet + 1036, 8, packet + 1100, TAG_LENGTH);
            AesGcm.decrypt(key, state, packet, packet, 64, packet + 1024, packet + 1036, 8, packet + 1100, TAG_LENGTH);
        }
    }

    @Test
    void shouldPrintNoKeyMaterial() {
        GcmKey key = key(HexFormat.of().parseHex("feffe9928665731c6d6a8f9467308308"));
        assertEquals("AES-128-GCM key", key.toString());
        assertEquals(128, key.bits());
        key.close();
        key.close();
    }

    @Test
    void shouldKeepKeysValidWhenTheLibraryIsClosed() {
        GcmKey key = key(new byte[32]);
        library.close();
        MemorySegment packet = arena.allocate(2048);
        encryptRepeatedly(key, packet.address(), 1);
        assertEquals(256, key.bits());
        assertFalse(hex(packet.asSlice(1100, TAG_LENGTH)).matches("0*"));
        key.close();
    }

    @Test
    void shouldRefuseKeysOfOtherLengths() {
        for (int length : new int[] {0, 15, 17, 20, 33}) {
            assertThrows(IllegalArgumentException.class, () -> key(new byte[length]));
        }
    }

    private record Result(String text, String tag) {
    }

    private interface Operation {
        void run(GcmKey key, long context, long out, long in, long length, long iv, long aad, long aadLength, long tag,
                 long tagLength);
    }

    private Result encrypt(byte[] key, byte[] iv, byte[] aad, byte[] text) {
        return run(AesGcm::encrypt, key, iv, aad, text);
    }

    private Result decrypt(byte[] key, byte[] iv, byte[] aad, byte[] text) {
        return run(AesGcm::decrypt, key, iv, aad, text);
    }

    private Result run(Operation operation, byte[] key, byte[] iv, byte[] aad, byte[] text) {
        try (GcmKey expanded = key(key); Arena memory = Arena.ofConfined()) {
            MemorySegment packet = memory.allocateFrom(ValueLayout.JAVA_BYTE, text);
            MemorySegment tag = memory.allocate(TAG_LENGTH);
            operation.run(expanded, context.address(), packet.address(), packet.address(), text.length,
                    memory.allocateFrom(ValueLayout.JAVA_BYTE, iv).address(),
                    memory.allocateFrom(ValueLayout.JAVA_BYTE, aad).address(), aad.length, tag.address(), TAG_LENGTH);
            return new Result(hex(packet), hex(tag));
        }
    }

    private GcmKey key(byte[] bytes) {
        return library.expandKey(arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes));
    }

    private static byte[] randomBytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String hex(MemorySegment bytes) {
        return HexFormat.of().formatHex(bytes.toArray(ValueLayout.JAVA_BYTE));
    }
}
