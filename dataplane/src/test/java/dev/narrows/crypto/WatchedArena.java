package dev.narrows.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** An arena for one segment, which remembers what that held when it was given back. */
final class WatchedArena implements Arena {
    private final Arena arena = Arena.ofConfined();
    private MemorySegment segment;
    private byte[] lastContent;

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        segment = arena.allocate(byteSize, byteAlignment);
        return segment;
    }

    @Override
    public MemorySegment.Scope scope() {
        return arena.scope();
    }

    @Override
    public void close() {
        lastContent = segment.toArray(ValueLayout.JAVA_BYTE);
        arena.close();
    }

    /** {@return what the segment held at the end} */
    byte[] lastContent() {
        return lastContent.clone();
    }
}
