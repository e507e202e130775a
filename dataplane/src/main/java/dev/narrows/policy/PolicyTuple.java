package dev.narrows.policy;

import dev.narrows.sa.Tunnel;

/**
 * The policies of one family and one pair of prefix lengths, in a hash table by their two prefixes. Those with the very
 * same prefixes are chained in their order. A probe compares 64-bit hashes, and looks at a policy only where these
 * agree.
 *
 * <p>The highest bits of the hash choose the place. Places are probed one after the other, and half of them are empty
 * at least.
 */
final class PolicyTuple {
    private static final int INITIAL_BITS = 3;
    private static final int LARGEST_BITS = 29;
    /** Set in every hash: a place with hash 0 is empty. */
    private static final long OCCUPIED = 1;

    private final int localLength;
    private final int remoteLength;
    private final long localHighMask;
    private final long localLowMask;
    private final long remoteHighMask;
    private final long remoteLowMask;

    private long[] hashes = new long[1 << INITIAL_BITS];
    private Policy[] firsts = new Policy[1 << INITIAL_BITS];
    private int shift = Long.SIZE - INITIAL_BITS;
    private int chains;
    private int size;
    private long lowestOrder = Long.MAX_VALUE;
    private int removalsSinceScan;

    PolicyTuple(IpPrefix local, IpPrefix remote) {
        localLength = local.length();
        remoteLength = remote.length();
        localHighMask = IpPrefix.highMask(local.mappedLength());
        localLowMask = IpPrefix.lowMask(local.mappedLength());
        remoteHighMask = IpPrefix.highMask(remote.mappedLength());
        remoteLowMask = IpPrefix.lowMask(remote.mappedLength());
    }

    boolean isFor(IpPrefix local, IpPrefix remote) {
        return localLength == local.length() && remoteLength == remote.length();
    }

