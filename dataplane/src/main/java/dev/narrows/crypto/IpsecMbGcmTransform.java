package dev.narrows.crypto;

import dev.narrows.ipsecmb.AesGcm;
import dev.narrows.ipsecmb.GcmKey;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * AES-GCM for ESP (RFC 4106, RFC 8750) by ipsec-mb: one native call a packet, in place, and nothing allocated. One
 * class serves all key lengths, since the expanded key carries the library's functions for its length.
 */
final class IpsecMbGcmTransform implements Transform, DirectGcm {
    private final Algorithm algorithm;
    private final GcmKey key;
    private final long context;
    private final int payloadOffset;
    private final AeadScratch scratch;

    /**
     * A keyed transform.
     *
     * @param algorithm what it computes.
     * @param key       the expanded key, closed by this.
     * @param salt      copied.
     * @param esn       whether sequence numbers are extended.
     * @param context   address of the worker's {@link dev.narrows.ipsecmb.GcmContext}.
     * @param arenas    gives this transform an arena of its own, for its scratch.
     */
    IpsecMbGcmTransform(
        Algorithm algorithm, GcmKey key, MemorySegment salt, boolean esn, long context, Supplier<Arena> arenas) {
        this.algorithm = algorithm;
        this.key = key;
        this.context = context;
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
        AesGcm.encrypt(key, context, payload, payload, length, nonce, aad, scratch.aadLength(), payload + length,
            AeadEsp.ICV_LENGTH);
    }

    @Override
    public boolean open(UnsafeBuffer buffer, int espOffset, int length, long sequence) {
        long nonce = scratch.openingNonce(buffer, espOffset, sequence);
        long aad = scratch.aad(buffer, espOffset, sequence);
        long payload = buffer.addressOffset() + espOffset + payloadOffset;
        AesGcm.decrypt(key, context, payload, payload, length, nonce, aad, scratch.aadLength(), scratch.icv(),
            AeadEsp.ICV_LENGTH);
        return scratch.isIcvEqual(buffer, espOffset + payloadOffset + length);
    }

    @Override
    public DirectGcm directGcm() {
        return this;
    }

    @Override
    public int keyBits() {
        return key.bits();
    }

    @Override
    public long keyAddress() {
        return key.address();
    }

    @Override
    public long keyLength() {
        return key.length();
    }

    @Override
    public MemorySegment encryptFunction() {
        return key.encrypt();
    }

    @Override
    public MemorySegment decryptFunction() {
        return key.decrypt();
    }

    @Override
    public long context() {
        return context;
    }

    @Override
    public int salt() {
        return scratch.salt();
    }

    @Override
    public boolean isExtended() {
        return scratch.isExtended();
    }

    @Override
    public void prefetch(int length) {
        scratch.prefetch();
        key.prefetch(length);
    }

    /** Wipes the expanded key, the salt and the scratch. */
    @Override
    public void close() {
        key.close();
        scratch.close();
    }
}
