package dev.narrows.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.ipsecmb.GcmContext;
import dev.narrows.ipsecmb.GcmKey;
import dev.narrows.ipsecmb.IpsecMb;
import dev.narrows.ipsecmb.IpsecMbException;
import dev.narrows.ipsecmb.Sha2;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Field;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.crypto.digests.SHA256Digest;
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
                new IpsecMbChaChaTransform(Algorithm.CHACHA20_POLY1305,
                    library.chaCha20Poly1305(arena.allocate(32)), salt, false, () -> scratch);
            memory.open(transform, 0, memory.seal(transform, new byte[8], 1, new byte[20]));
            transform.close();
            assertArrayEquals(new byte[64], scratch.lastContent());
        }
    }

    @Test
    void shouldWipeSaltNonceAndComputedIcvOfIpsecMbsGmac() {
        WatchedArena scratch = new WatchedArena();
        try (IpsecMb library = openOrSkip();
            GcmContext context = new GcmContext();
            Arena arena = Arena.ofConfined();
            EspMemory memory = new EspMemory()) {
            MemorySegment salt = arena.allocateFrom(ValueLayout.JAVA_BYTE, SALT);
            Transform transform = new IpsecMbGmacTransform(Algorithm.AUTH_ONLY_AES_128_GMAC,
                library.aesGmac(arena.allocate(16)), salt, true, context.address(), () -> scratch);
            memory.open(transform, 0, memory.seal(transform, new byte[8], 0, new byte[20]));
            transform.close();
            assertArrayEquals(new byte[64], scratch.lastContent());
        }
    }

    @Test
    void shouldWipeTheIcvThatIpsecMbComputedAndWhatIvsAreMadeOf() {
        WatchedArena computed = new WatchedArena();
        WatchedArena mask = new WatchedArena();
        try (IpsecMb library = openOrSkip();
            Arena arena = Arena.ofConfined();
            EspMemory memory = new EspMemory()) {
            EspIcv icv =
                new IpsecMbHmac(library.hmacSha2(Sha2.SHA_384, arena.allocate(48)), 24, true, () -> computed);
            Transform transform = new CbcHmacTransform(Algorithm.AES_128_CBC_HMAC_SHA_384_192, EngineChoice.IPSEC_MB,
                new IpsecMbCbc(library.aesCbc(arena.allocate(16))), icv,
                new CbcIvs(new SecureRandom(), () -> mask), null);
            memory.open(transform, 0, memory.seal(transform, new byte[8], 0, new byte[32]));
            transform.close();
            assertArrayEquals(new byte[64], computed.lastContent());
            assertArrayEquals(new byte[16], mask.lastContent());
        }
    }

    @Test
    void shouldWipeWhatBouncyCastleCopiedOntoTheHeapForHmacAndCbc() throws ReflectiveOperationException {
        try (Arena arena = Arena.ofConfined();
            EspMemory memory = new EspMemory()) {
            MemorySegment key = arena.allocate(32).fill((byte)0x11);
            BouncyCastleHmac icv = new BouncyCastleHmac(SHA256Digest.newInstance(), key, 16, false);
            BouncyCastleCbc cbc = new BouncyCastleCbc(key);
            Transform transform = new CbcHmacTransform(Algorithm.AES_256_CBC_HMAC_SHA_256_128,
                EngineChoice.BOUNCY_CASTLE, cbc, icv, new CbcIvs(new SecureRandom(), Arena::ofShared), null);
            memory.open(transform, 0, memory.seal(transform, new byte[8], 1, new byte[32]));
            memory.seal(transform, new byte[8], 2, new byte[32]);
            List<byte[]> secrets = List.of(((KeyParameter)value(icv, "key")).getKey(),
                (byte[])value(icv, "input"),
                (byte[])value(icv, "digest"),
                ((KeyParameter)value(cbc, "key")).getKey(),
                (byte[])value(cbc, "block"));
            secrets.forEach(secret -> assertFalse(isZero(secret)));
            transform.close();
            for (int i = 0; i < secrets.size(); i++) {
                assertTrue(isZero(secrets.get(i)), "secret " + i);
            }
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

    private static Object value(Object owner, String name) throws ReflectiveOperationException {
        Field field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
    }

    private static boolean isZero(byte[] bytes) {
        return Arrays.equals(bytes, new byte[bytes.length]);
    }
}
