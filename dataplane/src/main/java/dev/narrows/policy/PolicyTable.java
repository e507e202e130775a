package dev.narrows.policy;

import dev.narrows.sa.Tunnel;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import java.util.Arrays;
import java.util.Comparator;

/**
 * A worker's security policy database: what becomes of what passes between two addresses. Of several policies that
 * match, the one with the lowest order counts (RFC 4301 4.4.1: the database is ordered).
 *
 * <p>Policies with the same pair of prefix lengths share one hash table, so that a lookup costs one probe for each
 * distinct pair, however many policies there are (tuple space search). The tables are searched in the order of their
 * first policies, and no further than a match that nothing behind can precede. Only among policies between the very
 * same two prefixes, which differ in protocol or ports, are several looked at.
 *
 * <p>The same table serves both directions: outbound {@code lookup(source, destination)} tells what to do; inbound
 * {@code lookup(destination, source)} of the inner packet gives the tunnel of the SA that it came by, or, where
 * selectors of several tunnels overlap, {@link #lookupFor} does.
 *
 * <p>Not thread safe. Looking up allocates nothing.
 */
public final class PolicyTable {
    private static final PolicyTuple[] NONE = new PolicyTuple[0];

    private PolicyTuple[] ipv4 = NONE;
    private PolicyTuple[] ipv6 = NONE;
    private int size;
    private long version;

    /**
     * Adds a policy, in effect at once.
     *
     * @param policy the policy; its number is no other's, and it is in no other table.
     */
    public void add(Policy policy) {
        IpPrefix local = policy.selectors().local();
        PolicyTuple[] tuples = local.isIpv4() ? ipv4 : ipv6;
        PolicyTuple tuple = find(tuples, policy.selectors());
        if (tuple == null) {
            tuple = new PolicyTuple(local, policy.selectors().remote());
            tuples = Arrays.copyOf(tuples, tuples.length + 1);
            tuples[tuples.length - 1] = tuple;
        }
        tuple.add(policy);
        store(local, tuples);
        size++;
        version++;
    }

    /**
     * Removes a policy, with effect at once.
     *
     * @param id        the policy's number.
     * @param selectors its selectors.
     * @return whether it was there.
     */
    public boolean remove(int id, Selectors selectors) {
        PolicyTuple[] tuples = selectors.local().isIpv4() ? ipv4 : ipv6;
        PolicyTuple tuple = find(tuples, selectors);
        if (tuple == null || !tuple.remove(id, selectors)) {
            return false;
        }
        if (tuple.isEmpty()) {
            tuples = Arrays.stream(tuples).filter(other -> !other.isEmpty()).toArray(PolicyTuple[]::new);
        }
        store(selectors.local(), tuples);
        size--;
        version++;
        return true;
    }

    /** {@return how many policies there are} */
    public int size() {
        return size;
    }

    /**
     * {@return a number that changes with every policy added or removed: what was found before is worth nothing then}
     */
    public long version() {
        return version;
    }

    /**
     * Finds what becomes of a packet. Addresses are as {@link IpAddress} has them.
     *
     * @param localHigh  the first eight bytes of the address on our side.
     * @param localLow   its last eight.
     * @param remoteHigh the first eight bytes of the address on the peer's side.
     * @param remoteLow  its last eight.
     * @param protocol   the upper layer's protocol, from 0 to 255; {@link IpHeader#OPAQUE} where it cannot be seen.
     * @param localPort  the port on our side, of ICMP type and code; {@link IpHeader#OPAQUE} where it cannot be seen.
     * @param remotePort the port on the peer's side, likewise.
     * @return the first policy that matches, or null where none does.
     */
    public Policy lookup(
        long localHigh, long localLow, long remoteHigh, long remoteLow, int protocol, int localPort, int remotePort) {
        return lookup(localHigh, localLow, remoteHigh, remoteLow, protocol, localPort, remotePort, true);
    }

