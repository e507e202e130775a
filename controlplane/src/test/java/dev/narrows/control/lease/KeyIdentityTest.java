package dev.narrows.control.lease;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.KeyingMaterial;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

final class KeyIdentityTest {
    private static final String KEY = "000102030405060708090a0b0c0d0e0fcafebabe";

    @Test
    void shouldBeHmacOfLabelUnderKeyingMaterial() throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(HexFormat.of().parseHex(KEY), "HmacSHA256"));
        ByteBuffer expected = ByteBuffer.wrap(mac.doFinal(
            "narrows sequence lease 1 aes-128-gcm-16".getBytes(StandardCharsets.US_ASCII)));
        assertEquals(new KeyIdentity(expected.getLong(), expected.getLong()), identityOf(KEY));
    }

    /**
     * RFC 2104 2: keys up to a block, of a block, and longer ones, which are hashed first; messages of several blocks.
     */
    @Test
    void shouldComputeHmacsAsTheJdkDoes() throws Exception {
        for (int keyLength : new int[] {1, 20, 55, 56, 63, 64, 65, 96, 200}) {
            for (int length : new int[] {0, 1, 55, 56, 63, 64, 65, 119, 120, 300}) {
                byte[] key = new byte[keyLength];
                byte[] message = new byte[length];
                Random random = new Random(keyLength * 1000L + length);
                random.nextBytes(key);
                random.nextBytes(message);
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(key, "HmacSHA256"));
                try (NativeHmac hmac = new NativeHmac()) {
                    assertArrayEquals(mac.doFinal(message),
                        hmac.compute(MemorySegment.ofArray(key), message).toArray(ValueLayout.JAVA_BYTE));
                }
            }
        }
    }

    @Test
    void shouldDifferWithSalt() {
        assertNotEquals(identityOf(KEY), identityOf("000102030405060708090a0b0c0d0e0fcafebabf"));
    }

    /** With one key and salt they all make the same nonces: a number that one has used is used for each. */
    @Test
    void shouldBeTheSameForAlgorithmsThatShareNonces() {
        assertEquals(identityOf(KEY), identityOf(Algorithm.AES_128_GCM_16_IIV, KEY));
        assertEquals(identityOf(KEY), identityOf(Algorithm.AUTH_ONLY_AES_128_GMAC, KEY));
        String longKey = "5e".repeat(36);
        assertEquals(identityOf(Algorithm.AES_256_GCM_16, longKey), identityOf(Algorithm.AES_256_GCM_16_IIV, longKey));
        assertEquals(
            identityOf(Algorithm.AES_256_GCM_16, longKey), identityOf(Algorithm.AUTH_ONLY_AES_256_GMAC, longKey));
        assertEquals(
            identityOf(Algorithm.CHACHA20_POLY1305, longKey), identityOf(Algorithm.CHACHA20_POLY1305_IIV, longKey));
        assertNotEquals(
            identityOf(Algorithm.AES_256_GCM_16, longKey), identityOf(Algorithm.CHACHA20_POLY1305, longKey));
    }

    @Test
    void shouldPrintNothingOfTheKey() {
        assertFalse(identityOf(KEY).toString().matches(".*[0-9].*"));
    }

    private static KeyIdentity identityOf(String hex) {
        return identityOf(Algorithm.AES_128_GCM_16, hex);
    }

    private static KeyIdentity identityOf(Algorithm algorithm, String hex) {
        try (KeyingMaterial material = KeyingMaterial.fromHex(hex, algorithm.keyingMaterialLength())) {
            return KeyIdentity.of(algorithm, material);
        }
    }
}
