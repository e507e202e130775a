package dev.narrows.policy;

import dev.narrows.sa.Tunnel;
import java.util.Arrays;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * Which tunnel protects what passes between two addresses. Of several policies that match, the one added first counts
 * (RFC 4301 4.4.1: the policy database is ordered).
 *
 * <p>Policies with the same pair of prefix lengths share one hash table, so that a lookup costs one probe for each
 * distinct pair, however many policies there are (tuple space search). The tables are searched in the order of their
 * first policies, and no further than a match that nothing behind can precede.
 *
 * <p>The same table serves both directions: outbound {@code lookup(source, destination)} gives the tunnel to use;
 * inbound {@code lookup(destination, source)} of the inner packet must give the tunnel of the SA that it came by.
 *
 * <p>Filled by one thread at set-up, then looked up by one thread without allocation.
 */
public final class PolicyTable {
    private Tuple[] tuples = new Tuple[0];
    private int policyCount;

    /**
     * Adds a policy behind those added before. At set-up only.
     *
     * @param local  the addresses on our side.
     * @param remote the addresses on the peer's side.
     * @param tunnel what protects traffic between the two.
     */
    public void add(Ipv4Prefix local, Ipv4Prefix remote, Tunnel tunnel) {
        int order = policyCount++;
        tuple(local.length(), remote.length(), order).add(local, remote, new Policy(order, tunnel));
    }

    /**
     * Finds the tunnel between two addresses.
     *
     * @param local  the address on our side.
     * @param remote the address on the peer's side.
     * @return the first matching policy's tunnel, or null where no policy matches.
     */
    public Tunnel lookup(int local, int remote) {
        Policy first = null;
        for (Tuple tuple : tuples) {
            if (first != null && first.order < tuple.firstOrder) {
                break;
            }
            Policy match = tuple.lookup(local, remote);
            if (match != null && (first == null || match.order < first.order)) {
                first = match;
            }
        }
        return first == null ? null : first.tunnel;
    }

    private Tuple tuple(int localLength, int remoteLength, int order) {
        int localMask = Ipv4Prefix.mask(localLength);
        int remoteMask = Ipv4Prefix.mask(remoteLength);
        for (Tuple tuple : tuples) {
            if (tuple.localMask == localMask && tuple.remoteMask == remoteMask) {
                return tuple;
            }
        }
        Tuple added = new Tuple(localMask, remoteMask, order);
        tuples = Arrays.copyOf(tuples, tuples.length + 1);
        tuples[tuples.length - 1] = added;
        return added;
    }

    /** A policy's place in the order, and where it leads. */
    private record Policy(int order, Tunnel tunnel) {
    }

    /** The policies of one pair of prefix lengths. */
    private static final class Tuple {
        private static final long UNSIGNED_INT_MASK = 0xFFFF_FFFFL;

        private final int localMask;
        private final int remoteMask;
        private final int firstOrder;
        private final Long2ObjectHashMap<Policy> policies = new Long2ObjectHashMap<>();

        Tuple(int localMask, int remoteMask, int firstOrder) {
            this.localMask = localMask;
            this.remoteMask = remoteMask;
            this.firstOrder = firstOrder;
        }

        void add(Ipv4Prefix local, Ipv4Prefix remote, Policy policy) {
            policies.putIfAbsent(key(local.address(), remote.address()), policy);
        }

        Policy lookup(int local, int remote) {
            return policies.get(key(local & localMask, remote & remoteMask));
        }

        private static long key(int local, int remote) {
            return (long)local << Integer.SIZE | (remote & UNSIGNED_INT_MASK);
        }
    }
}
