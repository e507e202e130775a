package dev.narrows.crypto;

import java.util.Optional;

/**
 * The ESP transforms that Narrows speaks, with the sizes that follow from each one's RFC. Sizes are in bytes.
 */
public enum Algorithm {
    /** AES-GCM with a 16-byte ICV and a 128-bit key (RFC 4106). */
    AES_128_GCM_16("aes-128-gcm-16", 16, 4, 8, 16, 4),
    /** AES-GCM with a 16-byte ICV and a 192-bit key (RFC 4106). */
    AES_192_GCM_16("aes-192-gcm-16", 24, 4, 8, 16, 4),
    /** AES-GCM with a 16-byte ICV and a 256-bit key (RFC 4106). */
    AES_256_GCM_16("aes-256-gcm-16", 32, 4, 8, 16, 4),
    /** ChaCha20-Poly1305 (RFC 7634). */
    CHACHA20_POLY1305("chacha20-poly1305", 32, 4, 8, 16, 4);

    private final String configName;
    private final int keyLength;
    private final int saltLength;
    private final int ivLength;
    private final int icvLength;
    private final int alignment;

    Algorithm(String configName, int keyLength, int saltLength, int ivLength, int icvLength, int alignment) {
        this.configName = configName;
        this.keyLength = keyLength;
        this.saltLength = saltLength;
        this.ivLength = ivLength;
        this.icvLength = icvLength;
        this.alignment = alignment;
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

    /** {@return the bytes of the cipher's key} */
    public int keyLength() {
        return keyLength;
    }

    /** {@return the bytes of salt that follow the key in the keying material} */
    public int saltLength() {
        return saltLength;
    }

    /** {@return the bytes of keying material: key and salt} */
    public int keyingMaterialLength() {
        return keyLength + saltLength;
    }

    /** {@return the bytes of the IV in each packet} */
    public int ivLength() {
        return ivLength;
    }

    /** {@return the bytes of the integrity check value at the end of each packet} */
    public int icvLength() {
        return icvLength;
    }

    /** {@return what the bytes from payload to next header must be a multiple of (RFC 4303 2.4)} */
    public int alignment() {
        return alignment;
    }
}
