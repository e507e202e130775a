package dev.narrows.bench.traffic;

import dev.narrows.packet.PacketLayout;
import java.lang.foreign.Arena;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Memory of our own, laid out as a driver lays packets out.
 */
public final class PacketMemory {
    private static final int CAPACITY = 2048;
    private static final int ALIGNMENT = 64;

    private PacketMemory() {
    }

    /**
     * Makes a packet without data.
     *
     * @param arena where its memory is.
     * @return its handle.
     */
    public static long allocate(Arena arena) {
        long address = arena.allocate(PacketLayout.SIZE, ALIGNMENT).address();
        UnsafeBuffer descriptor = new UnsafeBuffer(address, PacketLayout.SIZE);
        descriptor.putLong(PacketLayout.BUFFER_ADDRESS_OFFSET, arena.allocate(CAPACITY, ALIGNMENT).address());
        descriptor.putShort(PacketLayout.BUFFER_LENGTH_OFFSET, (short)CAPACITY);
        return address;
    }
}
