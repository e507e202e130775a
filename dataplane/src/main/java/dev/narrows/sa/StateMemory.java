package dev.narrows.sa;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Native memory for many small states that any thread may read at any time: each is whole cache lines of its own, zero
 * at first, and goes when nobody holds its segment any more, with those that it shares a chunk with.
 */
final class StateMemory {
    private static final long CACHE_LINE = 64;
    private static final long CHUNK = 1 << 16;

    /** What the next states are cut from; guarded by the class. */
    private static MemorySegment chunk = MemorySegment.NULL;
    private static long used;

    private StateMemory() {
    }

    /**
     * Gives memory that is never any other's as long as the segment is held.
     *
     * @param bytes how much, from 1.
     * @return the memory.
     */
    static synchronized MemorySegment allocate(long bytes) {
        long length = bytes + CACHE_LINE - 1 & -CACHE_LINE;
        if (length > CHUNK / 2) {
            return Arena.ofAuto().allocate(length, CACHE_LINE);
        }
        if (used + length > chunk.byteSize()) {
            chunk = Arena.ofAuto().allocate(CHUNK, CACHE_LINE);
            used = 0;
        }
        used += length;
        return chunk.asSlice(used - length, length);
    }
}
