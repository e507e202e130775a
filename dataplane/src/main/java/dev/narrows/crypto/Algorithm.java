package dev.narrows.crypto;

import java.util.Optional;

/**
 * The ESP transforms that Narrows speaks (RFC 8221), with the sizes that follow from each one's RFC. Sizes are in
 * bytes.
 *
 * <p>Every one of them protects integrity. Those that do so without encryption say it in their names.
 *
 * <p>Keying material is in the order of IKE's (RFC 7296 2.17): the key of the cipher, then the HMAC's or the salt,
 * where there are any.
 */
public enum Algorithm {
    /** AES-GCM with a 16-byte ICV and a 128-bit key (RFC 4106). */
    AES_128_GCM_16("aes-128-gcm-16", Mode.AES_GCM, 16, 0, 8),
    /** AES-GCM with a 16-byte ICV and a 192-bit key (RFC 4106). */
    AES_192_GCM_16("aes-192-gcm-16", Mode.AES_GCM, 24, 0, 8),
    /** AES-GCM with a 16-byte ICV and a 256-bit key (RFC 4106). */
    AES_256_GCM_16("aes-256-gcm-16", Mode.AES_GCM, 32, 0, 8),
    /** ChaCha20-Poly1305 (RFC 7634). */
    CHACHA20_POLY1305("chacha20-poly1305", Mode.CHACHA20_POLY1305, 32, 0, 8),
    /** AES-GCM with a 16-byte ICV, a 128-bit key and an implicit IV (RFC 8750). */
    AES_128_GCM_16_IIV("aes-128-gcm-16-iiv", Mode.AES_GCM, 16, 0, 0),
    /** AES-GCM with a 16-byte ICV, a 256-bit key and an implicit IV (RFC 8750). */
    AES_256_GCM_16_IIV("aes-256-gcm-16-iiv", Mode.AES_GCM, 32, 0, 0),
    /** ChaCha20-Poly1305 with an implicit IV (RFC 8750). */
    CHACHA20_POLY1305_IIV("chacha20-poly1305-iiv", Mode.CHACHA20_POLY1305, 32, 0, 0),
    /** AES-CBC with a 128-bit key (RFC 3602) and HMAC-SHA-256-128 (RFC 4868). */
    AES_128_CBC_HMAC_SHA_256_128("aes-128-cbc-hmac-sha-256-128", Mode.AES_CBC_HMAC, 16, 32, 16),
    /** AES-CBC with a 128-bit key (RFC 3602) and HMAC-SHA-384-192 (RFC 4868). */
    AES_128_CBC_HMAC_SHA_384_192("aes-128-cbc-hmac-sha-384-192", Mode.AES_CBC_HMAC, 16, 48, 16),
    /** AES-CBC with a 128-bit key (RFC 3602) and HMAC-SHA-512-256 (RFC 4868). */
    AES_128_CBC_HMAC_SHA_512_256("aes-128-cbc-hmac-sha-512-256", Mode.AES_CBC_HMAC, 16, 64, 16),
    /** AES-CBC with a 256-bit key (RFC 3602) and HMAC-SHA-256-128 (RFC 4868). */
    AES_256_CBC_HMAC_SHA_256_128("aes-256-cbc-hmac-sha-256-128", Mode.AES_CBC_HMAC, 32, 32, 16),
    /** AES-CBC with a 256-bit key (RFC 3602) and HMAC-SHA-384-192 (RFC 4868). */
    AES_256_CBC_HMAC_SHA_384_192("aes-256-cbc-hmac-sha-384-192", Mode.AES_CBC_HMAC, 32, 48, 16),
    /** AES-CBC with a 256-bit key (RFC 3602) and HMAC-SHA-512-256 (RFC 4868). */
    AES_256_CBC_HMAC_SHA_512_256("aes-256-cbc-hmac-sha-512-256", Mode.AES_CBC_HMAC, 32, 64, 16),
    /** No encryption; AES-GMAC with a 128-bit key (RFC 4543). */
    AUTH_ONLY_AES_128_GMAC("auth-only-aes-128-gmac", Mode.AES_GMAC, 16, 0, 8),
    /** No encryption; AES-GMAC with a 256-bit key (RFC 4543). */
    AUTH_ONLY_AES_256_GMAC("auth-only-aes-256-gmac", Mode.AES_GMAC, 32, 0, 8),
    /** No encryption (RFC 2410); HMAC-SHA-256-128 (RFC 4868). */
    AUTH_ONLY_NULL_HMAC_SHA_256_128("auth-only-null-hmac-sha-256-128", Mode.NULL_HMAC, 0, 32, 0),
    /** No encryption (RFC 2410); HMAC-SHA-384-192 (RFC 4868). */
    AUTH_ONLY_NULL_HMAC_SHA_384_192("auth-only-null-hmac-sha-384-192", Mode.NULL_HMAC, 0, 48, 0),
    /** No encryption (RFC 2410); HMAC-SHA-512-256 (RFC 4868). */
    AUTH_ONLY_NULL_HMAC_SHA_512_256("auth-only-null-hmac-sha-512-256", Mode.NULL_HMAC, 0, 64, 0);

