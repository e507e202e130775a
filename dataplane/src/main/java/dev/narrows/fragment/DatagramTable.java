package dev.narrows.fragment;

import org.agrona.BitUtil;
import org.agrona.collections.Long2LongHashMap;

/**
 * A fixed number of slots for datagrams: found by what their fragments share, in the order of their age, and counted by
 * source. Every operation takes constant time.
 */
final class DatagramTable {
    private static final float LOAD_FACTOR = 0.6f;

    private final PartialDatagram[] buckets;
    private final PartialDatagram[] free;
    private final Long2LongHashMap inUseBySource;
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
        inUseBySource = new Long2LongHashMap(2 * slots, LOAD_FACTOR, 0, false);
        free = new PartialDatagram[slots];
        for (int i = 0; i < slots; i++) {
            free[i] = new PartialDatagram(slotLength);
        }
        freeCount = slots;
    }

    /** {@return the datagram that a fragment belongs to, or null} */
    PartialDatagram find(FragmentView fragment) {
        PartialDatagram datagram = buckets[bucket(PartialDatagram.hash(fragment, seed))];
        while (datagram != null && !datagram.isOf(fragment)) {
            datagram = datagram.nextInBucket;
        }
        return datagram;
    }

    /** {@return an empty slot for the datagram of a fragment, or null where none is left, or none for its source} */
    PartialDatagram begin(FragmentView fragment, long nowNs) {
        long source = fragment.sourceKey();
        long inUse = inUseBySource.get(source);
        if (freeCount == 0 || inUse >= maxPerSource) {
            return null;
        }
        inUseBySource.put(source, inUse + 1);
        freeCount--;
        PartialDatagram datagram = free[freeCount];
        datagram.begin(fragment, nowNs);
        int bucket = bucket(datagram.hash(seed));
        datagram.nextInBucket = buckets[bucket];
        buckets[bucket] = datagram;
        appendByAge(datagram);
        return datagram;
    }

    /** Gives a slot back. Its contents stay until it is used again. */
    void end(PartialDatagram datagram) {
        removeFromBucket(datagram);
        removeByAge(datagram);
        long source = datagram.sourceKey();
        long inUse = inUseBySource.get(source) - 1;
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
        int bucket = bucket(datagram.hash(seed));
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

    private int bucket(long hash) {
        return (int)(hash >>> Integer.SIZE) & buckets.length - 1;
    }
}
