package dev.narrows.packet;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A packet pool without a driver, for tests: packets of the same layout in plain native memory. It finds what a real
 * pool would suffer in silence: writes beyond a packet's memory (guard bytes), packets given back twice, and packets
 * never given back. Free packets hold poison.
 *
 * <p>Each packet's place is its descriptor, a guard, its memory, a guard. May be used by any thread.
 */
public final class InMemoryPool implements PacketPool, AutoCloseable {
    /** The bytes of a packet's memory, headroom included, as DPDK's default makes them. */
    public static final int DEFAULT_BUFFER_LENGTH = 2048 + PacketLayout.HEADROOM;

    private static final int GUARD_LENGTH = 64;
    private static final byte GUARD = (byte)0xFD;
    private static final byte POISON = (byte)0xA5;

    private final Arena arena = Arena.ofShared();
    private final int bufferLength;
    private final int stride;
    private final MemorySegment memory;
    private final UnsafeBuffer place = new UnsafeBuffer(0, 0);
    private final boolean[] taken;
    private final int[] free;
    private int freeCount;

    /**
     * A pool of packets with {@link #DEFAULT_BUFFER_LENGTH}.
     *
     * @param size in packets.
     */
    public InMemoryPool(int size) {
        this(size, DEFAULT_BUFFER_LENGTH);
    }

    /**
     * A pool.
     *
     * @param size         in packets.
     * @param bufferLength bytes of each packet's memory, {@link PacketLayout#HEADROOM} included, up to 65535.
     */
    public InMemoryPool(int size, int bufferLength) {
        this.bufferLength = bufferLength;
        stride = (PacketLayout.SIZE + GUARD_LENGTH + bufferLength + GUARD_LENGTH + 63) & -64;
        memory = arena.allocate((long)size * stride, 64);
        taken = new boolean[size];
        free = new int[size];
        for (int index = size - 1; index >= 0; index--) {
            place.wrap(address(index), stride);
            place.setMemory(0, stride, GUARD);
            place.setMemory(PacketLayout.SIZE + GUARD_LENGTH, bufferLength, POISON);
            free[freeCount++] = index;
        }
    }

    @Override
    public synchronized long allocate() {
        if (freeCount == 0) {
            return EXHAUSTED;
        }
        int index = free[--freeCount];
        taken[index] = true;
        long handle = address(index);
        place.wrap(handle, stride);
        place.setMemory(0, PacketLayout.SIZE, (byte)0);
        place.putLong(PacketLayout.BUFFER_ADDRESS_OFFSET, handle + PacketLayout.SIZE + GUARD_LENGTH);
        place.putShort(PacketLayout.DATA_OFFSET_OFFSET, (short)PacketLayout.HEADROOM);
        place.putShort(PacketLayout.REFERENCE_COUNT_OFFSET, (short)1);
        place.putShort(PacketLayout.SEGMENT_COUNT_OFFSET, (short)1);
        place.putShort(PacketLayout.BUFFER_LENGTH_OFFSET, (short)bufferLength);
        return handle;
    }

    @Override
    public synchronized long allocate(int length) {
        return length > bufferLength ? EXHAUSTED : allocate();
    }

    /**
     * Takes a packet and fills it, the data behind the usual headroom.
     *
     * @param data the packet.
     * @return its handle.
     */
    public long allocate(byte[] data) {
        return allocate(data, PacketLayout.HEADROOM);
    }

    /**
     * Takes a packet and fills it.
     *
     * @param data     the packet.
     * @param headroom where the data start; what is left behind them is tailroom.
     * @return its handle.
     */
    public synchronized long allocate(byte[] data, int headroom) {
        long handle = allocate();
        if (handle == EXHAUSTED || headroom + data.length > bufferLength) {
            throw new AssertionError("no packet for " + headroom + " + " + data.length + " bytes, in use: " + inUse());
        }
        place.putBytes(PacketLayout.SIZE + GUARD_LENGTH + headroom, data);
        place.putShort(PacketLayout.DATA_OFFSET_OFFSET, (short)headroom);
        place.putShort(PacketLayout.DATA_LENGTH_OFFSET, (short)data.length);
        place.putInt(PacketLayout.PACKET_LENGTH_OFFSET, data.length);
        return handle;
    }

    /**
     * Copies a packet's data, as its descriptor bounds them.
     *
     * @param handle the packet.
     * @return the data.
     */
    public synchronized byte[] copy(long handle) {
        place.wrap(address(index(handle)), stride);
        byte[] data = new byte[place.getShort(PacketLayout.DATA_LENGTH_OFFSET) & 0xFFFF];
        int headroom = place.getShort(PacketLayout.DATA_OFFSET_OFFSET) & 0xFFFF;
        place.getBytes(PacketLayout.SIZE + GUARD_LENGTH + headroom, data);
        return data;
    }

    @Override
    public synchronized void free(HandleArray handles, int count) {
        for (int i = 0; i < count; i++) {
            free(handles.get(i));
        }
    }

    /**
     * Gives one packet back.
     *
     * @param handle the packet.
     */
    public synchronized void free(long handle) {
        int index = index(handle);
        if (!taken[index]) {
            throw new AssertionError("packet " + index + " was given back twice");
        }
        checkGuards(index);
        place.setMemory(PacketLayout.SIZE + GUARD_LENGTH, bufferLength, POISON);
        taken[index] = false;
        free[freeCount++] = index;
    }

    @Override
    public int size() {
        return free.length;
    }

    @Override
    public synchronized int inUse() {
        return free.length - freeCount;
    }

    /** Fails where anything was written beyond a packet's memory, or any packet was not given back. */
    public synchronized void check() {
        for (int index = 0; index < taken.length; index++) {
            checkGuards(index);
        }
        if (inUse() != 0) {
            throw new AssertionError(inUse() + " packets were not given back");
        }
    }

    /** Does {@link #check()} and gives the memory back. */
    @Override
    public synchronized void close() {
        try {
            check();
        } finally {
            arena.close();
        }
    }

    private void checkGuards(int index) {
        place.wrap(address(index), stride);
        byte[] guard = new byte[GUARD_LENGTH];
        byte[] expected = new byte[GUARD_LENGTH];
        Arrays.fill(expected, GUARD);
        place.getBytes(PacketLayout.SIZE, guard);
        if (!Arrays.equals(guard, expected)) {
            throw new AssertionError("packet " + index + ": something was written before its memory");
        }
        place.getBytes(PacketLayout.SIZE + GUARD_LENGTH + bufferLength, guard);
        if (!Arrays.equals(guard, expected)) {
            throw new AssertionError("packet " + index + ": something was written behind its memory");
        }
    }

    private int index(long handle) {
        long distance = handle - memory.address();
        if (distance < 0 || distance >= memory.byteSize() || distance % stride != 0) {
            throw new AssertionError("no packet of this pool: 0x" + Long.toHexString(handle));
        }
        return (int)(distance / stride);
    }

    private long address(int index) {
        return memory.address() + (long)index * stride;
    }
}
