package dev.narrows.path;

import dev.narrows.wire.IpAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Claims about one path that probes will decide on, and the packets that they say were lost. Bounded: of more claims
 * than a few different ones, and of more packets than a few dozen, only the count is kept, and that by the caller.
 * Those that name no packet, which anybody can make up, have a share of their own.
 */
final class PendingClaims {
    /** Different MTUs that are looked into at a time. */
    static final int MAX_SIZES = 8;
    /** The same, of those that name no packet. */
    static final int MAX_UNNAMED_SIZES = 2;
    /** Lost packets whose senders are told at a time; the others' next packet is answered at once. */
    static final int MAX_LOST = 64;

    private final Map<Integer, Integer> counts = new LinkedHashMap<>();
    private final Map<Integer, IpAddress> reporters = new LinkedHashMap<>();
    /** Those of the MTUs that are claimed about a packet that was sent. */
    private final Set<Integer> named = new HashSet<>();
    private final List<LostPacket> lost = new ArrayList<>();

    /**
     * Keeps a claim.
     *
     * @param mtu      what it claims.
     * @param reporter whose it is.
     * @param packet   the packet that it is about.
     * @return whether there was room for one with this MTU.
     */
    boolean add(int mtu, IpAddress reporter, LostPacket packet) {
        if (!named.contains(mtu)) {
            if (named.size() == MAX_SIZES) {
                return false;
            }
            named.add(mtu);
        }
        count(mtu, reporter);
        if (lost.size() < MAX_LOST) {
            lost.add(packet);
        }
        return true;
    }

    /**
     * Keeps a claim that names no packet.
     *
     * @param mtu      what it claims.
     * @param reporter whose it is.
     * @return whether there was room for one with this MTU.
     */
    boolean addUnnamed(int mtu, IpAddress reporter) {
        if (!counts.containsKey(mtu) && counts.size() - named.size() >= MAX_UNNAMED_SIZES) {
            return false;
        }
        count(mtu, reporter);
        return true;
    }

    private void count(int mtu, IpAddress reporter) {
        counts.merge(mtu, 1, Integer::sum);
        reporters.putIfAbsent(mtu, reporter);
    }

    /** {@return whether any claim is about a packet that was sent} */
    boolean hasNamed() {
        return !named.isEmpty();
    }

    /** {@return whether an MTU is claimed about a packet that was sent} */
    boolean isNamed(int mtu) {
        return named.contains(mtu);
    }

    /** {@return the least MTU that is claimed about a packet that was sent; there is one} */
    int leastNamed() {
        return Collections.min(named);
    }

    boolean isEmpty() {
        return counts.isEmpty();
    }

    /** {@return the claimed MTUs, with how often each was claimed} */
    Map<Integer, Integer> counts() {
        return counts;
    }

    /** {@return who was the first to claim an MTU, or null} */
    IpAddress reporter(int mtu) {
        return reporters.get(mtu);
    }

    /**
     * Tells the senders of those packets that were too long indeed.
     *
     * @param effectiveMtu the path's MTU, as it was found.
     */
    void tellSenders(int effectiveMtu) {
        for (LostPacket packet : lost) {
            if (packet.outerLength() > effectiveMtu) {
                packet.tellSender(effectiveMtu);
            }
        }
    }

    void clear() {
        counts.clear();
        reporters.clear();
        named.clear();
        lost.clear();
    }
}
