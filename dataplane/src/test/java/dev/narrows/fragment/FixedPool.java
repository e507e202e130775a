package dev.narrows.fragment;

import dev.narrows.packet.HandleArray;
import dev.narrows.packet.InMemoryPool;
import dev.narrows.packet.PacketPool;

/** A stack of packets borrowed from another pool, which unlike that one allocates nothing on the heap. */
final class FixedPool implements PacketPool, AutoCloseable {
    private final InMemoryPool lender;
    private final long[] packets;
    private int free;

    FixedPool(InMemoryPool lender, int size) {
        this.lender = lender;
        packets = new long[size];
        for (int i = 0; i < size; i++) {
            packets[i] = lender.allocate();
        }
        free = size;
    }

    @Override
    public long allocate() {
        if (free == 0) {
            return EXHAUSTED;
        }
        free--;
        return packets[free];
    }

    @Override
    public long allocate(int length) {
        return allocate();
    }

    @Override
    public void free(HandleArray handles, int count) {
        for (int i = 0; i < count; i++) {
            packets[free] = handles.get(i);
            free++;
        }
    }

    @Override
    public int size() {
        return packets.length;
    }

    @Override
    public int inUse() {
        return packets.length - free;
    }

    @Override
    public void close() {
        for (long handle : packets) {
            lender.free(handle);
        }
    }
}
