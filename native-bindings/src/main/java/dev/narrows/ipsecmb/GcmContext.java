package dev.narrows.ipsecmb;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Room for the state of one AES-GCM operation at a time; each thread that encrypts has its own. It holds traces of the
 * last operation until it is closed.
 */
public final class GcmContext implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory = arena.allocate(GcmContextData.layout());

    /** Makes one, off the heap. */
    public GcmContext() {
    }

    /** What {@link AesGcm} takes as its context; invalid once this is closed. */
    public long address() {
        return memory.address();
    }

    /** Wipes and frees it. Closing again does nothing. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            memory.fill((byte)0);
            arena.close();
        }
    }
}
