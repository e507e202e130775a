package dev.narrows.path;

import dev.narrows.wire.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Claims about one path that probes will decide on, and the packets that they say were lost. Bounded: of more claims than
 * a few different ones, and of more packets than a few dozen, only the count is kept, and that by the caller.
 */
final class PendingClaims {
    /** Different MTUs that are looked into at a time. */
    static final int MAX_SIZES = 8;
    /** Lost packets whose senders are told at a time; the others' next packet is answered at once. */
    static final int MAX_LOST = 64;

    private final Map<Integer, Integer> counts = new LinkedHashMap<>();
    private final Map<Integer, IpAddress> reporters = new LinkedHashMap<>();
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
        if (!counts.containsKey(mtu) && counts.size() == MAX_SIZES) {
            return false;
        }
        counts.merge(mtu, 1, Integer::sum);
        reporters.putIfAbsent(mtu, reporter);
        if (lost.size() < MAX_LOST) {
            lost.add(packet);
        }
        return true;
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
        lost.clear();
    }
}
