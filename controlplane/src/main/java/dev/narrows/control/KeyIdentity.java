package dev.narrows.control;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.KeyingMaterial;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * Which key it is, without telling it: the first 16 bytes of HMAC-SHA256 under the keying material, salt included, over
 * a label and the name of the algorithm whose nonces it makes: what implicit IVs and GMAC take are AES-GCM's. The SPI
 * is no part of it: one key under two SPIs still makes each IV twice.
 *
 * <p>Bouncy Castle copies the keying material onto the heap for the time of the computation and leaves two blocks
 * made from it there, until the collector takes them.
 *
 * @param high the first 8 bytes, big endian.
 * @param low  the next 8.
 */
record KeyIdentity(long high, long low) {
    /** No key's. */
    static final KeyIdentity NONE = new KeyIdentity(0, 0);

    private static final String LABEL = "narrows sequence lease 1 ";

    /**
     * Identifies keying material.
     *
     * @param algorithm what it is used for.
     * @param material  keys and salt.
     * @return its identity.
     */
    static KeyIdentity of(Algorithm algorithm, KeyingMaterial material) {
        byte[] secret = material.bytes().toArray(ValueLayout.JAVA_BYTE);
        KeyParameter parameter = new KeyParameter(secret);
        HMac hmac = new HMac(new SHA256Digest());
        byte[] label = (LABEL + algorithm.nonceSpace().configName()).getBytes(StandardCharsets.US_ASCII);
        byte[] digest = new byte[hmac.getMacSize()];
        hmac.init(parameter);
        hmac.update(label, 0, label.length);
        hmac.doFinal(digest, 0);
        Arrays.fill(secret, (byte)0);
        Arrays.fill(parameter.getKey(), (byte)0);
        ByteBuffer bytes = ByteBuffer.wrap(digest);
        return new KeyIdentity(bytes.getLong(), bytes.getLong());
    }

    /** {@return a text that does not help to find the same key elsewhere} */
    @Override
    public String toString() {
        return "KeyIdentity";
    }
}
