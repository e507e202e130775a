package dev.narrows.fastpath;

import dev.narrows.crypto.HmacCalls;
import dev.narrows.packet.Raw;

/**
 * Seals the packets of a burst that go by AES-CBC and an HMAC, or an HMAC alone (RFC 3602, RFC 4868): first each is
 * told to the library, then it works on all of them. One block of CBC needs the one before, and a hash is as serial:
 * only from several packets at once comes speed. Packets stay where they are in the burst.
 */
final class SealManyStep {
    private static final int ESP_HEADER = 8;
    private static final int BLOCK = 16;

    private final HmacCalls calls;

    SealManyStep(HmacCalls calls) {
        this.calls = calls;
    }

    /**
     * Seals the packets of one kind.
     *
     * @param kind the kind.
     * @param from the first packet's work area.
     * @param to   behind the last one's.
     */
    void run(int kind, long from, long to) {
        boolean isEncrypting = HmacCalls.isEncrypting(kind);
        int count = 0;
        for (long w = from; w < to; w += WorkArea.STRIDE) {
            long sa = Raw.getLong(w + WorkArea.SA);
            long hmac = Raw.getLong(sa + OutboundRecord.HMAC);
            if (hmac == 0 || Raw.getInt(sa + OutboundRecord.FUNCTION) != kind) {
                continue;
            }
            long at = Raw.getLong(w + WorkArea.AT);
            long length = Raw.getLong(w + WorkArea.PROTECTED);
            long end = at + length;
            long esp = at - ESP_HEADER;
            if (isEncrypting) {
                esp -= BLOCK;
                // A block that nobody has seen: its encryption is the IV, which nobody can foretell (RFC 3602 3).
                long mask = Raw.getLong(sa + OutboundRecord.IV_MASK);
                Raw.putLong(at - BLOCK, Raw.getLong(mask));
                Raw.putLong(at - 8, Raw.getLong(mask + 8) ^ Raw.getLong(w + WorkArea.SEQUENCE));
                calls.encrypted(count, Raw.getLong(sa + OutboundRecord.CIPHER), at - BLOCK, BLOCK + length);
            }
            long covered = end - esp;
            if ((Raw.getInt(sa + OutboundRecord.SHAPE) & OutboundRecord.EXTENDED) != 0) {
                // Hashed and not sent (RFC 4303 2.2.1): it stands where the ICV will.
                Raw.putInt(end, Raw.getInt(w + WorkArea.HIGH_HALF));
                covered += Integer.BYTES;
            }
            calls.hashed(count, hmac, esp, covered, end);
            count++;
        }
        calls.seal(kind, count);
    }
}
