package dev.narrows.fragment;

import org.agrona.BitUtil;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * A fixed number of slots for datagrams: found by what their fragments share, in the order of their age, and counted by
 * source. Every operation takes constant time.
 */
final class DatagramTable {
    private static final float LOAD_FACTOR = 0.6f;

    private final PartialDatagram[] buckets;
    private final PartialDatagram[] free;
    private final DatagramSource[] freeSources;
    private final Long2ObjectHashMap<DatagramSource> sources;
    private final int maxPerSource;
    private int freeCount;
    private int freeSourceCount;
    private PartialDatagram oldest;
    private PartialDatagram newest;

    DatagramTable(int slots, int slotLength, int maxPerSource) {
        this.maxPerSource = maxPerSource;
        buckets = new PartialDatagram[BitUtil.findNextPositivePowerOfTwo(2 * slots)];
        // So large that it never grows: there are no more sources than slots.
        sources = new Long2ObjectHashMap<>(2 * slots, LOAD_FACTOR, false);
        free = new PartialDatagram[slots];
        freeSources = new DatagramSource[slots];
        for (int i = 0; i < slots; i++) {
            free[i] = new PartialDatagram(slotLength);
            freeSources[i] = new DatagramSource();
        }
        freeCount = slots;
        freeSourceCount = slots;
    }

    /** {@return the datagram that a fragment belongs to, or null} */
    PartialDatagram find(FragmentView fragment, long hash) {
        PartialDatagram datagram = buckets[bucket(hash)];
        while (datagram != null && !datagram.isOf(fragment)) {
            datagram = datagram.nextInBucket;
        }
        return datagram;
    }

    /**
     * {@return the datagram that must end before one of a source may begin: its own oldest or, where no slot is left,
     * anybody's; or null}
     */
    PartialDatagram inTheWay(long sourceKey) {
        DatagramSource source = sources.get(sourceKey);
        if (source != null && source.count() >= maxPerSource) {
            return source.oldest();
        }
        return freeCount == 0 ? oldest : null;
    }

    /** {@return an empty slot for the datagram of a fragment; there is one, as nothing is in the way} */
    PartialDatagram begin(FragmentView fragment, long hash, long nowNs) {
        freeCount--;
        PartialDatagram datagram = free[freeCount];
        datagram.begin(fragment, hash, nowNs);
        int bucket = bucket(hash);
        datagram.nextInBucket = buckets[bucket];
        buckets[bucket] = datagram;
        appendByAge(datagram);
        source(fragment.sourceKey()).append(datagram);
        return datagram;
    }

    /** Gives a slot back. Its contents stay until it is used again. */
    void end(PartialDatagram datagram) {
        removeFromBucket(datagram);
        removeByAge(datagram);
        DatagramSource source = datagram.source;
        source.remove(datagram);
        if (source.count() == 0) {
            sources.remove(source.key());
            freeSources[freeSourceCount] = source;
            freeSourceCount++;
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

    private DatagramSource source(long key) {
        DatagramSource source = sources.get(key);
        if (source == null) {
            freeSourceCount--;
            source = freeSources[freeSourceCount].begin(key);
            sources.put(key, source);
        }
        return source;
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
        int bucket = bucket(datagram.hash());
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
