package dev.narrows.crypto;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.narrows.ipsecmb.HmacSha2;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * ESP's ICV by ipsec-mb's HMACs: one native call a packet, and nothing allocated. The high half of an extended sequence
 * number stands where the ICV does while this computes.
 */
final class IpsecMbHmac implements EspIcv {
    private static final int CACHE_LINE = 64;

    private final HmacSha2 hmac;
    private final int icvLength;
    private final boolean esn;
    private final Arena arena;
    private final MemorySegment memory;
    private final UnsafeBuffer computed;

    /**
     * A keyed HMAC.
     *
     * @param hmac      closed by this.
     * @param icvLength bytes of the ICV.
     * @param esn       whether sequence numbers are extended.
     * @param arenas    gives an arena that is then this object's own.
     */
    IpsecMbHmac(HmacSha2 hmac, int icvLength, boolean esn, Supplier<Arena> arenas) {
        this.hmac = hmac;
        this.icvLength = icvLength;
        this.esn = esn;
        arena = arenas.get();
        memory = arena.allocate(CACHE_LINE, CACHE_LINE);
        computed = new UnsafeBuffer(memory.address(), CACHE_LINE);
    }

    @Override
    public void seal(UnsafeBuffer packet, int espOffset, int icvOffset, long sequence) {
        compute(packet, espOffset, icvOffset, sequence, packet.addressOffset() + icvOffset);
    }

    @Override
    public boolean verify(UnsafeBuffer packet, int espOffset, int icvOffset, long sequence) {
        int covered = packet.getInt(icvOffset);
        compute(packet, espOffset, icvOffset, sequence, computed.addressOffset());
        packet.putInt(icvOffset, covered);
        return ConstantTime.isEqual(computed, 0, packet, icvOffset, icvLength);
    }

    private void compute(UnsafeBuffer packet, int espOffset, int icvOffset, long sequence, long tag) {
        int length = icvOffset - espOffset;
        if (esn) {
            packet.putInt(icvOffset, (int)(sequence >>> Integer.SIZE), BIG_ENDIAN);
            length += Integer.BYTES;
        }
        hmac.compute(packet.addressOffset() + espOffset, length, tag);
    }

    /** Wipes what the key has made, and the computed ICV. */
    @Override
    public void close() {
        hmac.close();
        if (arena.scope().isAlive()) {
            memory.fill((byte)0);
            arena.close();
        }
    }
}
