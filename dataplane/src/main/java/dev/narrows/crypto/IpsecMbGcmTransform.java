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
    private static final int CACHE_LINE = 64;
    /** Where the computed ICV goes in the scratch, behind the nonce. */
    private static final int ICV_OFFSET = 16;

    private final Algorithm algorithm;
    private final GcmKey key;
    private final long context;
    private final Arena arena;
    private final MemorySegment memory;
    private final UnsafeBuffer scratch;

    /**
     * A keyed transform.
     *
     * @param algorithm what it computes.
     * @param key       the expanded key, closed by this.
     * @param salt      copied.
     * @param context   address of the worker's {@link dev.narrows.ipsecmb.GcmContext}.
     * @param arenas    gives this transform an arena of its own, for its scratch.
     */
    IpsecMbGcmTransform(Algorithm algorithm, GcmKey key, MemorySegment salt, long context, Supplier<Arena> arenas) {
        this.algorithm = algorithm;
        this.key = key;
        this.context = context;
        arena = arenas.get();
        memory = arena.allocate(CACHE_LINE, CACHE_LINE);
        memory.copyFrom(salt);
        scratch = new UnsafeBuffer(memory.address(), CACHE_LINE);
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
        buffer.putLong(espOffset + GcmEsp.IV_OFFSET, sequence, BIG_ENDIAN);
        scratch.putLong(GcmEsp.NONCE_IV_OFFSET, sequence, BIG_ENDIAN);
        long header = buffer.addressOffset() + espOffset;
        long payload = header + GcmEsp.PAYLOAD_OFFSET;
        AesGcm.encrypt(key, context, payload, payload, length, scratch.addressOffset(), header, GcmEsp.AAD_LENGTH,
            payload + length, GcmEsp.ICV_LENGTH);
    }

    @Override
    public boolean open(UnsafeBuffer buffer, int espOffset, int length) {
        scratch.putLong(GcmEsp.NONCE_IV_OFFSET, buffer.getLong(espOffset + GcmEsp.IV_OFFSET));
        long header = buffer.addressOffset() + espOffset;
        long payload = header + GcmEsp.PAYLOAD_OFFSET;
        AesGcm.decrypt(key, context, payload, payload, length, scratch.addressOffset(), header, GcmEsp.AAD_LENGTH,
            scratch.addressOffset() + ICV_OFFSET, GcmEsp.ICV_LENGTH);
        return isIcvEqual(buffer, espOffset + GcmEsp.PAYLOAD_OFFSET + length);
    }

    /** Compares all bits whatever the first ones are: the time taken tells a forger nothing. */
    private boolean isIcvEqual(UnsafeBuffer buffer, int icv) {
        long low = scratch.getLong(ICV_OFFSET) ^ buffer.getLong(icv);
        long high = scratch.getLong(ICV_OFFSET + Long.BYTES) ^ buffer.getLong(icv + Long.BYTES);
        return (low | high) == 0;
    }

    /** Wipes the expanded key, the salt and the scratch. */
    @Override
    public void close() {
        key.close();
        if (arena.scope().isAlive()) {
            memory.fill((byte)0);
            arena.close();
        }
    }
}
