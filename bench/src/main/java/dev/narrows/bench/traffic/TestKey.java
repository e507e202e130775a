package dev.narrows.bench.traffic;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.KeyingMaterial;
import dev.narrows.crypto.Transform;
import java.util.Collections;

/**
 * The key of every SA here. It is known to everybody, and protects nothing.
 */
public final class TestKey {
    private static final String BYTE = "5c";

    private TestKey() {
    }

    /**
     * Writes some of its bytes.
     *
     * @param bytes     how many.
     * @param separator between two.
     * @return in hexadecimal.
     */
    public static String hex(int bytes, String separator) {
        return String.join(separator, Collections.nCopies(bytes, BYTE));
    }

    /**
     * Makes a transform keyed with it, without extended sequence numbers.
     *
     * @param engine    that computes it.
     * @param algorithm which one.
     * @return the transform, to be closed.
     */
    public static Transform transform(CryptoEngine engine, Algorithm algorithm) {
        int length = algorithm.keyingMaterialLength();
        try (KeyingMaterial key = KeyingMaterial.fromHex(hex(length, ""), length)) {
            return engine.newTransform(algorithm, key, false);
        }
    }
}
