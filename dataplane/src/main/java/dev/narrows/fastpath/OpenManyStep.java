package dev.narrows.fastpath;

import dev.narrows.crypto.HmacCalls;
import dev.narrows.packet.Raw;

/**
 * Opens the packets of a burst that came by AES-CBC and an HMAC, or an HMAC alone: the ICVs of all of them are
 * computed, then those packets are decrypted whose ICV is right (RFC 4303 3.4.4.1). Leaves in {@link WorkArea#ICV}
 * whether it is.
 */
@SuppressWarnings("OperatorPrecedence")
final class OpenManyStep {
    private static final int ESP_HEADER = 8;
    private static final int BLOCK = 16;

    private final HmacCalls calls;

    OpenManyStep(HmacCalls calls) {
        this.calls = calls;
    }

    /**
     * Opens the packets of one kind.
     *
     * @param kind the kind.
     * @param from the first packet's work area.
     * @param to   behind the last one's.
     */
    void run(int kind, long from, long to) {
        int headers = ESP_HEADER + (HmacCalls.isEncrypting(kind) ? BLOCK : 0);
        int count = 0;
        for (long w = from; w < to; w += WorkArea.STRIDE) {
            long sa = Raw.getLong(w + WorkArea.SA);
            if (!isOf(kind, sa)) {
                continue;
            }
            long esp = Raw.getLong(w + WorkArea.AT) - headers;
            long covered = headers + Raw.getLong(w + WorkArea.PROTECTED);
            if (isExtended(sa)) {
                // Hashed and not sent (RFC 4303 2.2.1): it stands where the ICV does, for so long.
                Raw.putInt(w + WorkArea.COVERED, Raw.getInt(esp + covered));
                Raw.putInt(esp + covered, Raw.getInt(w + WorkArea.HIGH_HALF));
                covered += Integer.BYTES;
            }
            calls.hashed(count++, Raw.getLong(sa + InboundRecord.HMAC), esp, covered, 0);
        }
        calls.compute(kind, count);
        decrypt(kind, from, to);
    }

    private void decrypt(int kind, long from, long to) {
        boolean isEncrypted = HmacCalls.isEncrypting(kind);
        int count = 0;
        int good = 0;
        for (long w = from; w < to; w += WorkArea.STRIDE) {
            long sa = Raw.getLong(w + WorkArea.SA);
            if (!isOf(kind, sa)) {
                continue;
            }
            long at = Raw.getLong(w + WorkArea.AT);
            long length = Raw.getLong(w + WorkArea.PROTECTED);
            if (isExtended(sa)) {
                Raw.putInt(at + length, Raw.getInt(w + WorkArea.COVERED));
            }
            boolean isRight = calls.isRight(count++, at + length, kind);
            Raw.putLong(w + WorkArea.ICV, isRight ? 1 : 0);
            if (isRight && isEncrypted) {
                calls.decrypted(good++, Raw.getLong(sa + InboundRecord.CIPHER), at, length);
            }
        }
        if (good > 0) {
            calls.decrypt(kind, good);
        }
    }

    private static boolean isOf(int kind, long sa) {
        return Raw.getLong(sa + InboundRecord.HMAC) != 0 && Raw.getInt(sa + InboundRecord.FUNCTION) == kind;
    }

    private static boolean isExtended(long sa) {
        return (Raw.getInt(sa + InboundRecord.SHAPE) & OutboundRecord.EXTENDED) != 0;
    }
}
