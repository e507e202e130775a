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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** HMAC-SHA-2 by ipsec-mb. */
class HmacSha2Test {
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

    /** RFC 4868 2.7.2, the test cases AUTH256-3, AUTH384-3 and AUTH512-3. */
    @ParameterizedTest
    @CsvSource({"SHA_256, cdcb1220d1ecccea91e53aba3092f962",
        "SHA_384, 809f439be00274321d4a538652164b53554a508184a0c316",
        "SHA_512, 2ee7acd783624ca9398710f3ee05ae41b9f9b0510c87e49e586cc9bf961733d8"})
    void shouldGiveTheKnownAnswers(Sha2 hash, String expected) {
        byte[] key = HexFormat.of().parseHex("aa".repeat(hash.keyLength()));
        assertEquals(expected, compute(hash, key, HexFormat.of().parseHex("dd".repeat(50))));
    }

    private String compute(Sha2 hash, byte[] key, byte[] message) {
        try (HmacSha2 hmac = library.hmacSha2(hash, arena.allocateFrom(ValueLayout.JAVA_BYTE, key))) {
            MemorySegment tag = arena.allocate(hash.tagLength());
            hmac.compute(
                    arena.allocateFrom(ValueLayout.JAVA_BYTE, message).address(), message.length, tag.address());
            return HexFormat.of().formatHex(tag.toArray(ValueLayout.JAVA_BYTE));
        }
    }

    @ParameterizedTest
    @EnumSource(Sha2.class)
    void shouldAllocateNoJavaMemory(Sha2 hash) {
        try (HmacSha2 hmac = library.hmacSha2(hash, arena.allocate(hash.keyLength()))) {
            long message = arena.allocate(2048).address();
            assertEquals(0, Allocation.least(() -> computeRepeatedly(hmac, message)));
        }
    }

    private static void computeRepeatedly(HmacSha2 hmac, long message) {
        for (int i = 0; i < 10_000; i++) {
            hmac.compute(message, 64, message + 1024);
        }
    }

    @ParameterizedTest
    @EnumSource(Sha2.class)
    void shouldPrintNoKeyMaterial(Sha2 hash) {
        HmacSha2 hmac = library.hmacSha2(hash, arena.allocate(hash.keyLength()));
        assertEquals("HMAC-SHA-" + hash.keyLength() * 8 + " key", hmac.toString());
        hmac.close();
        hmac.close();
    }

    @ParameterizedTest
    @EnumSource(Sha2.class)
    void shouldRefuseKeysOfOtherLengthsAndOnTheHeap(Sha2 hash) {
        for (int length : new int[] {1, hash.keyLength() - 1, hash.keyLength() + 1, 128}) {
            assertThrows(IllegalArgumentException.class, () -> library.hmacSha2(hash, arena.allocate(length)));
        }
        assertThrows(IllegalArgumentException.class,
                () -> library.hmacSha2(hash, MemorySegment.ofArray(new byte[hash.keyLength()])));
    }
}
