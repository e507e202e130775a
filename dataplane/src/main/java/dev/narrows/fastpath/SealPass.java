package dev.narrows.fastpath;

import dev.narrows.crypto.GcmCalls;
import dev.narrows.crypto.HmacCalls;
import dev.narrows.packet.PacketLayout;
import dev.narrows.packet.Raw;
import dev.narrows.sa.OutboundSa;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The third pass over cleartext: encryption and ICV (RFC 4303 3.3.2), call after call, so that one packet's last blocks
 * and the next one's first are in the processor at once. AES-GCM goes straight to the library, what has an HMAC goes
 * there for the whole burst in one call, and every other transform is called as the stages call it.
 */
final class SealPass {
    private static final int AAD_LENGTH = 8;
    private static final int EXTENDED_AAD_LENGTH = 12;

    private final SaRegistry<OutboundSa> sas;
    private final GcmCalls calls;
    private final SealManyStep many;
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);

    SealPass(SaRegistry<OutboundSa> sas, GcmCalls calls, HmacCalls hmacCalls) {
        this.sas = sas;
        this.calls = calls;
        many = new SealManyStep(hmacCalls);
    }

    /**
     * Seals packets.
     *
     * @param from the first one's work area.
     * @param to   behind the last one's.
     */
    void run(long from, long to) {
        int kinds = 0;
        for (long w = from; w < to; w += WorkArea.STRIDE) {
            long sa = Raw.getLong(w + WorkArea.SA);
            long key = Raw.getLong(sa + OutboundRecord.KEY);
            long at = Raw.getLong(w + WorkArea.AT);
            long length = Raw.getLong(w + WorkArea.PROTECTED);
            if (key == 0) {
                if (Raw.getLong(sa + OutboundRecord.HMAC) == 0) {
                    callTransform(w, sa, at, (int)length);
                } else {
                    kinds |= 1 << Raw.getInt(sa + OutboundRecord.FUNCTION);
                }
                continue;
            }
            int aadLength = (Raw.getInt(sa + OutboundRecord.SHAPE) & OutboundRecord.EXTENDED) == 0
                ? AAD_LENGTH : EXTENDED_AAD_LENGTH;
            calls.encrypt(Raw.getInt(sa + OutboundRecord.FUNCTION), key, at, length, w + WorkArea.NONCE,
                Raw.getLong(w + WorkArea.AAD), aadLength);
        }
        for (; kinds != 0; kinds &= kinds - 1) {
            many.run(Integer.numberOfTrailingZeros(kinds), from, to);
        }
    }

    private void callTransform(long w, long sa, long at, int length) {
        long handle = Raw.getLong(w + WorkArea.HANDLE);
        long memory = Raw.getLong(handle + PacketLayout.BUFFER_ADDRESS_OFFSET);
        buffer.wrap(memory, Raw.getShort(handle + PacketLayout.BUFFER_LENGTH_OFFSET));
        int espOffset = (int)(at - memory) - 8 - Raw.getInt(sa + OutboundRecord.IV);
        sas.get(Raw.getInt(sa + OutboundRecord.INDEX)).transform()
            .seal(buffer, espOffset, length, Raw.getLong(w + WorkArea.SEQUENCE));
    }
}