    /**
     * Finds the first policy that might match a packet whose ports cannot be seen. Where it is not what
     * {@link #lookup} finds with opaque ports, the ports decide, and nobody can tell what becomes of the packet.
     *
     * @param localHigh  the first eight bytes of the address on our side.
     * @param localLow   its last eight.
     * @param remoteHigh the first eight bytes of the address on the peer's side.
     * @param remoteLow  its last eight.
     * @param protocol   the upper layer's protocol, from 0 to 255; {@link IpHeader#OPAQUE} where it cannot be seen.
     * @return the first policy that matches with some ports, or null where none does.
     */
    public Policy lookupWithSomePorts(
        long localHigh, long localLow, long remoteHigh, long remoteLow, int protocol) {
        return lookup(localHigh, localLow, remoteHigh, remoteLow, protocol, IpHeader.OPAQUE, IpHeader.OPAQUE, false);
    }

    /**
     * Finds what a tunnel's own policies make of a packet (RFC 4301 5.2: what came out of an SA is checked against that
     * SA's selectors): policies that protect by other tunnels do not count; those that bypass or discard do, in their
     * order.
     *
     * @param localHigh    the first eight bytes of the address on our side.
     * @param localLow     its last eight.
     * @param remoteHigh   the first eight bytes of the address on the peer's side.
     * @param remoteLow    its last eight.
     * @param protocol     the upper layer's protocol, from 0 to 255; {@link IpHeader#OPAQUE} where it cannot be seen.
     * @param localPort    the port on our side, of ICMP type and code; {@link IpHeader#OPAQUE} where it cannot be seen.
     * @param remotePort   the port on the peer's side, likewise.
     * @param arePortsSeen whether ports count; where not, the first that would match with some ports is found.
     * @param tunnel       the tunnel; null for whichever can send ({@link Tunnel#canSend}), where what leaves looks for
     *                     another than the first.
     * @return the first policy that matches and is not another tunnel's, or null where none does.
     */
    public Policy lookupFor(
        long localHigh, long localLow, long remoteHigh, long remoteLow, int protocol, int localPort, int remotePort,
        boolean arePortsSeen, Tunnel tunnel) {
        Policy first = null;
        for (PolicyTuple tuple : IpAddress.isIpv4(localHigh, localLow) ? ipv4 : ipv6) {
            if (first != null && first.order() < tuple.lowestOrder()) {
                break;
            }
            Policy match = tuple.lookupFor(localHigh, localLow, remoteHigh, remoteLow, protocol, localPort, remotePort,
                arePortsSeen, tunnel);
            if (match != null && (first == null || match.order() < first.order())) {
                first = match;
            }
        }
        return first;
    }

    /**
     * Finds a policy that is probably the packet's, by nothing but hashes of prefixes: for reading ahead, not for
     * decisions.
     *
     * @param localHigh  the first eight bytes of the address on our side.
     * @param localLow   its last eight.
     * @param remoteHigh the first eight bytes of the address on the peer's side.
     * @param remoteLow  its last eight.
     * @return a policy, or null.
     */
    public Policy guess(long localHigh, long localLow, long remoteHigh, long remoteLow) {
        for (PolicyTuple tuple : IpAddress.isIpv4(localHigh, localLow) ? ipv4 : ipv6) {
            Policy guessed = tuple.guess(localHigh, localLow, remoteHigh, remoteLow);
            if (guessed != null) {
                return guessed;
            }
        }
        return null;
    }

    private Policy lookup(
        long localHigh, long localLow, long remoteHigh, long remoteLow, int protocol, int localPort, int remotePort,
        boolean arePortsSeen) {
        Policy first = null;
        long firstOrder = Long.MAX_VALUE;
        for (PolicyTuple tuple : IpAddress.isIpv4(localHigh, localLow) ? ipv4 : ipv6) {
            if (firstOrder < tuple.lowestOrder()) {
                break;
            }
            Policy match = tuple.lookup(
                localHigh, localLow, remoteHigh, remoteLow, protocol, localPort, remotePort, arePortsSeen);
            if (match != null && match.order() < firstOrder) {
                first = match;
                firstOrder = match.order();
            }
        }
        return first;
    }

    private void store(IpPrefix local, PolicyTuple[] tuples) {
        Arrays.sort(tuples, Comparator.comparingLong(PolicyTuple::lowestOrder));
        if (local.isIpv4()) {
            ipv4 = tuples;
        } else {
            ipv6 = tuples;
        }
    }

    private static PolicyTuple find(PolicyTuple[] tuples, Selectors selectors) {
        for (PolicyTuple tuple : tuples) {
            if (tuple.isFor(selectors.local(), selectors.remote())) {
                return tuple;
            }
        }
        return null;
    }
}
