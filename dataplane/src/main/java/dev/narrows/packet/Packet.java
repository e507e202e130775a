package dev.narrows.packet;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * A packet in its own memory. One flyweight is laid over many packets in turn; it allocates nothing.
 *
 * <p>{@link #buffer()} covers the packet's whole memory, headroom and tailroom included. The data are the
 * {@link #length()} bytes that start at {@link #offset()}: a header is pushed by moving the start into the headroom,
 * payload never moves. Start and length live here while a worker handles the packet and go back to the descriptor
 * with {@link #store()}.
 *
 * <p>Belongs to one thread.
 */
public final class Packet {
    private final UnsafeBuffer descriptor = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private long handle;
    private int offset;
    private int length;

    /**
     * Lays this flyweight over a packet.
     *
     * @param packetHandle address of the packet's descriptor.
     */
    public void wrap(long packetHandle) {
        handle = packetHandle;
        descriptor.wrap(packetHandle, PacketLayout.SIZE);
        int capacity = descriptor.getShort(PacketLayout.BUFFER_LENGTH_OFFSET) & 0xFFFF;
        buffer.wrap(descriptor.getLong(PacketLayout.BUFFER_ADDRESS_OFFSET), capacity);
        offset = descriptor.getShort(PacketLayout.DATA_OFFSET_OFFSET) & 0xFFFF;
        length = descriptor.getShort(PacketLayout.DATA_LENGTH_OFFSET) & 0xFFFF;
    }

    /**
     * Whether what the driver reported holds together, and the memory may be written: one segment, one owner, memory
     * of its own, and data that lie inside that memory.
     *
     * @return false where the packet must not be touched.
     */
    public boolean isSoleOwnedSegment() {
        long flags = descriptor.getLong(PacketLayout.FLAGS_OFFSET);
        return descriptor.getShort(PacketLayout.SEGMENT_COUNT_OFFSET) == 1
            && descriptor.getShort(PacketLayout.REFERENCE_COUNT_OFFSET) == 1
            && (flags & (PacketLayout.INDIRECT_FLAG | PacketLayout.EXTERNAL_FLAG)) == 0
            && descriptor.getInt(PacketLayout.PACKET_LENGTH_OFFSET) == length
            && offset + length <= buffer.capacity();
    }

    /** Writes start and length back to the descriptor, where the driver reads them. */
    public void store() {
        descriptor.putShort(PacketLayout.DATA_OFFSET_OFFSET, (short)offset);
        descriptor.putShort(PacketLayout.DATA_LENGTH_OFFSET, (short)length);
        descriptor.putInt(PacketLayout.PACKET_LENGTH_OFFSET, length);
    }

    /** {@return the address of the packet's descriptor} */
    public long handle() {
        return handle;
    }

    /** {@return the packet's whole memory; the data start at {@link #offset()}} */
    public UnsafeBuffer buffer() {
        return buffer;
    }

    /** {@return where the data start in the buffer, in bytes; also the headroom} */
    public int offset() {
        return offset;
    }

    /** {@return the bytes of data} */
    public int length() {
        return length;
    }

    /** {@return the bytes that may still be appended} */
    public int tailroom() {
        return buffer.capacity() - offset - length;
    }

    /**
     * Sets where the data are.
     *
     * @param newOffset from 0.
     * @param newLength so that offset and length stay within the buffer.
     */
    public void bounds(int newOffset, int newLength) {
        offset = newOffset;
        length = newLength;
    }

    /**
     * Drops bytes from the front.
     *
     * @param bytes from 0 to {@link #length()}.
     */
    public void trimFront(int bytes) {
        offset += bytes;
        length -= bytes;
    }

    /**
     * Takes bytes from the headroom to the front of the data.
     *
     * @param bytes from 0 to {@link #offset()}: the caller has checked.
     */
    public void extendFront(int bytes) {
        offset -= bytes;
        length += bytes;
    }
}
