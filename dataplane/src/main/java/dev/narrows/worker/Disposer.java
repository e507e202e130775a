package dev.narrows.worker;

import dev.narrows.packet.HandleArray;
import dev.narrows.packet.Packet;
import dev.narrows.packet.PacketPool;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounters;

/**
 * Where packets end that no port sends: counts why, and gives them back to the pool in batches.
 */
final class Disposer {
    private static final int CAPACITY = 64;

    private final PacketPool pool;
    private final WorkerCounters counters;
    private final HandleArray dropped = new HandleArray(CAPACITY);
    private int count;

    Disposer(PacketPool pool, WorkerCounters counters) {
        this.pool = pool;
        this.counters = counters;
    }

    /**
     * Ends a packet that no stage has sent on.
     *
     * @param packet not to be used any more.
     * @param reason what its stage returned: why it ends, or null where it is on its way.
     */
    void end(Packet packet, DropReason reason) {
        if (reason != null) {
            drop(packet.handle(), reason);
        }
    }

    /**
     * Ends a packet.
     *
     * @param handle the packet, not to be used any more.
     * @param reason why.
     */
    void drop(long handle, DropReason reason) {
        counters.increment(reason);
        dropped.set(count, handle);
        count++;
        if (count == CAPACITY) {
            flush();
        }
    }

    /** Gives back what has gathered. */
    void flush() {
        if (count > 0) {
            pool.free(dropped, count);
            count = 0;
        }
    }
}
