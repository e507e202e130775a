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
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
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

    /** The vectors with RFC 4868's lengths of key and tag, or with whole tags, whose first half is what RFC 4868 takes. */
    @ParameterizedTest
    @EnumSource(Sha2.class)
    @Tag("vectors")
    void shouldGiveTheKnownAnswers(Sha2 hash) throws IOException {
        String file = "hmac_" + hash.name().toLowerCase(Locale.ROOT).replace("_", "") + "_test.json";
        int checked = 0;
        for (Vector vector : Wycheproof.read(file, "key", "msg", "tag")) {
            byte[] tag = vector.bytes("tag");
            boolean judges = tag.length == hash.tagLength() || vector.isValid();
            if (vector.bytes("key").length == hash.keyLength() && vector.bytes("msg").length > 0 && judges) {
                String found = compute(hash, vector.bytes("key"), vector.bytes("msg"));
                String expected = HexFormat.of().formatHex(tag, 0, hash.tagLength());
                assertEquals(vector.isValid(), found.equals(expected), vector::toString);
                checked++;
            }
        }
        assertTrue(checked > 40, "vectors found: " + checked);
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
