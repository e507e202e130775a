package dev.narrows.crypto;

import dev.narrows.ipsecmb.IpsecMbException;
import java.util.function.Supplier;

/**
 * Opens the engine that an operator chose.
 */
public final class CryptoEngines {
    private CryptoEngines() {
    }

    /**
     * Opens an engine.
     *
     * @param choice which one; {@link EngineChoice#AUTO} falls back to Bouncy Castle, and the engine's description then
     *               says why.
     * @return the engine, which the caller closes.
     * @throws IpsecMbException where ipsec-mb was asked for by name and cannot serve; the message says what to install.
     */
    public static CryptoEngine open(EngineChoice choice) {
        return open(choice, IpsecMbEngine::new);
    }

    /** Opens an engine with a given way to the native one. */
    static CryptoEngine open(EngineChoice choice, Supplier<? extends CryptoEngine> ipsecMb) {
        return switch (choice) {
            case IPSEC_MB -> ipsecMb.get();
            case BOUNCY_CASTLE -> new BouncyCastleEngine();
            case AUTO -> {
                try {
                    yield ipsecMb.get();
                } catch (IpsecMbException e) {
                    yield new BouncyCastleEngine(e.getMessage());
                }
            }
        };
    }
}
