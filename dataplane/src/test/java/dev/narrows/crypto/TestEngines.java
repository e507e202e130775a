package dev.narrows.crypto;

import dev.narrows.ipsecmb.IpsecMbException;
import org.junit.jupiter.api.Assumptions;

/** Engines for tests, which skip with the library's own sentence where it is not installed. */
public final class TestEngines {
    private TestEngines() {
    }

    /**
     * Opens an engine or skips the test.
     *
     * @param choice not {@link EngineChoice#AUTO}, so that nobody tests one engine and believes it was another.
     * @return the engine.
     */
    public static CryptoEngine open(EngineChoice choice) {
        try {
            return CryptoEngines.open(choice);
        } catch (IpsecMbException e) {
            return Assumptions.abort(e.getMessage());
        }
    }
}
