package dev.narrows.ipsecmb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.foreign.Allocation;
import dev.narrows.ipsecmb.Wycheproof.Vector;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

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

    @Test
    @Tag("vectors")
    void shouldGiveTheKnownAnswers() throws IOException {
        int checked = 0;
        for (Vector vector : Wycheproof.read("aes_gcm_test.json", "key", "iv", "aad", "msg", "ct", "tag")) {
            if (vector.bytes("iv").length == AesGcm.IV_LENGTH) {
                check(vector);
                checked++;
            }
        }
        assertTrue(checked > 100, "vectors found: " + checked);
    }

    private void check(Vector vector) {
        byte[] key = vector.bytes("key");
        byte[] iv = vector.bytes("iv");
        byte[] aad = vector.bytes("aad");
        Result encrypted = encrypt(key, iv, aad, vector.bytes("msg"));
        Result decrypted = decrypt(key, iv, aad, vector.bytes("ct"));
        assertEquals(vector.isValid(), decrypted.tag.equals(vector.fields().get("tag")), vector::toString);
        if (vector.isValid()) {
            assertEquals(vector.fields().get("ct"), encrypted.text, vector::toString);
            assertEquals(vector.fields().get("tag"), encrypted.tag, vector::toString);
            assertEquals(vector.fields().get("msg"), decrypted.text, vector::toString);
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
