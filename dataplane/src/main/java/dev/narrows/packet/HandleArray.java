package dev.narrows.packet;

import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A fixed array of packet handles in native memory, where drivers read and write it. Belongs to one thread.
 */
public final class HandleArray {
    private static final int CACHE_LINE = 64;

    private final ByteBuffer memory;
    private final UnsafeBuffer handles;

    /**
     * Makes an array of zeros.
     *
     * @param capacity in handles, from 1.
     */
    public HandleArray(int capacity) {
        memory = BufferUtil.allocateDirectAligned(capacity * BitUtil.SIZE_OF_LONG, CACHE_LINE);
        handles = new UnsafeBuffer(memory);
    }

    /** {@return the native address of the first handle} */
    public long address() {
        return handles.addressOffset();
    }

    /** {@return how many handles fit} */
    public int capacity() {
        return handles.capacity() / BitUtil.SIZE_OF_LONG;
    }

    /**
     * Reads a handle.
     *
     * @param index from 0.
     * @return the handle there.
     */
    public long get(int index) {
        return handles.getLong(index * BitUtil.SIZE_OF_LONG);
    }

    /**
     * Writes a handle.
     *
     * @param index from 0.
     * @param handle the packet.
     */
    public void set(int index, long handle) {
        handles.putLong(index * BitUtil.SIZE_OF_LONG, handle);
    }
}
