package dev.narrows.fragment;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.narrows.stats.DropReason;
import dev.narrows.wire.Ecn;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv6;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;

/** Reassembly as its specification reads, byte by byte and without a thought of cost. */
final class ReassemblyModel {
    private final int slots;
    private final int slotLength;
    private final long timeout;
    private final int maxPerSource;
    /** In the order of their age. */
    private final Map<List<Long>, Datagram> datagrams = new LinkedHashMap<>();
    private final Map<List<Long>, GivenUp> givenUp = new HashMap<>();
    private int displaced;
    private byte[] completed;

    private static final class Datagram {
        private final long startedAt;
        private final byte[] data;
        private final boolean[] isThere;
        private final boolean[] isEcnSeen = new boolean[4];
        private final Set<List<Integer>> bounds = new HashSet<>();
        private byte[] header;
        private int end = -1;

        Datagram(int length, long startedAt) {
            this.startedAt = startedAt;
            data = new byte[length];
            isThere = new boolean[length];
        }
    }

    private record GivenUp(long startedAt, DropReason reason) {
    }

    ReassemblyModel(int slots, int slotLength, long timeout, int maxPerSource) {
        this.slots = slots;
        this.slotLength = slotLength;
        this.timeout = timeout;
        this.maxPerSource = maxPerSource;
    }

    DropReason accept(byte[] fragment, long now) {
        completed = null;
        Part part = Part.of(fragment);
        if (part.payload.length == 0 || part.header.length + part.end() > (part.isIpv6 ? 65575 : 65535)
            || (part.isFollowed && part.payload.length % 8 != 0)) {
            return DropReason.BAD_FRAGMENT;
        }
        List<Long> key = part.key;
        boolean fits = part.header.length + part.end() <= slotLength;
        Datagram datagram = datagrams.get(key);
        if (datagram == null && givenUp.containsKey(key)) {
            return givenUp.get(key).reason;
        }
        DropReason failure = fits ? null : DropReason.FRAGMENT_LIMIT;
        if (datagram == null && fits) {
            makeRoom(key.getFirst());
            datagram = new Datagram(slotLength, now);
            datagrams.put(key, datagram);
        }
        if (fits) {
            failure = add(datagram, part);
        }
        if (failure != null) {
            datagrams.remove(key);
            givenUp.put(key, new GivenUp(datagram == null ? now : datagram.startedAt, failure));
            return failure;
        }
        return isWhole(datagram) ? complete(key, datagram) : DropReason.FRAGMENT_TAKEN;
    }

    /**
     * The source's own oldest goes where that one has all it may have, else the oldest of all where there is no room.
     */
    private void makeRoom(Long source) {
        List<List<Long>> ofSource = datagrams.keySet().stream().filter(k -> k.getFirst().equals(source)).toList();
        if (ofSource.size() >= maxPerSource) {
            datagrams.remove(ofSource.getFirst());
            displaced++;
        } else if (datagrams.size() == slots) {
            datagrams.remove(datagrams.keySet().iterator().next());
            displaced++;
        }
    }

