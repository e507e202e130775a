package dev.narrows.crypto;

import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Bouncy Castle's lightweight ciphers: slow, but they run wherever Java does. What they copy onto the heap, see
 * {@link BouncyCastleAeadTransform}.
 */
public final class BouncyCastleEngine implements CryptoEngine {
    private static final String LIBRARY = new BouncyCastleProvider().getInfo() + ", portable Java";

    private final String description;

    /** An engine that was chosen for itself. */
    public BouncyCastleEngine() {
        description = LIBRARY;
    }

    /**
     * An engine that stands in for ipsec-mb.
     *
     * @param reason a sentence that says why ipsec-mb cannot serve.
     */
    BouncyCastleEngine(String reason) {
        description = LIBRARY + ", much slower than ipsec-mb, which cannot serve: " + reason;
    }

    @Override
    public String name() {
        return EngineChoice.BOUNCY_CASTLE.configName();
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public Transform newTransform(Algorithm algorithm, KeyingMaterial material, boolean esn) {
        material.requireLengthFor(algorithm);
        return switch (algorithm) {
            case AES_128_GCM_16, AES_192_GCM_16, AES_256_GCM_16 ->
                new BouncyCastleAeadTransform(
                    algorithm, material.bytes(), esn, () -> GCMBlockCipher.newInstance(AESEngine.newInstance()));
            case CHACHA20_POLY1305 ->
                new BouncyCastleAeadTransform(algorithm, material.bytes(), esn, ChaCha20Poly1305::new);
        };
    }

    /** Does nothing: this engine's transforms share nothing. */
    @Override
    public void close() {
        // Nothing is held.
    }
}
