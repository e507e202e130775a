package dev.narrows.crypto;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.narrows.ipsecmb.AesGcm;
import dev.narrows.ipsecmb.GcmKey;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * AES-GCM for ESP (RFC 4106) by ipsec-mb: one native call a packet, in place, and nothing allocated. One class serves
 * all key lengths, since the expanded key carries the library's functions for its length.
 */
final class IpsecMbGcmTransform implements Transform {
    private static final int PAYLOAD_OFFSET = 16;

    private final Algorithm algorithm;
    private final GcmKey key;
    private final long context;
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
        scratch = new AeadScratch(salt, esn, arenas);
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
        buffer.putLong(espOffset + AeadEsp.IV_OFFSET, sequence, BIG_ENDIAN);
        long nonce = scratch.nonce(buffer, espOffset + AeadEsp.IV_OFFSET);
        long aad = scratch.aad(buffer, espOffset, sequence);
        long payload = buffer.addressOffset() + espOffset + PAYLOAD_OFFSET;
        AesGcm.encrypt(key, context, payload, payload, length, nonce, aad, scratch.aadLength(), payload + length,
            AeadEsp.ICV_LENGTH);
    }

    @Override
    public boolean open(UnsafeBuffer buffer, int espOffset, int length, long sequence) {
        long nonce = scratch.nonce(buffer, espOffset + AeadEsp.IV_OFFSET);
        long aad = scratch.aad(buffer, espOffset, sequence);
        long payload = buffer.addressOffset() + espOffset + PAYLOAD_OFFSET;
        AesGcm.decrypt(key, context, payload, payload, length, nonce, aad, scratch.aadLength(), scratch.icv(),
            AeadEsp.ICV_LENGTH);
        return scratch.isIcvEqual(buffer, espOffset + PAYLOAD_OFFSET + length);
    }

    /** Wipes the expanded key, the salt and the scratch. */
    @Override
    public void close() {
        key.close();
        scratch.close();
    }
}
