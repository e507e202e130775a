package dev.narrows.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The sizes that follow from RFCs, and what names promise. */
class AlgorithmTest {
    @ParameterizedTest
    @CsvSource({
        "aes-128-gcm-16, 20, 8, 16, 4", "aes-192-gcm-16, 28, 8, 16, 4", "aes-256-gcm-16, 36, 8, 16, 4",
        "chacha20-poly1305, 36, 8, 16, 4", "aes-128-gcm-16-iiv, 20, 0, 16, 4", "aes-256-gcm-16-iiv, 36, 0, 16, 4",
        "chacha20-poly1305-iiv, 36, 0, 16, 4", "aes-128-cbc-hmac-sha-256-128, 48, 16, 16, 16",
        "aes-128-cbc-hmac-sha-384-192, 64, 16, 24, 16", "aes-128-cbc-hmac-sha-512-256, 80, 16, 32, 16",
        "aes-256-cbc-hmac-sha-256-128, 64, 16, 16, 16", "aes-256-cbc-hmac-sha-384-192, 80, 16, 24, 16",
        "aes-256-cbc-hmac-sha-512-256, 96, 16, 32, 16", "auth-only-aes-128-gmac, 20, 8, 16, 4",
        "auth-only-aes-256-gmac, 36, 8, 16, 4", "auth-only-null-hmac-sha-256-128, 32, 0, 16, 4",
        "auth-only-null-hmac-sha-384-192, 48, 0, 24, 4", "auth-only-null-hmac-sha-512-256, 64, 0, 32, 4"})
    void shouldHaveItsRfcsSizes(String name, int material, int iv, int icv, int alignment) {
        Algorithm algorithm = Algorithm.named(name).orElseThrow();
        assertEquals(material, algorithm.keyingMaterialLength());
        assertEquals(iv, algorithm.ivLength());
        assertEquals(icv, algorithm.icvLength());
        assertEquals(alignment, algorithm.alignment());
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void shouldProtectIntegrityAndSayWhereItDoesNotEncrypt(Algorithm algorithm) {
        assertTrue(algorithm.icvLength() >= 16);
        assertEquals(!algorithm.encrypts(), algorithm.configName().startsWith("auth-only-"));
        assertEquals(Optional.of(algorithm), Algorithm.named(algorithm.configName()));
        assertEquals(Optional.empty(), Algorithm.named(algorithm.name()));
    }

    @ParameterizedTest
    @CsvSource({"AES_192_GCM_16, 24 bytes of key and then 4 of salt",
        "AES_256_CBC_HMAC_SHA_384_192, 32 bytes of AES key and then 48 of HMAC key",
        "AUTH_ONLY_AES_128_GMAC, 16 bytes of key and then 4 of salt",
        "AUTH_ONLY_NULL_HMAC_SHA_512_256, 64 bytes of HMAC key"})
    void shouldTellWhatKeyingMaterialIsMadeOf(Algorithm algorithm, String parts) {
        assertEquals(parts, algorithm.keyingMaterialParts());
    }
}
