package dev.narrows.fastpath;

import dev.narrows.crypto.GcmCalls;
import dev.narrows.crypto.HmacCalls;
import dev.narrows.packet.PacketLayout;
import dev.narrows.packet.Raw;
import dev.narrows.sa.InboundSa;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The second pass over ESP: decryption and the computation of the ICV (RFC 4303 3.4.4), call after call, and of what
 * has an HMAC for the whole burst at once. Nothing that comes of it is believed here.
 */
@SuppressWarnings("OperatorPrecedence")
final class OpenPass {
    private static final int AAD_LENGTH = 8;
    private static final int EXTENDED_AAD_LENGTH = 12;

    private final SaRegistry<InboundSa> sas;
    private final GcmCalls calls;
    private final OpenManyStep many;
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);

    OpenPass(SaRegistry<InboundSa> sas, GcmCalls calls, HmacCalls hmacCalls) {
        this.sas = sas;
        this.calls = calls;
        many = new OpenManyStep(hmacCalls);
    }

    /**
     * Decrypts packets; {@link #isAuthentic} then tells of each whether to believe it.
     *
     * @param from the first one's work area.
     * @param to   behind the last one's.
     */
    void run(long from, long to) {
        int kinds = 0;
        for (long w = from; w < to; w += WorkArea.STRIDE) {
            long sa = Raw.getLong(w + WorkArea.SA);
            long key = Raw.getLong(sa + InboundRecord.KEY);
            long at = Raw.getLong(w + WorkArea.AT);
            long length = Raw.getLong(w + WorkArea.PROTECTED);
            if (key == 0) {
                if (Raw.getLong(sa + InboundRecord.HMAC) == 0) {
                    callTransform(w, sa, at, (int)length);
                } else {
                    kinds |= 1 << Raw.getInt(sa + InboundRecord.FUNCTION);
                }
                continue;
            }
            int aadLength = (Raw.getInt(sa + InboundRecord.SHAPE) & OutboundRecord.EXTENDED) == 0
                ? AAD_LENGTH : EXTENDED_AAD_LENGTH;
            calls.decrypt(Raw.getInt(sa + InboundRecord.FUNCTION), key, at, length, w + WorkArea.NONCE,
                Raw.getLong(w + WorkArea.AAD), aadLength, w + WorkArea.ICV);
        }
        for (; kinds != 0; kinds &= kinds - 1) {
            many.run(Integer.numberOfTrailingZeros(kinds), from, to);
        }
    }

    /** {@return whether a packet's ICV is the one that was computed; in constant time} */
    static boolean isAuthentic(long w, long sa) {
        if (Raw.getLong(sa + InboundRecord.KEY) == 0) {
            return Raw.getLong(w + WorkArea.ICV) == 1;
        }
        long icv = Raw.getLong(w + WorkArea.AT) + Raw.getLong(w + WorkArea.PROTECTED);
        return (Raw.getLong(icv) ^ Raw.getLong(w + WorkArea.ICV)
            | Raw.getLong(icv + 8) ^ Raw.getLong(w + WorkArea.ICV + 8)) == 0;
    }

    private void callTransform(long w, long sa, long at, int length) {
        long handle = Raw.getLong(w + WorkArea.HANDLE);
        long memory = Raw.getLong(handle + PacketLayout.BUFFER_ADDRESS_OFFSET);
        buffer.wrap(memory, Raw.getShort(handle + PacketLayout.BUFFER_LENGTH_OFFSET));
        int espOffset = (int)(at - memory) - 8 - Raw.getInt(sa + InboundRecord.IV);
        boolean isGood = sas.get(Raw.getInt(sa + InboundRecord.INDEX)).transform()
            .open(buffer, espOffset, length, Raw.getLong(w + WorkArea.SEQUENCE));
        Raw.putLong(w + WorkArea.ICV, isGood ? 1 : 0);
    }
}