    private final String configName;
    private final Mode mode;
    private final int keyLength;
    private final int hmacKeyLength;
    private final int ivLength;

    Algorithm(String configName, Mode mode, int keyLength, int hmacKeyLength, int ivLength) {
        this.configName = configName;
        this.mode = mode;
        this.keyLength = keyLength;
        this.hmacKeyLength = hmacKeyLength;
        this.ivLength = ivLength;
    }

    /**
     * Finds a transform by the name that operators write.
     *
     * @param configName such as {@code aes-128-gcm-16}.
     * @return the transform, or nothing.
     */
    public static Optional<Algorithm> named(String configName) {
        for (Algorithm algorithm : values()) {
            if (algorithm.configName.equals(configName)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }

    /** {@return the name that operators write} */
    public String configName() {
        return configName;
    }

    /** {@return how it encrypts and protects} */
    Mode mode() {
        return mode;
    }

    /** {@return whether it encrypts, and does not only protect} */
    public boolean encrypts() {
        return mode != Mode.AES_GMAC && mode != Mode.NULL_HMAC;
    }

    /**
     * {@return the algorithm that stands for all that make the same nonces of the same keying material and sequence
     * number: one key may serve only one SA of all of them}
     */
    public Algorithm nonceSpace() {
        return switch (this) {
            case AES_128_GCM_16_IIV, AUTH_ONLY_AES_128_GMAC -> AES_128_GCM_16;
            case AES_256_GCM_16_IIV, AUTH_ONLY_AES_256_GMAC -> AES_256_GCM_16;
            case CHACHA20_POLY1305_IIV -> CHACHA20_POLY1305;
            default -> this;
        };
    }

    /** {@return the bytes of the key of the cipher or GMAC} */
    public int keyLength() {
        return keyLength;
    }

    /** {@return the bytes of the HMAC's key, as long as the digest (RFC 4868 2.1.1); 0 without an HMAC} */
    public int hmacKeyLength() {
        return hmacKeyLength;
    }

    /** {@return the bytes of salt that end the keying material; 0 where the IV is the whole of what a cipher takes} */
    public int saltLength() {
        return mode.saltLength();
    }

    /** {@return the bytes of keying material: keys and salt} */
    public int keyingMaterialLength() {
        return keyLength + hmacKeyLength + saltLength();
    }

    /** {@return what the keying material is made of, for people: "16 bytes of key and then 4 of salt"} */
    public String keyingMaterialParts() {
        return switch (mode) {
            case AES_GCM, CHACHA20_POLY1305, AES_GMAC ->
                keyLength + " bytes of key and then " + saltLength() + " of salt";
            case AES_CBC_HMAC -> keyLength + " bytes of AES key and then " + hmacKeyLength + " of HMAC key";
            case NULL_HMAC -> hmacKeyLength + " bytes of HMAC key";
        };
    }

    /** {@return the bytes of the IV in each packet; 0 where it is implicit or there is none} */
    public int ivLength() {
        return ivLength;
    }

    /** {@return the bytes of the integrity check value at the end of each packet: 16, or half the HMAC's digest} */
    public int icvLength() {
        return hmacKeyLength > 0 ? hmacKeyLength / 2 : AeadEsp.ICV_LENGTH;
    }

    /** {@return what the bytes from payload to next header must be a multiple of (RFC 4303 2.4)} */
    public int alignment() {
        return mode.alignment();
    }
}
