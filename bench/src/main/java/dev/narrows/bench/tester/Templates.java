package dev.narrows.bench.tester;

import dev.narrows.bench.traffic.Flows;
import dev.narrows.bench.traffic.Frames;
import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.packet.Packet;
import dev.narrows.packet.PacketLayout;
import dev.narrows.port.DpdkPool;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Packets that are sent over and over. {@code net_memif} copies what it sends and then lets go of it once: held
 * twice, a
 * packet is still there afterwards.
 */
final class Templates {
    private static final short HELD_TWICE = 2;
    private static final int COUNT = 768;

    private final DpdkPool pool;
    private final boolean isCopied;
    private final Packet template = new Packet();
    private final Packet copy = new Packet();

    private final long[] handles = new long[COUNT];
    private final UnsafeBuffer descriptor = new UnsafeBuffer(0, 0);
    private int next;

    private Templates(DpdkPool pool, TrafficMix mix, long destinationMac, boolean isCopied) {
        this.pool = pool;
        this.isCopied = isCopied;
        List<byte[]> frames = Frames.outbound(mix.sizes(COUNT), destinationMac, Flows.USUAL);
        Packet packet = new Packet();
        for (int i = 0; i < COUNT; i++) {
            handles[i] = pool.allocate();
            if (handles[i] == DpdkPool.EXHAUSTED) {
                throw new IllegalStateException("no packets left for templates");
            }
            packet.wrap(handles[i]);
            packet.buffer().putBytes(packet.offset(), frames.get(i));
            packet.bounds(packet.offset(), frames.get(i).length);
            packet.store();
        }
    }

    /** Templates for a driver that has done with a packet when it has taken it. */
    static Templates reused(DpdkPool pool, TrafficMix mix, long destinationMac) {
        return new Templates(pool, mix, destinationMac, false);
    }

    /** Templates for any driver: what is sent is a copy. */
    static Templates copied(DpdkPool pool, TrafficMix mix, long destinationMac) {
        return new Templates(pool, mix, destinationMac, true);
    }

    /** {@return whether packets that were not taken by a driver must be freed} */
    boolean isCopied() {
        return isCopied;
    }

    /** {@return the packet to be sent next, to be let go of once; it stays the next until {@link #advance}} */
    long peek(int ahead) {
        long handle = handles[(next + ahead) % COUNT];
        if (isCopied) {
            return copyOf(handle);
        }
        descriptor.wrap(handle, PacketLayout.SIZE);
        descriptor.putShort(PacketLayout.REFERENCE_COUNT_OFFSET, HELD_TWICE);
        return handle;
    }

    private long copyOf(long handle) {
        long made = pool.allocate();
        if (made != DpdkPool.EXHAUSTED) {
            template.wrap(handle);
            copy.wrap(made);
            copy.buffer().putBytes(copy.offset(), template.buffer(), template.offset(), template.length());
            copy.bounds(copy.offset(), template.length());
            copy.store();
        }
        return made;
    }

    /** Says how many were sent. Those that were offered and not sent are offered again. */
    void advance(int sent) {
        next = (next + sent) % COUNT;
    }
}
