package dev.narrows.control.lease;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.KeyingMaterial;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Which key it is, without telling it: the first 16 bytes of HMAC-SHA256 under the keying material, salt included, over
 * a label and the name of the algorithm whose nonces it makes: what implicit IVs and GMAC take are AES-GCM's. The SPI
 * is no part of it: one key under two SPIs still makes each IV twice.
 *
 * <p>Nothing of the keying material comes to the heap.
 *
 * @param high the first 8 bytes, big endian.
 * @param low  the next 8.
 */
public record KeyIdentity(long high, long low) {
    /** No key's. */
    static final KeyIdentity NONE = new KeyIdentity(0, 0);

    private static final ValueLayout.OfLong BYTES = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final String LABEL = "narrows sequence lease 1 ";

    /**
     * Identifies keying material.
     *
     * @param algorithm what it is used for.
     * @param material  keys and salt.
     * @return its identity.
     */
    public static KeyIdentity of(Algorithm algorithm, KeyingMaterial material) {
        byte[] label = (LABEL + algorithm.nonceSpace().configName()).getBytes(StandardCharsets.US_ASCII);
        try (NativeHmac hmac = new NativeHmac()) {
            MemorySegment digest = hmac.compute(material.bytes(), label);
            return new KeyIdentity(digest.get(BYTES, 0), digest.get(BYTES, Long.BYTES));
        }
    }

    /** {@return a text that does not help to find the same key elsewhere} */
    @Override
    public String toString() {
        return "KeyIdentity";
    }
}
