package dev.narrows.fragment;

import dev.narrows.stats.DropReason;
import org.agrona.collections.Long2LongHashMap;

/**
 * Which datagrams were given up lately, and why: what else comes of them is dropped (RFC 5722 4). Each takes a few
 * bytes here instead of a slot. Holds the last so many; known by a hash with a secret key.
 */
final class GivenUpDatagrams {
    /** So many that the same identification is hardly used again meanwhile, also where somebody makes them up. */
    static final int CAPACITY = 256;

    private static final float LOAD_FACTOR = 0.6f;
    private static final long NONE = -1;

    private final long[] hashes = new long[CAPACITY];
    private final long[] startedAt = new long[CAPACITY];
    private final DropReason[] reasons = new DropReason[CAPACITY];
    // So large that it never grows.
    private final Long2LongHashMap places = new Long2LongHashMap(2 * CAPACITY, LOAD_FACTOR, NONE, false);
    private final long timeoutNs;
    private int next;

    GivenUpDatagrams(long timeoutNs) {
        this.timeoutNs = timeoutNs;
    }

    void add(long hash, long datagramStartedAt, DropReason reason) {
        if (reasons[next] != null && places.get(hashes[next]) == next) {
            places.remove(hashes[next]);
        }
        hashes[next] = hash;
        startedAt[next] = datagramStartedAt;
        reasons[next] = reason;
        places.put(hash, next);
        next = (next + 1) % CAPACITY;
    }

    /** {@return why a datagram was given up, or null where it was not, or its time is over} */
    DropReason reason(long hash, long nowNs) {
        int place = (int)places.get(hash);
        return place == NONE || nowNs - startedAt[place] >= timeoutNs ? null : reasons[place];
    }
}
