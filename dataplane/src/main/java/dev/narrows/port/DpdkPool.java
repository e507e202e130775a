package dev.narrows.port;

import dev.narrows.dpdk.Pktmbuf;
import dev.narrows.dpdk.PktmbufPool;
import dev.narrows.dpdk.RteMbuf;
import dev.narrows.packet.HandleArray;
import dev.narrows.packet.PacketLayout;
import dev.narrows.packet.PacketPool;

/**
 * Packets from DPDK's own pool. EAL must run before one is made, and it is closed after every port that receives
 * into it.
 */
public final class DpdkPool implements PacketPool, AutoCloseable {
    private static final int CACHE_SIZE = 256;

    private final PktmbufPool pool;

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
        checkLayout();
        pool = PktmbufPool.create(
            name, size, CACHE_SIZE, PacketLayout.HEADROOM + largestPacket, PktmbufPool.ANY_SOCKET);
    }

    @Override
    public long allocate() {
        return pool.allocate();
    }

    @Override
    public void free(HandleArray handles, int count) {
        Pktmbuf.freeBulk(handles.address(), count);
    }

    @Override
    public int size() {
        return pool.capacity();
    }

    @Override
    public int inUse() {
        return pool.inUse();
    }

    @Override
    public void close() {
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
