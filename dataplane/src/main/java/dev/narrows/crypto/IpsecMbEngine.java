package dev.narrows.crypto;

import dev.narrows.ipsecmb.AesCbc;
import dev.narrows.ipsecmb.GcmContext;
import dev.narrows.ipsecmb.HmacSha2;
import dev.narrows.ipsecmb.IpsecMb;
import dev.narrows.ipsecmb.IpsecMbException;
import dev.narrows.ipsecmb.MessageBurst;
import dev.narrows.ipsecmb.Sha2;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;

/**
 * Intel's multi-buffer library, called straight from its table of functions. What its transforms share is the
 * memory that calls work in, so they belong to one worker.
 */
public final class IpsecMbEngine implements CryptoEngine {
    private final SecureRandom random;
    private final IpsecMb library;
    private final GcmContext context;
    private final MessageBurst burst;

    /**
     * Loads the library.
     *
     * @throws IpsecMbException where it is missing or of an unknown release; the message says what to install.
     */
    public IpsecMbEngine() {
        this(new SecureRandom());
    }

    /**
     * Loads the library.
     *
     * @param random what IVs are made of is drawn from here.
     * @throws IpsecMbException where it is missing or of an unknown release; the message says what to install.
     */
    IpsecMbEngine(SecureRandom random) {
        this.random = random;
        library = IpsecMb.open();
        context = new GcmContext();
        burst = library.messageBurst();
    }

    @Override
    public String name() {
        return EngineChoice.IPSEC_MB.configName();
    }

    @Override
    public String description() {
        return "ipsec-mb " + library.version() + ", " + library.architecture();
    }

    @Override
    public Transform newTransform(Algorithm algorithm, KeyingMaterial material, boolean esn) {
        material.requireLengthFor(algorithm);
        MemorySegment key = material.key(algorithm);
        MemorySegment salt = material.salt(algorithm);
        return switch (algorithm.mode()) {
            case AES_GCM -> new IpsecMbGcmTransform(
                algorithm, library.expandKey(key), salt, esn, context.address(), Arena::ofShared);
            case CHACHA20_POLY1305 -> new IpsecMbChaChaTransform(
                algorithm, library.chaCha20Poly1305(key), salt, esn, Arena::ofShared);
            case AES_GMAC -> new IpsecMbGmacTransform(
                algorithm, library.aesGmac(key), salt, esn, context.address(), Arena::ofShared);
            case AES_CBC_HMAC -> cbcHmac(algorithm, library.aesCbc(key), (int)key.byteSize(), hmac(algorithm, material),
                esn);
            case NULL_HMAC -> nullHmac(algorithm, hmac(algorithm, material), esn);
        };
    }

    private Transform cbcHmac(Algorithm algorithm, AesCbc cipher, int keyLength, HmacSha2 hmac, boolean esn) {
        CbcIvs ivs = new CbcIvs(random, Arena::ofShared);
        return new CbcHmacTransform(algorithm, EngineChoice.IPSEC_MB, new IpsecMbCbc(cipher),
            new IpsecMbHmac(hmac, algorithm.icvLength(), esn, Arena::ofShared), ivs, new DirectHmac(
                burst, keyLength, hash(algorithm), cipher.address(), hmac.address(), ivs.address()));
    }

    private Transform nullHmac(Algorithm algorithm, HmacSha2 hmac, boolean esn) {
        return new NullHmacTransform(algorithm, EngineChoice.IPSEC_MB,
            new IpsecMbHmac(hmac, algorithm.icvLength(), esn, Arena::ofShared),
            new DirectHmac(burst, 0, hash(algorithm), 0, hmac.address(), 0));
    }

    private HmacSha2 hmac(Algorithm algorithm, KeyingMaterial material) {
        return library.hmacSha2(hash(algorithm), material.hmacKey(algorithm));
    }

    private static Sha2 hash(Algorithm algorithm) {
        return switch (algorithm.icvLength()) {
            case 16 -> Sha2.SHA_256;
            case 24 -> Sha2.SHA_384;
            default -> Sha2.SHA_512;
        };
    }

    @Override
    public void close() {
        context.close();
        burst.close();
        library.close();
    }
}
