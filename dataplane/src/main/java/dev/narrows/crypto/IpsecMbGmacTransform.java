package dev.narrows.crypto;

import dev.narrows.ipsecmb.AesGmac;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * AES-GMAC for ESP (RFC 4543) by ipsec-mb: three native calls a packet, four with extended sequence numbers, and
 * nothing allocated. The whole packet is authenticated, its IV too, and nothing encrypted.
 */
final class IpsecMbGmacTransform implements Transform {
    private static final int PAYLOAD_OFFSET = 16;

    private final Algorithm algorithm;
    private final AesGmac gmac;
    private final boolean esn;
    private final long context;
    private final AeadScratch scratch;

    /**
     * A keyed transform.
     *
     * @param algorithm what it computes.
     * @param gmac      closed by this.
     * @param salt      copied.
     * @param esn       whether sequence numbers are extended.
     * @param context   address of the worker's {@link dev.narrows.ipsecmb.GcmContext}.
     * @param arenas    gives this transform an arena of its own, for its scratch.
     */
    IpsecMbGmacTransform(
        Algorithm algorithm, AesGmac gmac, MemorySegment salt, boolean esn, long context, Supplier<Arena> arenas) {
        this.algorithm = algorithm;
        this.gmac = gmac;
        this.esn = esn;
        this.context = context;
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
        int icvOffset = espOffset + PAYLOAD_OFFSET + length;
        compute(buffer, espOffset, icvOffset, sequence, nonce, buffer.addressOffset() + icvOffset);
    }

    @Override
    public boolean open(UnsafeBuffer buffer, int espOffset, int length, long sequence) {
        long nonce = scratch.openingNonce(buffer, espOffset, sequence);
        int icvOffset = espOffset + PAYLOAD_OFFSET + length;
        compute(buffer, espOffset, icvOffset, sequence, nonce, scratch.icv());
        return scratch.isIcvEqual(buffer, icvOffset);
    }

    private void compute(UnsafeBuffer buffer, int espOffset, int icvOffset, long sequence, long nonce, long tag) {
        int offset = espOffset;
        gmac.init(context, nonce);
        if (esn) {
            gmac.update(context, scratch.aad(buffer, espOffset, sequence), scratch.aadLength());
            offset += AeadEsp.IV_OFFSET;
        }
        gmac.update(context, buffer.addressOffset() + offset, icvOffset - offset);
        gmac.end(context, tag, AeadEsp.ICV_LENGTH);
    }

    /** Wipes the expanded key, the salt and the scratch. */
    @Override
    public void close() {
        gmac.close();
        scratch.close();
    }
}
