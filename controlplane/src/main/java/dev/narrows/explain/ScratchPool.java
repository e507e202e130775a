package dev.narrows.explain;

import dev.narrows.packet.HandleArray;
import dev.narrows.packet.PacketLayout;
import dev.narrows.packet.PacketPool;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import org.agrona.concurrent.UnsafeBuffer;

/** Packets in plain native memory, given back together when this is closed. Belongs to one thread. */
final class ScratchPool implements PacketPool, AutoCloseable {
    private static final int ALIGNMENT = 64;

    private final Arena arena = Arena.ofConfined();
    private final int size;
    private final int bufferLength;
    private final Deque<Long> free = new ArrayDeque<>();
    private final UnsafeBuffer descriptor = new UnsafeBuffer(0, 0);

    /**
     * A pool.
     *
     * @param size         in packets.
     * @param packetLength bytes that a packet holds besides its headroom.
     */
    ScratchPool(int size, int packetLength) {
        this.size = size;
        bufferLength = PacketLayout.HEADROOM + packetLength;
        int stride = (PacketLayout.SIZE + bufferLength + ALIGNMENT - 1) & -ALIGNMENT;
        MemorySegment memory = arena.allocate((long)size * stride, ALIGNMENT);
        for (int i = 0; i < size; i++) {
            free.add(memory.address() + (long)i * stride);
        }
    }

    @Override
    public long allocate() {
        Long handle = free.poll();
        if (handle == null) {
            return EXHAUSTED;
        }
        descriptor.wrap(handle, PacketLayout.SIZE);
        descriptor.setMemory(0, PacketLayout.SIZE, (byte)0);
        descriptor.putLong(PacketLayout.BUFFER_ADDRESS_OFFSET, handle + PacketLayout.SIZE);
        descriptor.putShort(PacketLayout.DATA_OFFSET_OFFSET, (short)PacketLayout.HEADROOM);
        descriptor.putShort(PacketLayout.REFERENCE_COUNT_OFFSET, (short)1);
        descriptor.putShort(PacketLayout.SEGMENT_COUNT_OFFSET, (short)1);
        descriptor.putShort(PacketLayout.BUFFER_LENGTH_OFFSET, (short)bufferLength);
        return handle;
    }

    @Override
    public long allocate(int length) {
        return length <= bufferLength ? allocate() : EXHAUSTED;
    }

    @Override
    public void free(HandleArray handles, int count) {
        for (int i = 0; i < count; i++) {
            free.push(handles.get(i));
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int inUse() {
        return size - free.size();
    }

    @Override
    public void close() {
        arena.close();
    }
}
