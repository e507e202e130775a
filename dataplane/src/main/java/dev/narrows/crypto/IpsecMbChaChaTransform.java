package dev.narrows.crypto;

import dev.narrows.ipsecmb.ChaCha20Poly1305;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * ChaCha20-Poly1305 for ESP (RFC 7634, RFC 8750) by ipsec-mb: three native calls a packet, in place, and nothing
 * allocated.
 */
final class IpsecMbChaChaTransform implements Transform {
    private final Algorithm algorithm;
    private final ChaCha20Poly1305 cipher;
    private final int payloadOffset;
    private final AeadScratch scratch;

    /**
     * A keyed transform.
     *
     * @param algorithm what it computes.
     * @param cipher    closed by this.
     * @param salt      copied.
     * @param esn       whether sequence numbers are extended.
     * @param arenas    gives this transform an arena of its own, for its scratch.
     */
    IpsecMbChaChaTransform(
        Algorithm algorithm, ChaCha20Poly1305 cipher, MemorySegment salt, boolean esn, Supplier<Arena> arenas) {
        this.algorithm = algorithm;
        this.cipher = cipher;
        payloadOffset = AeadEsp.IV_OFFSET + algorithm.ivLength();
        scratch = new AeadScratch(algorithm, salt, esn, arenas);
    }

    @Override
    public Algorithm algorithm() {
        return algorithm;
    }

    @Override
    public String engine() {
        return EngineChoice.IPSEC_MB.configName();
    }

    @Override
    public void seal(UnsafeBuffer buffer, int espOffset, int length, long sequence) {
        long nonce = scratch.sealingNonce(buffer, espOffset, sequence);
        long aad = scratch.aad(buffer, espOffset, sequence);
        long payload = buffer.addressOffset() + espOffset + payloadOffset;
        cipher.encrypt(payload, payload, length, nonce, aad, scratch.aadLength(), payload + length);
    }

    @Override
    public boolean open(UnsafeBuffer buffer, int espOffset, int length, long sequence) {
        long nonce = scratch.openingNonce(buffer, espOffset, sequence);
        long aad = scratch.aad(buffer, espOffset, sequence);
        long payload = buffer.addressOffset() + espOffset + payloadOffset;
        cipher.decrypt(payload, payload, length, nonce, aad, scratch.aadLength(), scratch.icv());
        return scratch.isIcvEqual(buffer, espOffset + payloadOffset + length);
    }

    /** Wipes the key, the state of the last packet, the salt and the scratch. */
    @Override
    public void close() {
        cipher.close();
        scratch.close();
    }
}
