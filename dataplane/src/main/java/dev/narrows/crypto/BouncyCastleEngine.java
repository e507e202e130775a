package dev.narrows.crypto;

import java.lang.foreign.Arena;
import java.security.SecureRandom;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
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

    private final SecureRandom random;
    private final String description;

    /** An engine that was chosen for itself. */
    public BouncyCastleEngine() {
        this(LIBRARY, new SecureRandom());
    }

    /**
     * An engine that was chosen for itself.
     *
     * @param random what IVs are made of is drawn from here.
     */
    BouncyCastleEngine(SecureRandom random) {
        this(LIBRARY, random);
    }

    /**
     * An engine that stands in for ipsec-mb.
     *
     * @param reason a sentence that says why ipsec-mb cannot serve.
     */
    BouncyCastleEngine(String reason) {
        this(LIBRARY + ", much slower than ipsec-mb, which cannot serve: " + reason, new SecureRandom());
    }

    private BouncyCastleEngine(String description, SecureRandom random) {
        this.description = description;
        this.random = random;
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
        return switch (algorithm.mode()) {
            case AES_GCM, AES_GMAC -> new BouncyCastleAeadTransform(
                algorithm, material, esn, () -> GCMBlockCipher.newInstance(AESEngine.newInstance()));
            case CHACHA20_POLY1305 -> new BouncyCastleAeadTransform(algorithm, material, esn, ChaCha20Poly1305::new);
            case AES_CBC_HMAC -> new CbcHmacTransform(algorithm, EngineChoice.BOUNCY_CASTLE,
                new BouncyCastleCbc(material.key(algorithm)), newHmac(algorithm, material, esn),
                new CbcIvs(random, Arena::ofShared), null);
            case NULL_HMAC ->
                new NullHmacTransform(algorithm, EngineChoice.BOUNCY_CASTLE, newHmac(algorithm, material, esn), null);
        };
    }

    private static EspIcv newHmac(Algorithm algorithm, KeyingMaterial material, boolean esn) {
        Digest hash = switch (algorithm.icvLength()) {
            case 16 -> SHA256Digest.newInstance();
            case 24 -> new SHA384Digest();
            default -> new SHA512Digest();
        };
        return new BouncyCastleHmac(hash, material.hmacKey(algorithm), algorithm.icvLength(), esn);
    }

    /** Does nothing: this engine's transforms share nothing. */
    @Override
    public void close() {
        // Nothing is held.
    }
}
