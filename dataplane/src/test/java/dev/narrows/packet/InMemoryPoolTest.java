package dev.narrows.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The pool that other tests rely on to find their mistakes. */
class InMemoryPoolTest {
    private final Packet packet = new Packet();

    @Test
    void shouldMakePacketsAsADriverDoes() {
        try (InMemoryPool pool = new InMemoryPool(2)) {
            long handle = pool.allocate(new byte[] {1, 2, 3});
            packet.wrap(handle);
            assertTrue(packet.isSoleOwnedSegment());
            assertEquals(PacketLayout.HEADROOM, packet.offset());
            assertEquals(3, packet.length());
            assertEquals(2048 - 3, packet.tailroom());
            assertEquals(2, packet.buffer().getByte(packet.offset() + 1));
            pool.free(handle);
        }
    }

    @Test
    void shouldKeepBoundsStoredInTheDescriptor() {
        try (InMemoryPool pool = new InMemoryPool(1)) {
            long handle = pool.allocate(new byte[] {1, 2, 3, 4});
            packet.wrap(handle);
            packet.trimFront(1);
            packet.bounds(packet.offset(), 2);
            packet.store();
            assertArrayEquals(new byte[] {2, 3}, pool.copy(handle));
            pool.free(handle);
        }
    }

    @Test
    void shouldSeeAPacketThatIsSharedChainedOrContradictory() {
        try (InMemoryPool pool = new InMemoryPool(1)) {
            long handle = pool.allocate(new byte[100]);
            UnsafeBuffer descriptor = new UnsafeBuffer(handle, PacketLayout.SIZE);
            descriptor.putShort(PacketLayout.SEGMENT_COUNT_OFFSET, (short)2);
            assertNotSole(handle);
            descriptor.putShort(PacketLayout.SEGMENT_COUNT_OFFSET, (short)1);
            descriptor.putShort(PacketLayout.REFERENCE_COUNT_OFFSET, (short)2);
            assertNotSole(handle);
            descriptor.putShort(PacketLayout.REFERENCE_COUNT_OFFSET, (short)1);
            descriptor.putLong(PacketLayout.FLAGS_OFFSET, PacketLayout.INDIRECT_FLAG);
            assertNotSole(handle);
            descriptor.putLong(PacketLayout.FLAGS_OFFSET, PacketLayout.EXTERNAL_FLAG);
            assertNotSole(handle);
            descriptor.putLong(PacketLayout.FLAGS_OFFSET, 0);
            descriptor.putInt(PacketLayout.PACKET_LENGTH_OFFSET, 101);
            assertNotSole(handle);
            descriptor.putInt(PacketLayout.PACKET_LENGTH_OFFSET, 2049);
            descriptor.putShort(PacketLayout.DATA_LENGTH_OFFSET, (short)2049);
            assertNotSole(handle);
            pool.free(handle);
        }
    }

    @Test
    void shouldRunOutAndRecover() {
        try (InMemoryPool pool = new InMemoryPool(2)) {
            long first = pool.allocate();
            long second = pool.allocate();
            assertNotEquals(first, second);
            assertEquals(PacketPool.EXHAUSTED, pool.allocate());
            assertEquals(2, pool.inUse());
            HandleArray handles = new HandleArray(2);
            handles.set(0, first);
            handles.set(1, second);
            pool.free(handles, 2);
            assertEquals(0, pool.inUse());
        }
    }

    @Test
    void shouldFindALeak() {
        InMemoryPool pool = new InMemoryPool(2);
        pool.allocate();
        assertThrows(AssertionError.class, pool::close);
    }

    @Test
    void shouldFindADoubleFree() {
        try (InMemoryPool pool = new InMemoryPool(2)) {
            long handle = pool.allocate();
            pool.free(handle);
            assertThrows(AssertionError.class, () -> pool.free(handle));
            assertThrows(AssertionError.class, () -> pool.free(handle + 1));
        }
    }

    @Test
    void shouldFindAWriteOutsideThePacketsMemory() {
        for (int distance : new int[] {-1, InMemoryPool.DEFAULT_BUFFER_LENGTH}) {
            InMemoryPool pool = new InMemoryPool(1);
            long handle = pool.allocate();
            packet.wrap(handle);
            new UnsafeBuffer(packet.buffer().addressOffset() + distance, 1).putByte(0, (byte)1);
            assertThrows(AssertionError.class, () -> pool.free(handle));
            assertThrows(AssertionError.class, pool::close);
        }
    }

    private void assertNotSole(long handle) {
        packet.wrap(handle);
        assertFalse(packet.isSoleOwnedSegment());
    }
}
