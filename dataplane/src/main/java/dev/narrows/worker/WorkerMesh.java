package dev.narrows.worker;

import dev.narrows.channel.PacketRing;
import dev.narrows.packet.HandleArray;
import dev.narrows.packet.PacketPool;
import java.security.SecureRandom;

/**
 * What joins the workers of one gateway: a ring of packets from each to each other, and secrets that they share.
 */
public final class WorkerMesh {
    /** The most workers there may be. */
    public static final int MOST_WORKERS = 64;

    private final PacketRing[][] rings;
    private final long fragmentHashKey;
    private final long identificationSeed;

    /**
     * Empty rings.
     *
     * @param workers  how many workers there are, from 1 to {@link #MOST_WORKERS}.
     * @param capacity of each ring, in packets, a power of two.
     */
    public WorkerMesh(int workers, int capacity) {
        if (workers < 1 || workers > MOST_WORKERS) {
            throw new IllegalArgumentException(workers + " workers; there may be 1 to " + MOST_WORKERS);
        }
        rings = new PacketRing[workers][workers];
        for (int from = 0; from < workers; from++) {
            for (int to = 0; to < workers; to++) {
                rings[from][to] = from == to ? null : new PacketRing(capacity);
            }
        }
        SecureRandom random = new SecureRandom();
        fragmentHashKey = random.nextLong();
        identificationSeed = random.nextLong();
    }

    /** {@return how many workers it joins} */
    public int workers() {
        return rings.length;
    }

    /** {@return the ring by which one worker gives to another} */
    PacketRing ring(int from, int to) {
        return rings[from][to];
    }

    /** {@return the key by which all spread fragments alike, so that nobody outside can tell whose they will be} */
    long fragmentHashKey() {
        return fragmentHashKey;
    }

    /** {@return what identifications of IPv6 fragments are made from} */
    long identificationSeed() {
        return identificationSeed;
    }

    /**
     * Gives the packets that are still on their way back to the pool. Only once no worker runs any more.
     *
     * @param pool whose packets they are.
     */
    public void drainTo(PacketPool pool) {
        HandleArray one = new HandleArray(1);
        for (PacketRing[] from : rings) {
            for (PacketRing ring : from) {
                long handle = ring == null ? 0 : takeUnpublished(ring);
                while (handle != 0) {
                    one.set(0, handle);
                    pool.free(one, 1);
                    handle = ring.take();
                }
            }
        }
    }

    /** A worker that ended with a failure may have given packets that it never published. */
    private static long takeUnpublished(PacketRing ring) {
        ring.publish();
        return ring.take();
    }
}
