package dev.narrows.port;

import dev.narrows.packet.HandleArray;
import dev.narrows.packet.InMemoryPool;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * A port without a driver, for tests: what a test injects is received, what is transmitted can be looked at.
 */
public final class InMemoryPort implements Port {
    private final InMemoryPool pool;
    private final long macAddress;
    private final Queue<Long> arrived = new ArrayDeque<>();
    private final List<byte[]> sent = new ArrayList<>();
    private int room = Integer.MAX_VALUE;

    /**
     * A port.
     *
     * @param pool       where the packets that it receives come from.
     * @param macAddress its own.
     */
    public InMemoryPort(InMemoryPool pool, long macAddress) {
        this.pool = pool;
        this.macAddress = macAddress;
    }

    /**
     * Lets a frame arrive.
     *
     * @param frame from the Ethernet header on.
     */
    public void inject(byte[] frame) {
        arrived.add(pool.allocate(frame));
    }

    /**
     * Lets a packet arrive that a test has prepared itself.
     *
     * @param handle the packet.
     */
    public void injectPacket(long handle) {
        arrived.add(handle);
    }

    /**
     * Bounds what the port takes for transmission from now on.
     *
     * @param packets how many.
     */
    public void room(int packets) {
        room = packets;
    }

    /** {@return the frames sent since the last call, in their order} */
    public List<byte[]> takeSent() {
        List<byte[]> frames = List.copyOf(sent);
        sent.clear();
        return frames;
    }

    @Override
    public int receive(HandleArray handles) {
        int count = 0;
        while (count < handles.capacity() && !arrived.isEmpty()) {
            handles.set(count, arrived.remove());
            count++;
        }
        return count;
    }

    @Override
    public int transmit(HandleArray handles, int from, int count) {
        int taken = Math.min(count, room);
        room -= taken;
        for (int i = from; i < from + taken; i++) {
            sent.add(pool.copy(handles.get(i)));
            pool.free(handles.get(i));
        }
        return taken;
    }

    @Override
    public long macAddress() {
        return macAddress;
    }

    @Override
    public void close() {
        while (!arrived.isEmpty()) {
            pool.free(arrived.remove());
        }
    }
}
