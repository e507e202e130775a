package dev.narrows.crypto;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.narrows.ipsecmb.ChaCha20Poly1305;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * ChaCha20-Poly1305 for ESP (RFC 7634) by ipsec-mb: three native calls a packet, in place, and nothing allocated.
 */
final class IpsecMbChaChaTransform implements Transform {
    private static final int PAYLOAD_OFFSET = 16;

    private final ChaCha20Poly1305 cipher;
    private final AeadScratch scratch;

    /**
     * A keyed transform.
     *
     * @param cipher closed by this.
     * @param salt   copied.
     * @param esn    whether sequence numbers are extended.
     * @param arenas gives this transform an arena of its own, for its scratch.
     */
    IpsecMbChaChaTransform(ChaCha20Poly1305 cipher, MemorySegment salt, boolean esn, Supplier<Arena> arenas) {
        this.cipher = cipher;
        scratch = new AeadScratch(salt, esn, arenas);
    }

    @Override
    public Algorithm algorithm() {
        return Algorithm.CHACHA20_POLY1305;
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
        cipher.encrypt(payload, payload, length, nonce, aad, scratch.aadLength(), payload + length);
    }

    @Override
    public boolean open(UnsafeBuffer buffer, int espOffset, int length, long sequence) {
        long nonce = scratch.nonce(buffer, espOffset + AeadEsp.IV_OFFSET);
        long aad = scratch.aad(buffer, espOffset, sequence);
        long payload = buffer.addressOffset() + espOffset + PAYLOAD_OFFSET;
        cipher.decrypt(payload, payload, length, nonce, aad, scratch.aadLength(), scratch.icv());
        return scratch.isIcvEqual(buffer, espOffset + PAYLOAD_OFFSET + length);
    }

    /** Wipes the key, the state of the last packet, the salt and the scratch. */
    @Override
    public void close() {
        cipher.close();
        scratch.close();
    }
}
