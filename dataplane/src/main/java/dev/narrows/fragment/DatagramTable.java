package dev.narrows.fragment;

import dev.narrows.wire.Ipv4;
import org.agrona.BitUtil;
import org.agrona.collections.Int2IntHashMap;

/**
 * A fixed number of slots for datagrams: found by what their fragments share, in the order of their age, and counted by
 * source. Every operation takes constant time.
 */
final class DatagramTable {
    private static final int PROTOCOL_SHIFT = 16;
    private static final long UNSIGNED_INT_MASK = 0xFFFF_FFFFL;
    private static final float LOAD_FACTOR = 0.6f;

    private final PartialDatagram[] buckets;
    private final PartialDatagram[] free;
    private final Int2IntHashMap inUseBySource;
    private final int maxPerSource;
    private final long seed;
    private int freeCount;
    private PartialDatagram oldest;
    private PartialDatagram newest;

    DatagramTable(int slots, int slotLength, int maxPerSource, long seed) {
        this.maxPerSource = maxPerSource;
        this.seed = seed;
        buckets = new PartialDatagram[BitUtil.findNextPositivePowerOfTwo(2 * slots)];
        // So large that it never grows: there are no more sources than slots.
        inUseBySource = new Int2IntHashMap(2 * slots, LOAD_FACTOR, 0);
        free = new PartialDatagram[slots];
        for (int i = 0; i < slots; i++) {
            free[i] = new PartialDatagram(slotLength);
        }
        freeCount = slots;
    }

    /** {@return the datagram that a fragment belongs to, or null} */
    PartialDatagram find(Ipv4 fragment) {
        long addresses = addresses(fragment);
        int protocolAndId = protocolAndId(fragment);
        PartialDatagram datagram = buckets[bucket(addresses, protocolAndId)];
        while (datagram != null && !datagram.isOf(addresses, protocolAndId)) {
            datagram = datagram.nextInBucket;
        }
        return datagram;
    }

    /** {@return an empty slot for the datagram of a fragment, or null where none is left, or none for its source} */
    PartialDatagram begin(Ipv4 fragment, long nowNs) {
        int source = fragment.source();
        int inUse = inUseBySource.get(source);
        if (freeCount == 0 || inUse >= maxPerSource) {
            return null;
        }
        inUseBySource.put(source, inUse + 1);
        freeCount--;
        PartialDatagram datagram = free[freeCount];
        long addresses = addresses(fragment);
        int protocolAndId = protocolAndId(fragment);
        datagram.begin(addresses, protocolAndId, nowNs);
        int bucket = bucket(addresses, protocolAndId);
        datagram.nextInBucket = buckets[bucket];
        buckets[bucket] = datagram;
        appendByAge(datagram);
        return datagram;
    }

    /** Gives a slot back. Its contents stay until it is used again. */
    void end(PartialDatagram datagram) {
        removeFromBucket(datagram);
        removeByAge(datagram);
        int source = (int)(datagram.addresses() >>> Integer.SIZE);
        int inUse = inUseBySource.get(source) - 1;
        if (inUse == 0) {
            inUseBySource.remove(source);
        } else {
            inUseBySource.put(source, inUse);
        }
        free[freeCount] = datagram;
        freeCount++;
    }

    /** {@return the datagram that was begun first, or null} */
    PartialDatagram oldest() {
        return oldest;
    }

    /** {@return how many slots are taken} */
    int inUse() {
        return free.length - freeCount;
    }

    private void appendByAge(PartialDatagram datagram) {
        datagram.newer = null;
        datagram.older = newest;
        if (newest == null) {
            oldest = datagram;
        } else {
            newest.newer = datagram;
        }
        newest = datagram;
    }

    private void removeByAge(PartialDatagram datagram) {
        if (datagram.older == null) {
            oldest = datagram.newer;
        } else {
            datagram.older.newer = datagram.newer;
        }
        if (datagram.newer == null) {
            newest = datagram.older;
        } else {
            datagram.newer.older = datagram.older;
        }
    }

    private void removeFromBucket(PartialDatagram datagram) {
        int bucket = bucket(datagram.addresses(), datagram.protocolAndId());
        if (buckets[bucket] == datagram) {
            buckets[bucket] = datagram.nextInBucket;
            return;
        }
        PartialDatagram before = buckets[bucket];
        while (before.nextInBucket != datagram) {
            before = before.nextInBucket;
        }
        before.nextInBucket = datagram.nextInBucket;
    }

    private int bucket(long addresses, int protocolAndId) {
        long h = (addresses ^ seed) * 0xBF58_476D_1CE4_E5B9L;
        h = (h ^ h >>> 29 ^ protocolAndId) * 0x94D0_49BB_1331_11EBL;
        return (int)(h >>> 32) & buckets.length - 1;
    }

    private static long addresses(Ipv4 fragment) {
        return (long)fragment.source() << Integer.SIZE | (fragment.destination() & UNSIGNED_INT_MASK);
    }

    private static int protocolAndId(Ipv4 fragment) {
        return fragment.protocol() << PROTOCOL_SHIFT | fragment.identification();
    }
}
