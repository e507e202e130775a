package dev.narrows.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.KeyingMaterial;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
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
