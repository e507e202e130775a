package dev.narrows.fragment;

import dev.narrows.stats.DropReason;
import dev.narrows.wire.Ecn;
import dev.narrows.wire.Ipv4;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;

/** Reassembly as its specification reads, byte by byte and without a thought of cost. */
final class ReassemblyModel {
    private final int slots;
    private final int slotLength;
    private final long timeout;
    private final int maxPerSource;
    /** In the order of their age. */
    private final Map<List<Integer>, Datagram> datagrams = new LinkedHashMap<>();
    private byte[] completed;

    private static final class Datagram {
        private final long startedAt;
        private final byte[] data;
        private final boolean[] isThere;
        private final boolean[] isEcnSeen = new boolean[4];
        private byte[] header;
        private int end = -1;
        private DropReason givenUp;

        Datagram(int length, long startedAt) {
            this.startedAt = startedAt;
            data = new byte[length];
            isThere = new boolean[length];
        }
    }

    ReassemblyModel(int slots, int slotLength, long timeout, int maxPerSource) {
        this.slots = slots;
        this.slotLength = slotLength;
        this.timeout = timeout;
        this.maxPerSource = maxPerSource;
    }

    DropReason accept(byte[] fragment, long now) {
        completed = null;
        Ipv4 ipv4 = new Ipv4().wrap(new UnsafeBuffer(fragment), 0);
        int start = ipv4.fragmentOffset();
        byte[] payload = Arrays.copyOfRange(fragment, ipv4.headerLength(), ipv4.totalLength());
        int end = start + payload.length;
        if (payload.length == 0 || ipv4.headerLength() + end > Ipv4.MAX_TOTAL_LENGTH
            || (ipv4.moreFragments() && payload.length % 8 != 0)) {
            return DropReason.BAD_FRAGMENT;
        }
        List<Integer> key = List.of(ipv4.source(), ipv4.destination(), ipv4.protocol(), ipv4.identification());
        boolean fits = ipv4.headerLength() + end <= slotLength;
        Datagram datagram = datagrams.get(key);
        if (datagram == null) {
            long ofSource = datagrams.keySet().stream().filter(k -> k.getFirst() == ipv4.source()).count();
            if (!fits || datagrams.size() == slots || ofSource >= maxPerSource) {
                return DropReason.FRAGMENT_LIMIT;
            }
            datagram = new Datagram(slotLength, now);
            datagrams.put(key, datagram);
        }
        if (datagram.givenUp == null) {
            datagram.givenUp = fits ? add(datagram, ipv4, fragment, payload) : DropReason.FRAGMENT_LIMIT;
        }
        if (datagram.givenUp != null) {
            return datagram.givenUp;
        }
        return isWhole(datagram) ? complete(key, datagram) : DropReason.FRAGMENT_TAKEN;
    }

    byte[] completed() {
        return completed;
    }

    int inUse() {
        return datagrams.size();
    }

    int expire(long now) {
        int expired = 0;
        for (Datagram datagram : List.copyOf(datagrams.values())) {
            if (now - datagram.startedAt >= timeout) {
                datagrams.values().remove(datagram);
                expired += datagram.givenUp == null ? 1 : 0;
            }
        }
        return expired;
    }

    private static DropReason add(Datagram datagram, Ipv4 ipv4, byte[] fragment, byte[] payload) {
        int start = ipv4.fragmentOffset();
        int end = start + payload.length;
        int present = 0;
        boolean isSame = true;
        boolean isSomethingBehind = false;
        for (int i = 0; i < datagram.data.length; i++) {
            boolean isInside = i >= start && i < end;
            if (datagram.isThere[i] && isInside) {
                present++;
                isSame &= datagram.data[i] == payload[i - start];
            }
            isSomethingBehind |= datagram.isThere[i] && i >= end;
        }
        boolean isLast = !ipv4.moreFragments();
        boolean contradicts = (isLast && (isSomethingBehind || (datagram.end >= 0 && datagram.end != end)))
            || (datagram.end >= 0 && end > datagram.end)
            || (isLast && present > 0 && datagram.end < 0);
        boolean isDuplicate = present == payload.length && isSame;
        if (contradicts || (present > 0 && !isDuplicate)) {
            return DropReason.FRAGMENT_OVERLAP;
        }
        if (present == 0) {
            System.arraycopy(payload, 0, datagram.data, start, payload.length);
            Arrays.fill(datagram.isThere, start, end, true);
            datagram.isEcnSeen[ipv4.ecn()] = true;
            datagram.end = isLast ? end : datagram.end;
            datagram.header = start == 0 ? Arrays.copyOf(fragment, ipv4.headerLength()) : datagram.header;
        }
        return null;
    }

    private static boolean isWhole(Datagram datagram) {
        for (int i = 0; i < datagram.end; i++) {
            if (!datagram.isThere[i]) {
                return false;
            }
        }
        return datagram.end >= 0;
    }

    private DropReason complete(List<Integer> key, Datagram datagram) {
        datagrams.remove(key);
        int headerLength = datagram.header.length;
        if (headerLength + datagram.end > slotLength) {
            return DropReason.FRAGMENT_LIMIT;
        }
        if (datagram.isEcnSeen[Ecn.CE] && datagram.isEcnSeen[Ecn.NOT_ECT]) {
            return DropReason.CONGESTION_UNMARKABLE;
        }
        completed = Arrays.copyOf(datagram.header, headerLength + datagram.end);
        System.arraycopy(datagram.data, 0, completed, headerLength, datagram.end);
        Ipv4 ipv4 = new Ipv4().wrap(new UnsafeBuffer(completed), 0);
        int ecn = datagram.isEcnSeen[Ecn.CE] ? Ecn.CE : ipv4.ecn();
        ipv4.tos(ipv4.dscp() << 2 | ecn)
            .totalLength(completed.length)
            .fragment(false, false, 0)
            .computeChecksum();
        return DropReason.FRAGMENT_TAKEN;
    }
}
