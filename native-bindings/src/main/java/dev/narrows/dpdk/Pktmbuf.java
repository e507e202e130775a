package dev.narrows.dpdk;

import dev.narrows.foreign.NativeMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What can be done with packets by their addresses, from any thread that owns them. EAL must be running.
 *
 * <p>Nothing here allocates Java memory (but {@link #free} does once in each thread), locks or throws.
 */
public final class Pktmbuf {
    /** {@code rte_pktmbuf_free} is inline and has no symbol, so a single packet is freed as an array of one. */
    private static final ThreadLocal<MemorySegment> ARRAY_OF_ONE =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(ValueLayout.JAVA_LONG));

    private Pktmbuf() {
    }

    /**
     * Gives packets, with all their segments, back to their pools.
     *
     * @param arrayAddress the address of an array of mbuf addresses; those that are 0 are passed over
     * @param count        how many there are
     */
    public static void freeBulk(long arrayAddress, int count) {
        MbufFunctions.rtePktmbufFreeBulk(arrayAddress, count);
    }

    /** Gives one packet back; {@link #freeBulk} is faster where there are several. */
    public static void free(long mbuf) {
        long array = ARRAY_OF_ONE.get().address();
        NativeMemory.putLong(array, mbuf);
        MbufFunctions.rtePktmbufFreeBulk(array, 1);
    }

    /**
     * Copies a packet, or part of it, into a packet of its own, with DPDK's usual headroom. The copy has one segment,
     * or more if the pool's packets are too small for it.
     *
     * @param mbuf   the packet, which stays as it is
     * @param pool   where the copy comes from
     * @param offset where to begin, in bytes from the start of its data
     * @param length how many bytes at most
     * @return the copy, or 0 if the pool is exhausted or the offset is not within the packet; the releases of DPDK
     *         differ about an offset that is just the packet's length, so it is refused here
     */
    public static long copy(long mbuf, PktmbufPool pool, int offset, int length) {
        if (offset < 0 || offset >= NativeMemory.getInt(mbuf + RteMbuf.PKT_LEN)) {
            return 0;
        }
        return MbufFunctions.rtePktmbufCopy(mbuf, pool.address(), offset, length);
    }
}
