package dev.narrows.port;

import dev.narrows.dpdk.Pktmbuf;
import dev.narrows.dpdk.PktmbufPool;
import dev.narrows.dpdk.RteMbuf;
import dev.narrows.packet.HandleArray;
import dev.narrows.packet.PacketLayout;
import dev.narrows.packet.PacketPool;

/**
 * Packets from DPDK's own pools: one for all, and a small one of longer packets where datagrams are put together that
 * are longer than any frame. EAL must run before one is made, and it is closed after every port that receives into it.
 */
public final class DpdkPool implements PacketPool, AutoCloseable {
    private static final int CACHE_SIZE = 256;
    private static final int LARGE_CACHE_SIZE = 32;
    /** What an mbuf can say of its length. */
    private static final int MAX_DATA_ROOM = 65535;

    private final PktmbufPool pool;
    private final PktmbufPool large;

    /**
     * Makes a pool.
     *
     * @param name          unique in the process.
     * @param size          in packets, from 1024.
     * @param largestPacket bytes of the longest frame or datagram that a packet must hold.
     * @throws dev.narrows.dpdk.DpdkException where there is too little memory.
     * @throws IllegalStateException          where the library lays packets out in another way.
     */
    public DpdkPool(String name, int size, int largestPacket) {
        this(name, size, largestPacket, 0, largestPacket);
    }

    /**
     * Makes a pool with some longer packets.
     *
     * @param name            unique in the process.
     * @param size            in packets, from 1024, besides the longer ones.
     * @param largestPacket   bytes of the longest frame that a packet must hold.
     * @param largeSize       how many longer ones, from 64; of no meaning where none are needed.
     * @param largestDatagram bytes of the longest datagram that is put together, up to 65535; where it is no longer
     *                        than a packet there are no longer ones.
     * @throws dev.narrows.dpdk.DpdkException where there is too little memory.
     * @throws IllegalStateException          where the library lays packets out in another way.
     */
    public DpdkPool(String name, int size, int largestPacket, int largeSize, int largestDatagram) {
        checkLayout();
        pool = PktmbufPool.create(
            name, size, CACHE_SIZE, PacketLayout.HEADROOM + largestPacket, PktmbufPool.ANY_SOCKET);
        large = largestDatagram <= largestPacket ? null : createLarge(name + "-large", largeSize, largestDatagram);
    }

    private PktmbufPool createLarge(String name, int size, int largestDatagram) {
        try {
            return PktmbufPool.create(name, size, LARGE_CACHE_SIZE,
                Math.min(PacketLayout.HEADROOM + largestDatagram, MAX_DATA_ROOM), PktmbufPool.ANY_SOCKET);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    @Override
    public long allocate() {
        return pool.allocate();
    }

    @Override
    public long allocate(int length) {
        if (length <= pool.maxData()) {
            return pool.allocate();
        }
        return large == null || length > PacketLayout.HEADROOM + large.maxData() ? EXHAUSTED : large.allocate();
    }

    /** Each goes back to the pool that it came from, which the library knows. */
    @Override
    public void free(HandleArray handles, int count) {
        Pktmbuf.freeBulk(handles.address(), count);
    }

    @Override
    public int size() {
        return pool.capacity() + (large == null ? 0 : large.capacity());
    }

    @Override
    public int inUse() {
        return pool.inUse() + (large == null ? 0 : large.inUse());
    }

    @Override
    public void close() {
        if (large != null) {
            large.close();
        }
        pool.close();
    }

    PktmbufPool pool() {
        return pool;
    }

    private static void checkLayout() {
        boolean isSame = RteMbuf.BUF_ADDR == PacketLayout.BUFFER_ADDRESS_OFFSET
            && RteMbuf.DATA_OFF == PacketLayout.DATA_OFFSET_OFFSET
            && RteMbuf.REFCNT == PacketLayout.REFERENCE_COUNT_OFFSET
            && RteMbuf.NB_SEGS == PacketLayout.SEGMENT_COUNT_OFFSET
            && RteMbuf.OL_FLAGS == PacketLayout.FLAGS_OFFSET
            && RteMbuf.PKT_LEN == PacketLayout.PACKET_LENGTH_OFFSET
            && RteMbuf.DATA_LEN == PacketLayout.DATA_LENGTH_OFFSET
            && RteMbuf.BUF_LEN == PacketLayout.BUFFER_LENGTH_OFFSET
            && RteMbuf.SIZE == PacketLayout.SIZE
            && RteMbuf.HEADROOM == PacketLayout.HEADROOM;
        if (!isSame) {
            throw new IllegalStateException("this DPDK lays its packets out in a way that Narrows does not know.");
        }
    }
}
