package dev.narrows.crypto;

import java.util.HexFormat;

/** Keys for tests, which are no secrets. */
final class TestKeys {
    private TestKeys() {
    }

    /**
     * Makes a keyed transform.
     *
     * @param engine    of this engine.
     * @param algorithm for this algorithm.
     * @param material  key and salt.
     * @param esn       whether sequence numbers are extended.
     * @return the transform.
     */
    static Transform transform(CryptoEngine engine, Algorithm algorithm, byte[] material, boolean esn) {
        try (KeyingMaterial keying = KeyingMaterial.fromHex(HexFormat.of().formatHex(material), material.length)) {
            return engine.newTransform(algorithm, keying, esn);
        }
    }

    /** Makes a transform whose keying material is zeros, without extended sequence numbers. */
    static Transform transform(CryptoEngine engine, Algorithm algorithm) {
        return transform(engine, algorithm, new byte[algorithm.keyingMaterialLength()], false);
    }
}
