package dev.narrows.ipsecmb;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** ChaCha20-Poly1305 by ipsec-mb, against known answers and against the JDK's. */
class ChaCha20Poly1305Test {
    private static final long SEED = 7634;

    private final Arena arena = Arena.ofConfined();
    private IpsecMb library;

    @BeforeEach
    void open() {
        IpsecMbForTests.library();
        library = IpsecMb.open();
    }

    @AfterEach
    void close() {
        arena.close();
        if (library != null) {
            library.close();
        }
    }

    @Test
    @Tag("vectors")
    void shouldGiveTheKnownAnswers() throws IOException {
        int checked = 0;
        for (Vector vector : Wycheproof.read("chacha20_poly1305_test.json", "key", "iv", "aad", "msg", "ct", "tag")) {
            if (vector.bytes("iv").length == ChaCha20Poly1305.IV_LENGTH) {
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
        String tag = vector.fields().get("tag");
        String decrypted = run(false, key, iv, aad, vector.bytes("ct"));
        assertEquals(vector.isValid(), decrypted.endsWith(tag), vector::toString);
        if (vector.isValid()) {
            assertEquals(vector.fields().get("msg") + tag, decrypted, vector::toString);
            assertEquals(vector.fields().get("ct") + tag, run(true, key, iv, aad, vector.bytes("msg")), vector::toString);
        }
    }

    @Test
    void shouldAgreeWithTheJdkAtEveryLength() throws GeneralSecurityException {
        Random random = new Random(SEED);
        for (int length = 0; length <= 1600; length++) {
            byte[] key = randomBytes(random, ChaCha20Poly1305.KEY_LENGTH);
            byte[] iv = randomBytes(random, ChaCha20Poly1305.IV_LENGTH);
            byte[] aad = randomBytes(random, 8 + 4 * (length % 2));
            byte[] message = randomBytes(random, length);
            Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(iv));
            cipher.updateAAD(aad);
            String expected = HexFormat.of().formatHex(cipher.doFinal(message));
            String which = "seed " + SEED + ", length " + length;
            assertEquals(expected, run(true, key, iv, aad, message), which);
            byte[] ciphertext = HexFormat.of().parseHex(expected.substring(0, 2 * length));
            assertEquals(HexFormat.of().formatHex(message) + expected.substring(2 * length),
                    run(false, key, iv, aad, ciphertext), which);
        }
    }

    @Test
    void shouldAllocateNoJavaMemory() {
        try (ChaCha20Poly1305 cipher = cipher(new byte[32])) {
            long packet = arena.allocate(2048).address();
            assertEquals(0, Allocation.least(() -> encryptRepeatedly(cipher, packet)));
        }
    }

    private static void encryptRepeatedly(ChaCha20Poly1305 cipher, long packet) {
        for (int i = 0; i < 10_000; i++) {
            cipher.encrypt(packet, packet, 64, packet + 1024, packet + 1036, 8, packet + 1100);
            cipher.decrypt(packet, packet, 64, packet + 1024, packet + 1036, 8, packet + 1100);
        }
    }

    @Test
    void shouldPrintNoKeyMaterial() {
        ChaCha20Poly1305 cipher = cipher(new byte[32]);
        assertEquals("ChaCha20-Poly1305 key", cipher.toString());
        cipher.close();
        cipher.close();
    }

    @Test
    void shouldRefuseKeysOfOtherLengthsAndOnTheHeap() {
        for (int length : new int[] {0, 16, 31, 33, 36}) {
            assertThrows(IllegalArgumentException.class, () -> cipher(new byte[length]));
        }
        assertThrows(IllegalArgumentException.class,
                () -> library.chaCha20Poly1305(MemorySegment.ofArray(new byte[32])));
    }

    private String run(boolean encrypt, byte[] key, byte[] iv, byte[] aad, byte[] text) {
        try (ChaCha20Poly1305 cipher = cipher(key); Arena memory = Arena.ofConfined()) {
            MemorySegment packet = memory.allocate(text.length + ChaCha20Poly1305.TAG_LENGTH);
            MemorySegment.copy(text, 0, packet, ValueLayout.JAVA_BYTE, 0, text.length);
            long address = packet.address();
            long ivAddress = memory.allocateFrom(ValueLayout.JAVA_BYTE, iv).address();
            long aadAddress = memory.allocateFrom(ValueLayout.JAVA_BYTE, aad).address();
            if (encrypt) {
                cipher.encrypt(address, address, text.length, ivAddress, aadAddress, aad.length, address + text.length);
            } else {
                cipher.decrypt(address, address, text.length, ivAddress, aadAddress, aad.length, address + text.length);
            }
            return HexFormat.of().formatHex(packet.toArray(ValueLayout.JAVA_BYTE));
        }
    }

    private ChaCha20Poly1305 cipher(byte[] key) {
        return library.chaCha20Poly1305(arena.allocateFrom(ValueLayout.JAVA_BYTE, key));
    }

    private static byte[] randomBytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
