package dev.narrows.crypto;

import dev.narrows.ipsecmb.GcmContext;
import dev.narrows.ipsecmb.IpsecMb;
import dev.narrows.ipsecmb.IpsecMbException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Intel's multi-buffer library, called straight from its table of functions. What its transforms share is the scratch
 * that a GCM call works in, so they belong to one worker.
 */
public final class IpsecMbEngine implements CryptoEngine {
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
        MemorySegment key = material.bytes().asSlice(0, algorithm.keyLength());
        MemorySegment salt = material.bytes().asSlice(algorithm.keyLength(), algorithm.saltLength());
        return switch (algorithm) {
            case AES_128_GCM_16, AES_192_GCM_16, AES_256_GCM_16 ->
                new IpsecMbGcmTransform(
                    algorithm, library.expandKey(key), salt, esn, context.address(), Arena::ofShared);
            case CHACHA20_POLY1305 ->
                new IpsecMbChaChaTransform(library.chaCha20Poly1305(key), salt, esn, Arena::ofShared);
        };
    }

    @Override
    public void close() {
        context.close();
        library.close();
    }
}
