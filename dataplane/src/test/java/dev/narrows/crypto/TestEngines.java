package dev.narrows.crypto;

import dev.narrows.ipsecmb.IpsecMbException;
import java.security.SecureRandom;
import java.util.Arrays;
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
        return open(choice, new SecureRandom());
    }

    /**
     * Opens an engine or skips the test.
     *
     * @param choice as above.
     * @param random what IVs are made of is drawn from here.
     * @return the engine.
     */
    public static CryptoEngine open(EngineChoice choice, SecureRandom random) {
        try {
            return choice == EngineChoice.IPSEC_MB ? new IpsecMbEngine(random) : new BouncyCastleEngine(random);
        } catch (IpsecMbException e) {
            return Assumptions.abort(e.getMessage());
        }
    }

    /** {@return what draws the same each time, so that the IVs of two gateways are alike} */
    public static SecureRandom sameEachTime() {
        return new SecureRandom() {
            private static final long serialVersionUID = 1;

            @Override
            public void nextBytes(byte[] bytes) {
                Arrays.fill(bytes, (byte)0x5A);
            }
        };
    }
}
