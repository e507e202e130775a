package dev.narrows.fastpath;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Native memory of the fast path's own, zero at first. It stays as long as somebody holds this.
 */
final class NativeTable {
    private static final long PAGE = 4096;

    private final MemorySegment memory;

    /**
     * Takes memory.
     *
     * @param bytes how much.
     */
    NativeTable(long bytes) {
        memory = Arena.ofAuto().allocate(bytes, PAGE);
    }

    /** {@return the address of its first byte, a multiple of 4096} */
    long address() {
        return memory.address();
    }
}
