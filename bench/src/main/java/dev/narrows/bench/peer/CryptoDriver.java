package dev.narrows.bench.peer;

import dev.narrows.crypto.Algorithm;

/**
 * DPDK's software crypto devices that {@code ipsec-secgw} can be given. All of them call ipsec-mb.
 */
enum CryptoDriver {
    /** Everything, by the library's jobs. */
    AESNI_MB("aesni_mb"),
    /** AES-GCM alone, by the library's functions for it. */
    AESNI_GCM("aesni_gcm"),
    /** ChaCha20-Poly1305 alone, likewise. */
    CHACHA20_POLY1305("chacha20_poly1305");

    private final String label;

    CryptoDriver(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /** {@return EAL's argument for a device: drivers are told from each other by what its name begins with} */
    String device() {
        return "--vdev=crypto_" + label + "_0";
    }

    /** {@return whether it has an algorithm that {@code ipsec-secgw} has} */
    boolean has(Algorithm algorithm) {
        return switch (algorithm) {
            case AES_128_GCM_16, AES_192_GCM_16, AES_256_GCM_16 -> this != CHACHA20_POLY1305;
            case CHACHA20_POLY1305 -> this != AESNI_GCM;
            default -> this == AESNI_MB;
        };
    }
}
