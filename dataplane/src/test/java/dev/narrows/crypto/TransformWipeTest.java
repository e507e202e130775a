package dev.narrows.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.ipsecmb.GcmContext;
import dev.narrows.ipsecmb.GcmKey;
import dev.narrows.ipsecmb.IpsecMb;
import dev.narrows.ipsecmb.IpsecMbException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A closed transform leaves no secret behind where it can help it. */
class TransformWipeTest {
    private static final byte[] SALT = {(byte)0xCA, (byte)0xFE, (byte)0xBA, (byte)0xBE};

    @Test
    void shouldWipeSaltNonceAndComputedIcvOfIpsecMb() {
        WatchedArena scratch = new WatchedArena();
        try (IpsecMb library = openOrSkip();
            GcmContext context = new GcmContext();
            Arena arena = Arena.ofConfined();
            EspMemory memory = new EspMemory()) {
            GcmKey key = library.expandKey(arena.allocate(16));
            MemorySegment salt = arena.allocateFrom(ValueLayout.JAVA_BYTE, SALT);
            Transform transform =
                new IpsecMbGcmTransform(Algorithm.AES_128_GCM_16, key, salt, false, context.address(), () -> scratch);
            byte[] sealed = memory.seal(transform, new byte[8], 1, new byte[20]);
            memory.open(transform, 0, sealed);
            transform.close();
            assertArrayEquals(new byte[64], scratch.lastContent());
        }
    }

    @Test
    void shouldWipeSaltNonceAndComputedIcvOfIpsecMbsChaCha() {
        WatchedArena scratch = new WatchedArena();
        try (IpsecMb library = openOrSkip();
            Arena arena = Arena.ofConfined();
            EspMemory memory = new EspMemory()) {
            MemorySegment salt = arena.allocateFrom(ValueLayout.JAVA_BYTE, SALT);
            Transform transform =
                new IpsecMbChaChaTransform(library.chaCha20Poly1305(arena.allocate(32)), salt, false, () -> scratch);
            memory.open(transform, 0, memory.seal(transform, new byte[8], 1, new byte[20]));
            transform.close();
            assertArrayEquals(new byte[64], scratch.lastContent());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AES_128_GCM_16", "CHACHA20_POLY1305"})
    void shouldWipeWhatBouncyCastleCopiedOntoTheHeap(Algorithm algorithm) throws ReflectiveOperationException {
        int length = algorithm.keyingMaterialLength();
        try (CryptoEngine engine = new BouncyCastleEngine();
            KeyingMaterial material = KeyingMaterial.fromHex("11".repeat(length), length);
            EspMemory memory = new EspMemory()) {
            Transform transform = engine.newTransform(algorithm, material, false);
            memory.open(transform, 0, memory.seal(transform, new byte[8], 1, SALT));
            List<byte[]> secrets = List.of(((KeyParameter)value(transform, "key")).getKey(),
                (byte[])value(transform, "salt"),
                (byte[])value(transform, "input"),
                (byte[])value(transform, "output"));
            secrets.forEach(secret -> assertFalse(isZero(secret)));
            transform.close();
            for (int i = 0; i < secrets.size(); i++) {
                assertTrue(isZero(secrets.get(i)), "secret " + i);
            }
        }
    }

    private static IpsecMb openOrSkip() {
        try {
            return IpsecMb.open();
        } catch (IpsecMbException e) {
            return Assumptions.abort(e.getMessage());
        }
    }

    private static Object value(Transform transform, String name) throws ReflectiveOperationException {
        Field field = transform.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(transform);
    }

    private static boolean isZero(byte[] bytes) {
        return Arrays.equals(bytes, new byte[bytes.length]);
    }
}