    /** {@return no more than the order of each policy here} */
    long lowestOrder() {
        return lowestOrder;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /**
     * Finds the first policy that matches.
     *
     * @param arePortsSeen whether ports count; where not, the first that would match with some ports is found.
     * @return the policy, or null.
     */
    Policy lookup(
        long localHigh, long localLow, long remoteHigh, long remoteLow, int protocol, int localPort, int remotePort,
        boolean arePortsSeen) {
        Policy policy = first(localHigh & localHighMask, localLow & localLowMask, remoteHigh & remoteHighMask,
            remoteLow & remoteLowMask);
        while (policy != null
            && !(arePortsSeen ? policy.matches(protocol, localPort, remotePort) : policy.mayMatch(protocol))) {
            policy = policy.next();
        }
        return policy;
    }

    /**
     * Finds the first policy that matches and is not another tunnel's.
     *
     * @param arePortsSeen as with {@link #lookup}.
     * @param tunnel       the tunnel, or null for any that can send.
     * @return the policy, or null.
     */
    Policy lookupFor(
        long localHigh, long localLow, long remoteHigh, long remoteLow, int protocol, int localPort, int remotePort,
        boolean arePortsSeen, Tunnel tunnel) {
        Policy policy = first(localHigh & localHighMask, localLow & localLowMask, remoteHigh & remoteHighMask,
            remoteLow & remoteLowMask);
        while (policy != null && !(policy.isNotAnothers(tunnel)
            && (arePortsSeen ? policy.matches(protocol, localPort, remotePort) : policy.mayMatch(protocol)))) {
            policy = policy.next();
        }
        return policy;
    }

    /** {@return the first policy whose prefixes have the hash of a packet's, or null} */
    Policy guess(long localHigh, long localLow, long remoteHigh, long remoteLow) {
        long wanted = hash(localHigh & localHighMask, localLow & localLowMask, remoteHigh & remoteHighMask,
            remoteLow & remoteLowMask);
        int mask = hashes.length - 1;
        int place = (int)(wanted >>> shift);
        while (hashes[place] != wanted && hashes[place] != 0) {
            place = (place + 1) & mask;
        }
        return firsts[place];
    }

    void add(Policy policy) {
        long hash = hash(policy.selectors());
        int place = place(hash, policy.selectors());
        if (hashes[place] == 0) {
            hashes[place] = hash;
            firsts[place] = policy;
            chains++;
            if (2 * chains > hashes.length) {
                grow();
            }
        } else {
            firsts[place] = firsts[place].with(policy);
        }
        size++;
        lowestOrder = Math.min(lowestOrder, policy.order());
    }

    /** {@return whether there was a policy with that number and those selectors} */
    boolean remove(int id, Selectors selectors) {
        int place = place(hash(selectors), selectors);
        if (hashes[place] == 0) {
            return false;
        }
        Policy first = firsts[place];
        Policy removed = first;
        while (removed != null && removed.id() != id) {
            removed = removed.next();
        }
        if (removed == null) {
            return false;
        }
        firsts[place] = first.without(id);
        if (firsts[place] == null) {
            close(place);
            chains--;
        }
        size--;
        removalsSinceScan++;
        if (removalsSinceScan > size / 2) {
            scanOrders();
        }
        return true;
    }

    private Policy first(long localHigh, long localLow, long remoteHigh, long remoteLow) {
        long wanted = hash(localHigh, localLow, remoteHigh, remoteLow);
        int mask = hashes.length - 1;
        int place = (int)(wanted >>> shift);
        for (long hash = hashes[place]; hash != 0; hash = hashes[place]) {
            if (hash == wanted && firsts[place].isBetween(localHigh, localLow, remoteHigh, remoteLow)) {
                return firsts[place];
            }
            place = (place + 1) & mask;
        }
        return null;
    }

    /** Where the policies between two prefixes are, or the empty place where they would go. */
    private int place(long hash, Selectors selectors) {
        int mask = hashes.length - 1;
        int place = (int)(hash >>> shift);
        while (hashes[place] != 0 && !(hashes[place] == hash && isBetween(firsts[place], selectors))) {
            place = (place + 1) & mask;
        }
        return place;
    }

    /**
     * Moves up what was behind a gap and could not be found across it (Knuth, The Art of Computer Programming 6.4 R).
     */
    private void close(int emptied) {
        int mask = hashes.length - 1;
        int gap = emptied;
        int place = (gap + 1) & mask;
        while (hashes[place] != 0) {
            int home = (int)(hashes[place] >>> shift);
            if (((place - home) & mask) >= ((place - gap) & mask)) {
                hashes[gap] = hashes[place];
                firsts[gap] = firsts[place];
                gap = place;
            }
            place = (place + 1) & mask;
        }
        hashes[gap] = 0;
        firsts[gap] = null;
    }

    private void grow() {
        if (shift == Long.SIZE - LARGEST_BITS) {
            throw new IllegalStateException("a policy table holds " + size + " policies and can hold no more");
        }
        long[] oldHashes = hashes;
        Policy[] oldFirsts = firsts;
        hashes = new long[2 * oldHashes.length];
        firsts = new Policy[2 * oldFirsts.length];
        shift--;
        int mask = hashes.length - 1;
        for (int i = 0; i < oldHashes.length; i++) {
            if (oldHashes[i] != 0) {
                int place = (int)(oldHashes[i] >>> shift);
                while (hashes[place] != 0) {
                    place = (place + 1) & mask;
                }
                hashes[place] = oldHashes[i];
                firsts[place] = oldFirsts[i];
            }
        }
    }

    /** Done once for many removals, so that each costs little; until then the bound is low, which only costs probes. */
    private void scanOrders() {
        removalsSinceScan = 0;
        lowestOrder = Long.MAX_VALUE;
        for (Policy first : firsts) {
            if (first != null) {
                lowestOrder = Math.min(lowestOrder, first.order());
            }
        }
    }

    private static boolean isBetween(Policy policy, Selectors selectors) {
        return policy.selectors().local().equals(selectors.local())
            && policy.selectors().remote().equals(selectors.remote());
    }

    private static long hash(Selectors selectors) {
        return hash(selectors.local().address().high(), selectors.local().address().low(),
            selectors.remote().address().high(), selectors.remote().address().low());
    }

    private static long hash(long localHigh, long localLow, long remoteHigh, long remoteLow) {
        return PairHash.sum(localHigh, localLow, remoteHigh, remoteLow) | OCCUPIED;
    }
}