    int displaced() {
        return displaced;
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
                expired++;
            }
        }
        givenUp.values().removeIf(datagram -> now - datagram.startedAt >= timeout);
        return expired;
    }

    private static DropReason add(Datagram datagram, Part part) {
        int start = part.start;
        int end = part.end();
        int present = 0;
        boolean isSame = true;
        boolean isSomethingBehind = false;
        for (int i = 0; i < datagram.data.length; i++) {
            boolean isInside = i >= start && i < end;
            if (datagram.isThere[i] && isInside) {
                present++;
                isSame &= datagram.data[i] == part.payload[i - start];
            }
            isSomethingBehind |= datagram.isThere[i] && i >= end;
        }
        boolean isLast = !part.isFollowed;
        boolean contradicts = (isLast && (isSomethingBehind || (datagram.end >= 0 && datagram.end != end)))
            || (datagram.end >= 0 && end > datagram.end)
            || (isLast && present > 0 && datagram.end < 0);
        boolean isDuplicate = present == part.payload.length && isSame
            && (!part.isIpv6 || datagram.bounds.contains(List.of(start, end)));
        if (contradicts || (present > 0 && !isDuplicate)) {
            return DropReason.FRAGMENT_OVERLAP;
        }
        if (present == 0) {
            System.arraycopy(part.payload, 0, datagram.data, start, part.payload.length);
            Arrays.fill(datagram.isThere, start, end, true);
            datagram.bounds.add(List.of(start, end));
            datagram.isEcnSeen[part.ecn] = true;
            datagram.end = isLast ? end : datagram.end;
            datagram.header = start == 0 ? part.header : datagram.header;
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

    private DropReason complete(List<Long> key, Datagram datagram) {
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
        boolean isMarked = datagram.isEcnSeen[Ecn.CE];
        UnsafeBuffer whole = new UnsafeBuffer(completed);
        if (completed[0] >>> 4 == 6) {
            Ipv6 ipv6 = new Ipv6().wrap(whole, 0);
            ipv6.start(ipv6.trafficClass() | (isMarked ? Ecn.CE : 0), ipv6.flowLabel())
                .payloadLength(completed.length - 40);
        } else {
            Ipv4 ipv4 = new Ipv4().wrap(whole, 0);
            ipv4.tos(ipv4.tos() | (isMarked ? Ecn.CE : 0))
                .totalLength(completed.length).fragment(false, false, 0).computeChecksum();
        }
        return DropReason.FRAGMENT_TAKEN;
    }

    /** A fragment taken apart by hand: with IPv6, hop-by-hop options and a fragment header, or that alone. */
    private static final class Part {
        private final boolean isIpv6;
        private final List<Long> key;
        private final byte[] header;
        private final int start;
        private final boolean isFollowed;
        private final byte[] payload;
        private final int ecn;

        private Part(List<Long> key, byte[] header, int start, boolean isFollowed, byte[] payload, int ecn) {
            isIpv6 = header[0] >>> 4 == 6;
            this.key = key;
            this.header = header;
            this.start = start;
            this.isFollowed = isFollowed;
            this.payload = payload;
            this.ecn = ecn;
        }

        static Part of(byte[] bytes) {
            return bytes[0] >>> 4 == 6 ? ofIpv6(bytes) : ofIpv4(bytes);
        }

        private static Part ofIpv4(byte[] bytes) {
            Ipv4 ipv4 = new Ipv4().wrap(new UnsafeBuffer(bytes), 0);
            List<Long> key = List.of((long)ipv4.source(), (long)ipv4.destination(), (long)ipv4.protocol(),
                (long)ipv4.identification());
            return new Part(key, Arrays.copyOf(bytes, ipv4.headerLength()), ipv4.fragmentOffset(),
                ipv4.moreFragments(), Arrays.copyOfRange(bytes, ipv4.headerLength(), bytes.length), ipv4.ecn());
        }

        private static Part ofIpv6(byte[] bytes) {
            Ipv6 ipv6 = new Ipv6().wrap(new UnsafeBuffer(bytes), 0);
            int headerLength = bytes[6] == IpProtocol.FRAGMENT ? 40 : 40 + 8 * (1 + bytes[41]);
            byte[] header = Arrays.copyOf(bytes, headerLength);
            header[headerLength == 40 ? 6 : 40] = bytes[headerLength];
            int word = (bytes[headerLength + 2] & 0xFF) << 8 | (bytes[headerLength + 3] & 0xFF);
            long identification = new UnsafeBuffer(bytes).getInt(headerLength + 4, BIG_ENDIAN);
            List<Long> key = List.of(ipv6.sourceHigh(), ipv6.sourceLow(), ipv6.destinationHigh(), ipv6.destinationLow(),
                identification);
            return new Part(key, header, word & ~7, (word & 1) != 0,
                Arrays.copyOfRange(bytes, headerLength + 8, bytes.length), ipv6.ecn());
        }

        int end() {
            return start + payload.length;
        }
    }
}
