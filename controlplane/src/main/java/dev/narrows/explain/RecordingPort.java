package dev.narrows.explain;

import dev.narrows.packet.HandleArray;
import dev.narrows.packet.Packet;
import dev.narrows.packet.PacketPool;
import dev.narrows.port.Port;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** A port that leads nowhere: what is given to it arrives once, what is sent is kept. */
final class RecordingPort implements Port {
    /** A locally administered address (IEEE 802 8.2), far from those of the neighbours here. */
    private static final long FIRST_MAC = 0x02_00_00_00_00_00L;

    private final int number;
    private final PacketPool pool;
    private final List<SentFrame> sent;
    private final Packet packet = new Packet();
    private long waiting = PacketPool.EXHAUSTED;

    /**
     * A frame that left.
     *
     * @param port  by which port.
     * @param frame from its Ethernet header on.
     */
    record SentFrame(int port, UnsafeBuffer frame) {
    }

    /**
     * A port.
     *
     * @param number its number.
     * @param pool   whose packets it has.
     * @param sent   takes what is sent.
     */
    RecordingPort(int number, PacketPool pool, List<SentFrame> sent) {
        this.number = number;
        this.pool = pool;
        this.sent = sent;
    }

    /** Lets a packet arrive. */
    void arrive(long handle) {
        waiting = handle;
    }

    @Override
    public int receive(HandleArray handles) {
        if (waiting == PacketPool.EXHAUSTED) {
            return 0;
        }
        handles.set(0, waiting);
        waiting = PacketPool.EXHAUSTED;
        return 1;
    }

    @Override
    public int transmit(HandleArray handles, int from, int count) {
        HandleArray one = new HandleArray(1);
        for (int i = from; i < from + count; i++) {
            packet.wrap(handles.get(i));
            byte[] frame = new byte[packet.length()];
            packet.buffer().getBytes(packet.offset(), frame);
            sent.add(new SentFrame(number, new UnsafeBuffer(frame)));
            one.set(0, handles.get(i));
            pool.free(one, 1);
        }
        return count;
    }

    /** {@return its address: even, so that the host's port has another one bit away} */
    @Override
    public long macAddress() {
        return FIRST_MAC + 2L * number;
    }

    @Override
    public void close() {
        // Its packets are the pool's.
    }
}
