package dev.narrows.crypto;

import dev.narrows.ipsecmb.GcmContext;
import dev.narrows.ipsecmb.HmacSha2;
import dev.narrows.ipsecmb.IpsecMb;
import dev.narrows.ipsecmb.IpsecMbException;
import dev.narrows.ipsecmb.Sha2;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;

/**
 * Intel's multi-buffer library, called straight from its table of functions. What its transforms share is the
 * memory that calls work in, so they belong to one worker.
 */
public final class IpsecMbEngine implements CryptoEngine {
    private final SecureRandom random = new SecureRandom();
    private final IpsecMb library;
    private final GcmContext context;

    /**
     * Loads the library.
     *
     * @throws IpsecMbException where it is missing or of an unknown release; the message says what to install.
     */
    public IpsecMbEngine() {
        library = IpsecMb.open();
        context = new GcmContext();
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
            case AES_CBC_HMAC -> new CbcHmacTransform(algorithm, EngineChoice.IPSEC_MB,
                new IpsecMbCbc(library.aesCbc(key)), newHmac(algorithm, material, esn),
                new CbcIvs(random, Arena::ofShared));
            case NULL_HMAC ->
                new NullHmacTransform(algorithm, EngineChoice.IPSEC_MB, newHmac(algorithm, material, esn));
        };
    }

    private EspIcv newHmac(Algorithm algorithm, KeyingMaterial material, boolean esn) {
        Sha2 hash = switch (algorithm.icvLength()) {
            case 16 -> Sha2.SHA_256;
            case 24 -> Sha2.SHA_384;
            default -> Sha2.SHA_512;
        };
        HmacSha2 hmac = library.hmacSha2(hash, material.hmacKey(algorithm));
        return new IpsecMbHmac(hmac, algorithm.icvLength(), esn, Arena::ofShared);
    }

    @Override
    public void close() {
        context.close();
        library.close();
    }
}
