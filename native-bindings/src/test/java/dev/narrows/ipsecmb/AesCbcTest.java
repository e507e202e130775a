package dev.narrows.ipsecmb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.narrows.foreign.Allocation;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** AES-CBC by ipsec-mb. */
class AesCbcTest {
    private final Arena arena = Arena.ofConfined();
    private IpsecMb library;

    @BeforeEach
    void open() {
        IpsecMbForTests.library();
        library = IpsecMb.open();
    }

    @AfterEach
    void close() {
        if (library != null) {
            library.close();
        }
        arena.close();
    }

    /** NIST SP 800-38A, F.2.1 and F.2.5, the first two blocks. */
    @Test
    void shouldGiveTheKnownAnswers() {
        String plain = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51";
        check("2b7e151628aed2a6abf7158809cf4f3c", plain,
                "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2");
        check("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4", plain,
                "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d");
    }

    private void check(String key, String plain, String cipher) {
        MemorySegment text = offHeap(plain);
        long iv = offHeap("000102030405060708090a0b0c0d0e0f").address();
        try (AesCbc cbc = library.aesCbc(offHeap(key))) {
            cbc.encrypt(text.address(), text.byteSize(), iv);
            assertEquals(cipher, HexFormat.of().formatHex(text.toArray(ValueLayout.JAVA_BYTE)));
            cbc.decrypt(text.address(), text.byteSize(), iv);
            assertEquals(plain, HexFormat.of().formatHex(text.toArray(ValueLayout.JAVA_BYTE)));
        }
    }

    @Test
    void shouldAllocateNoJavaMemory() {
        try (AesCbc cbc = library.aesCbc(arena.allocate(16))) {
            long text = arena.allocate(2048).address();
            assertEquals(0, Allocation.least(() -> encryptRepeatedly(cbc, text)));
        }
    }

    private static void encryptRepeatedly(AesCbc cbc, long text) {
        for (int i = 0; i < 10_000; i++) {
            cbc.encrypt(text, 64, text + 1024);
            cbc.decrypt(text, 64, text + 1024);
        }
    }

    @Test
    void shouldPrintNoKeyMaterial() {
        AesCbc cbc = library.aesCbc(arena.allocate(32));
        assertEquals("AES-256-CBC key", cbc.toString());
        cbc.close();
        cbc.close();
    }

    @Test
    void shouldRefuseKeysOfOtherLengthsAndOnTheHeap() {
        for (int length : new int[] {1, 15, 17, 24, 33}) {
            assertThrows(IllegalArgumentException.class, () -> library.aesCbc(arena.allocate(length)));
        }
        assertThrows(IllegalArgumentException.class, () -> library.aesCbc(MemorySegment.ofArray(new byte[16])));
    }

    private MemorySegment offHeap(String hex) {
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, HexFormat.of().parseHex(hex));
    }
}
