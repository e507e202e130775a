package dev.narrows.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.allocation.Allocation;
import dev.narrows.packet.Raw;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is sealed and opened many at a time is what the transform makes of one after the other. */
@Tag("ipsec-mb")
class HmacCallsTest {
    private static final int COUNT = 20;
    private static final int STRIDE = 512;
    private static final int LENGTH = 320;
    private static final int ESP_HEADER = 8;

    private final HmacCalls calls = new HmacCalls();

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*HMAC.*")
    void shouldSealAndOpenAsTheTransformDoes(Algorithm algorithm) {
        try (CryptoEngine engine = TestEngines.open(EngineChoice.IPSEC_MB);
            Transform transform = transform(engine, algorithm);
            Arena arena = Arena.ofConfined()) {
            MemorySegment one = packets(arena);
            MemorySegment many = packets(arena);
            UnsafeBuffer buffer = new UnsafeBuffer(one.address(), (int)one.byteSize());
            for (int i = 0; i < COUNT; i++) {
                transform.seal(buffer, i * STRIDE, LENGTH, i);
            }
            seal(transform, many.address());
            assertArrayEquals(one.toArray(ValueLayout.JAVA_BYTE), many.toArray(ValueLayout.JAVA_BYTE));

            Raw.putByte(many.address() + 5 * STRIDE + 60, 0xAA);
            int good = open(transform, many.address());
            assertEquals(COUNT - 1, good);
            for (int i = 0; i < COUNT; i++) {
                assertTrue(transform.open(buffer, i * STRIDE, LENGTH, i));
                assertEquals(i != 5, isSame(one, many, i), "packet " + i);
            }
        }
    }

    @Test
    void shouldAllocateNothing() {
        try (CryptoEngine engine = TestEngines.open(EngineChoice.IPSEC_MB);
            Transform transform = transform(engine, Algorithm.AES_128_CBC_HMAC_SHA_256_128);
            Arena arena = Arena.ofConfined()) {
            long packets = packets(arena).address();
            boolean[] isGood = {true};
            assertEquals(0, Allocation.perRun(() -> {
                seal(transform, packets);
                isGood[0] &= open(transform, packets) == COUNT;
            }));
            assertTrue(isGood[0]);
        }
    }

    @Test
    void shouldNotBeThereWhereTheLibraryIsAnother() {
        try (CryptoEngine engine = new BouncyCastleEngine();
            Transform transform = transform(engine, Algorithm.AES_128_CBC_HMAC_SHA_256_128)) {
            assertNull(transform.directHmac());
        }
        try (CryptoEngine engine = TestEngines.open(EngineChoice.IPSEC_MB);
            Transform transform = transform(engine, Algorithm.AES_128_GCM_16)) {
            assertNull(transform.directHmac());
        }
    }

    private void seal(Transform transform, long packets) {
        DirectHmac direct = transform.directHmac();
        int kind = calls.learn(direct);
        assertEquals(transform.algorithm().ivLength() > 0, HmacCalls.isEncrypting(kind));
        int iv = transform.algorithm().ivLength();
        for (int i = 0; i < COUNT; i++) {
            long esp = packets + (long)i * STRIDE;
            if (iv > 0) {
                Raw.putLong(esp + 8, Raw.getLong(direct.ivMask()));
                Raw.putLong(esp + 16, Raw.getLong(direct.ivMask() + 8) ^ i);
                calls.encrypted(i, direct.cipherKey(), esp + 8, iv + LENGTH);
            }
            int covered = ESP_HEADER + iv + LENGTH;
            calls.hashed(i, direct.hmacKey(), esp, covered, esp + covered);
        }
        calls.seal(kind, COUNT);
    }

    /** Decrypts what is good, and tells how much that is. */
    private int open(Transform transform, long packets) {
        DirectHmac direct = transform.directHmac();
        int kind = calls.learn(direct);
        int iv = transform.algorithm().ivLength();
        int covered = ESP_HEADER + iv + LENGTH;
        for (int i = 0; i < COUNT; i++) {
            calls.hashed(i, direct.hmacKey(), packets + (long)i * STRIDE, covered, 0);
        }
        calls.compute(kind, COUNT);
        int good = 0;
        for (int i = 0; i < COUNT; i++) {
            long esp = packets + (long)i * STRIDE;
            if (calls.isRight(i, esp + covered, kind)) {
                if (iv > 0) {
                    calls.decrypted(good, direct.cipherKey(), esp + ESP_HEADER + iv, LENGTH);
                }
                good++;
            }
        }
        if (iv > 0) {
            calls.decrypt(kind, good);
        }
        return good;
    }

    private static boolean isSame(MemorySegment one, MemorySegment other, int packet) {
        return one.asSlice((long)packet * STRIDE, STRIDE).mismatch(other.asSlice((long)packet * STRIDE, STRIDE)) == -1;
    }

    private static MemorySegment packets(Arena arena) {
        MemorySegment packets = arena.allocate(COUNT * STRIDE, Long.SIZE);
        for (int i = 0; i < packets.byteSize(); i++) {
            packets.set(ValueLayout.JAVA_BYTE, i, (byte)(i * 7));
        }
        return packets;
    }

    private static Transform transform(CryptoEngine engine, Algorithm algorithm) {
        int length = algorithm.keyingMaterialLength();
        try (KeyingMaterial key = KeyingMaterial.fromHex(HexFormat.of().formatHex(new byte[length]), length)) {
            return engine.newTransform(algorithm, key, false);
        }
    }
}
