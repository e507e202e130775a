package dev.narrows.ipsecmb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.narrows.foreign.Allocation;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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

    /** RFC 8439 2.8.2. */
    @Test
    void shouldGiveTheKnownAnswer() {
        String text = "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
                + "sunscreen would be it.";
        check(new AeadCase(parse("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"),
                parse("070000004041424344454647"), parse("50515253c0c1c2c3c4c5c6c7"),
                text.getBytes(StandardCharsets.US_ASCII),
                parse("d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
                    + "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
                    + "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
                    + "3ff4def08e4b7a9de576d26586cec64b6116"), parse("1ae10b594f09e26a7e902ecbd0600691")));
    }

    /** RFC 8439 A.5. */
    @Test
    void shouldGiveTheOtherKnownAnswer() {
        String text = "Internet-Drafts are draft documents valid for a maximum of six months and may be updated, "
                + "replaced, or obsoleted by other documents at any time. It is inappropriate to use Internet-Drafts "
                + "as reference material or to cite them other than as /\u201cwork in progress./\u201d";
        check(new AeadCase(parse("1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0"),
                parse("000000000102030405060708"), parse("f33388860000000000004e91"),
                text.getBytes(StandardCharsets.UTF_8),
                parse("64a0861575861af460f062c79be643bd5e805cfd345cf389f108670ac76c8cb24c6cfc18755d43eea09ee94e382d26b0"
                    + "bdb7b73c321b0100d4f03b7f355894cf332f830e710b97ce98c8a84abd0b948114ad176e008d33bd60f982b1ff37c855"
                    + "9797a06ef4f0ef61c186324e2b3506383606907b6a7c02b0f9f6157b53c867e4b9166c767b804d46a59b5216cde7a4e9"
                    + "9040c5a40433225ee282a1b0a06c523eaf4534d7f83fa1155b0047718cbc546a0d072b04b3564eea1b422273f548271a"
                    + "0bb2316053fa76991955ebd63159434ecebb4e466dae5a1073a6727627097a1049e617d91d361094fa68f0ff77987130"
                    + "305beaba2eda04df997b714d6c6f2c29a6ad5cb4022b02709b"),
                    parse("eead9d67890cbb22392336fea1851f38")));
    }

    private void check(AeadCase wanted) {
        String tag = HexFormat.of().formatHex(wanted.tag());
        assertEquals(HexFormat.of().formatHex(wanted.ciphertext()) + tag,
                run(true, wanted.key(), wanted.iv(), wanted.aad(), wanted.message()));
        assertEquals(HexFormat.of().formatHex(wanted.message()) + tag,
                run(false, wanted.key(), wanted.iv(), wanted.aad(), wanted.ciphertext()));
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

    private static byte[] parse(String hex) {
        return HexFormat.of().parseHex(hex);
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
