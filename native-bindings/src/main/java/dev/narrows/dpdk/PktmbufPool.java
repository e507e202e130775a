package dev.narrows.dpdk;

import dev.narrows.foreign.Errno;
import dev.narrows.foreign.NativeMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A pool of packets of one size. Any thread may take and give back; a registered one ({@link DpdkThread}) does so fast.
 */
public final class PktmbufPool implements AutoCloseable {
    /** Says that the pool's memory may be on any NUMA node. */
    public static final int ANY_SOCKET = -1;
    /** Says that a {@link RteMbuf#PORT} is none. */
    private static final int NO_PORT = 0xffff;
    private static final int MAX_DATA_ROOM = 0xffff;
    /** What an mbuf takes beside its data room: the struct, and what the pool adds to it. */
    private static final int OVERHEAD = 192;

    private final String name;
    private final int capacity;
    private final long address;
    private final int dataRoom;
    private final Arena arena = Arena.ofShared();
    private final long template;
    private boolean closed;

    private PktmbufPool(String name, int capacity, int dataRoom, long address) {
        this.name = name;
        this.capacity = capacity;
        this.dataRoom = dataRoom;
        this.address = address;
        this.template = packetOfOneByte(arena);
    }

    /**
     * Makes a pool.
     *
     * @param name      unique in the process, at most 25 characters
     * @param count     how many packets it holds; one less than a power of two uses memory best
     * @param cacheSize how many of them a registered thread's cache holds, 0 to 512 and at most two thirds of {@code
     *                  count}; a thread may leave one and a half times as many there, out of reach of the others
     * @param dataRoom  bytes in each, {@link RteMbuf#HEADROOM} included, up to 65535
     * @param socket    the NUMA node, or {@link #ANY_SOCKET}
     * @throws DpdkException if there is too little memory, the name is taken, or a number is out of range
     */
    public static PktmbufPool create(String name, int count, int cacheSize, int dataRoom, int socket) {
        Eal.requireRunning();
        if (count <= 0 || dataRoom <= RteMbuf.HEADROOM || dataRoom > MAX_DATA_ROOM) {
            throw new DpdkException("Packet pool " + name + " cannot have " + count + " packets of " + dataRoom
                    + " bytes: ask for one or more, of " + (RteMbuf.HEADROOM + 1) + " to " + MAX_DATA_ROOM + " bytes.");
        }
        try (Arena temporary = Arena.ofConfined()) {
            long address = MbufFunctions.rtePktmbufPoolCreate(
                    temporary.allocateFrom(name), count, cacheSize, dataRoom, socket);
            if (address == 0) {
                throw refused(RteErrno.get(), name, count, dataRoom);
            }
            return new PktmbufPool(name, count, dataRoom, address);
        }
    }

    private static DpdkException refused(int errno, String name, int count, int dataRoom) {
        long megabytes = (((long)count * (dataRoom + OVERHEAD)) >> 20) + 1;
        String reason = switch (errno) {
            case Errno.ENOMEM -> "EAL has too little memory for " + count + " packets of " + dataRoom + " bytes, about "
                    + megabytes + " MB: give it more with -m or reserve more hugepages, or ask for fewer packets";
            case Errno.EEXIST -> "there is one of that name: choose another name";
            default -> RteErrno.text(errno) + ": check its name, size and cache size";
        };
        return new DpdkException("Packet pool " + name + " could not be made: " + reason + ".");
    }

    /**
     * A packet in Java's memory, never freed and never changed, so any thread may copy from it: {@code
     * rte_pktmbuf_alloc} is inline and has no symbol, {@code rte_pktmbuf_copy} has one.
     */
    private static long packetOfOneByte(Arena arena) {
        MemorySegment mbuf = arena.allocate(RteMbuf.layout());
        long address = mbuf.address();
        NativeMemory.putLong(address + RteMbuf.BUF_ADDR, arena.allocate(1).address());
        NativeMemory.putShort(address + RteMbuf.REFCNT, 1);
        NativeMemory.putShort(address + RteMbuf.NB_SEGS, 1);
        NativeMemory.putShort(address + RteMbuf.PORT, NO_PORT);
        NativeMemory.putShort(address + RteMbuf.BUF_LEN, 1);
        NativeMemory.putShort(address + RteMbuf.DATA_LEN, 1);
        NativeMemory.putInt(address + RteMbuf.PKT_LEN, 1);
        return address;
    }

    /**
     * Takes a packet of one segment, with DPDK's usual headroom and one byte of data; the caller sets the data and its
     * lengths. Neither allocates Java memory nor locks.
     *
     * @return its address, or 0 if the pool is exhausted
     */
    public long allocate() {
        return MbufFunctions.rtePktmbufCopy(template, address, 0, 1);
    }

    /**
     * Takes a packet of one segment and copies bytes into it.
     *
     * @param dataAddress where they are
     * @param length      how many, 0 to {@link #maxData}
     * @return the packet's address, or 0 if the pool is exhausted or the length is out of range
     */
    public long copyOf(long dataAddress, int length) {
        if (length < 0 || length > maxData()) {
            return 0;
        }
        long mbuf = allocate();
        if (mbuf != 0) {
            long data = NativeMemory.getLong(mbuf + RteMbuf.BUF_ADDR)
                    + NativeMemory.getUnsignedShort(mbuf + RteMbuf.DATA_OFF);
            NativeMemory.copy(dataAddress, data, length);
            NativeMemory.putShort(mbuf + RteMbuf.DATA_LEN, length);
            NativeMemory.putInt(mbuf + RteMbuf.PKT_LEN, length);
        }
        return mbuf;
    }

    /** The address of the {@code struct rte_mempool}. */
    public long address() {
        return address;
    }

    /** How many packets the pool has in all. */
    public int capacity() {
        return capacity;
    }

    /** How many bytes of data fit in one packet behind the usual headroom. */
    public int maxData() {
        return dataRoom - RteMbuf.HEADROOM;
    }

    /** How many packets are free, in the pool or in threads' caches; exact while no other thread uses the pool. */
    public int available() {
        return MbufFunctions.rteMempoolAvailCount(address);
    }

    /** How many packets somebody has, a receive queue among others; exact while no other thread uses the pool. */
    public int inUse() {
        return MbufFunctions.rteMempoolInUseCount(address);
    }

    /**
     * Frees the pool; it must not be used afterwards. Closing again does nothing.
     *
     * @throws DpdkException if packets of it are in use, whose memory would vanish under their users, or if EAL has
     *                       been stopped, which has taken all memory back
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        Eal.requireRunning();
        int inUse = inUse();
        if (inUse != 0) {
            throw new DpdkException("Packet pool " + name + " cannot be freed while " + inUse
                    + " of its packets are in use: close the ports that receive into it and free the others first.");
        }
        closed = true;
        MbufFunctions.rteMempoolFree(address);
        arena.close();
    }
}
