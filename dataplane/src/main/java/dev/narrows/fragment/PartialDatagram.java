package dev.narrows.fragment;

import dev.narrows.stats.DropReason;
import dev.narrows.wire.Ecn;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv6;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What has come of one datagram: a slot of memory, and one bit for each 8 bytes of payload received. The header stands
 * right before the payload, however long it is.
 */
final class PartialDatagram {
    /** The longest header that is taken, with IPv6's extension headers before the fragment header, in bytes. */
    static final int MAX_HEADER_LENGTH = 256;

    private static final int CACHE_LINE = 64;
    private static final int UNIT_SHIFT = 3;
    private static final int UNKNOWN = -1;

    /** Links of the table that this slot is in; the table's alone. */
    PartialDatagram nextInBucket;
    PartialDatagram older;
    PartialDatagram newer;
    PartialDatagram olderOfSource;
    PartialDatagram newerOfSource;
    DatagramSource source;

    private final int slotLength;
    private final UnsafeBuffer memory;
    private final UnitSet received;
    /** Where fragments start: with IPv6 only a fragment that is cut like one before is a duplicate of it. */
    private final UnitSet starts;
    private final Ipv4 ipv4 = new Ipv4();
    private final Ipv6 ipv6 = new Ipv6();
    private long sourceHigh;
    private long sourceLow;
    private long destinationHigh;
    private long destinationLow;
    private long identification;
    private long hash;
    private boolean isIpv6;
    private long startedAt;
    private int headerLength;
    private int receivedLength;
    private int highestEnd;
    private int payloadLength;
    /** One bit for each codepoint seen. */
    private int ecnSeen;

    PartialDatagram(int slotLength) {
        this.slotLength = slotLength;
        memory = new UnsafeBuffer(BufferUtil.allocateDirectAligned(MAX_HEADER_LENGTH + slotLength, CACHE_LINE));
        received = new UnitSet(units(slotLength));
        starts = new UnitSet(units(slotLength) + 1);
    }

    void begin(FragmentView fragment, long hashOfFragment, long nowNs) {
        hash = hashOfFragment;
        sourceHigh = fragment.sourceHigh();
        sourceLow = fragment.sourceLow();
        destinationHigh = fragment.destinationHigh();
        destinationLow = fragment.destinationLow();
        identification = fragment.identification();
        isIpv6 = fragment.isIpv6();
        startedAt = nowNs;
        headerLength = 0;
        receivedLength = 0;
        highestEnd = 0;
        payloadLength = UNKNOWN;
        ecnSeen = 0;
        received.clear();
        starts.clear();
    }

    boolean isOf(FragmentView fragment) {
        return identification == fragment.identification()
            && sourceLow == fragment.sourceLow() && sourceHigh == fragment.sourceHigh()
            && destinationLow == fragment.destinationLow() && destinationHigh == fragment.destinationHigh();
    }

    /** {@return what {@link #begin} was told} */
    long hash() {
        return hash;
    }

    /** {@return a number that strangers cannot tell, from what the fragments of a datagram share} */
    static long hash(FragmentView fragment, long seed) {
        long h = mix(seed ^ fragment.sourceHigh());
        h = mix(h ^ fragment.sourceLow());
        h = mix(h ^ fragment.destinationHigh());
        h = mix(h ^ fragment.destinationLow());
        return mix(h ^ fragment.identification());
    }

    long startedAt() {
        return startedAt;
    }

    boolean isWhole() {
        return receivedLength == payloadLength;
    }

    /** {@return the bytes of the datagram, header included, where it is whole} */
    int totalLength() {
        return headerLength + payloadLength;
    }

    /**
     * Copies a fragment's data. The caller has found its offset and length sound in themselves.
     *
     * @return null where it was kept or a duplicate, or why the datagram is to be given up.
     */
    DropReason add(FragmentView fragment) {
        int end = fragment.end();
        if (fragment.headerLength() > MAX_HEADER_LENGTH || fragment.headerLength() + end > slotLength) {
            return DropReason.FRAGMENT_LIMIT;
        }
        if (contradictsEnd(end, !fragment.moreFollow())) {
            return DropReason.FRAGMENT_OVERLAP;
        }
        int present = received.count(fragment.start() >>> UNIT_SHIFT, units(end));
        if (present == 0) {
            insert(fragment);
            return null;
        }
        boolean isDuplicate = present == units(fragment.payloadLength())
            && (fragment.moreFollow() || payloadLength == end)
            && (!isIpv6 || isCutAlike(fragment))
            && isSame(fragment);
        return isDuplicate ? null : DropReason.FRAGMENT_OVERLAP;
    }

    /**
     * Makes the whole datagram's header.
     *
     * @return null, or why it must not be delivered.
     */
    DropReason rebuildHeader() {
        if (totalLength() > slotLength) {
            return DropReason.FRAGMENT_LIMIT;
        }
        boolean isMarked = isSeen(Ecn.CE);
        if (isMarked && isSeen(Ecn.NOT_ECT)) {
            return DropReason.CONGESTION_UNMARKABLE;
        }
        int start = MAX_HEADER_LENGTH - headerLength;
        if (isIpv6) {
            ipv6.wrap(memory, start).payloadLength(totalLength() - Ipv6.HEADER_LENGTH);
            if (isMarked) {
                ipv6.updateEcn(Ecn.CE);
            }
        } else {
            ipv4.wrap(memory, start);
            ipv4.tos(isMarked ? ipv4.tos() | Ecn.CE : ipv4.tos());
            ipv4.totalLength(totalLength()).fragment(false, false, 0).computeChecksum();
        }
        return null;
    }

    int copyTo(UnsafeBuffer target, int offset) {
        target.putBytes(offset, memory, MAX_HEADER_LENGTH - headerLength, totalLength());
        return totalLength();
    }

    private void insert(FragmentView fragment) {
        int start = fragment.start();
        int end = fragment.end();
        int firstUnit = start >>> UNIT_SHIFT;
        received.add(firstUnit, units(end));
        starts.add(firstUnit, firstUnit + 1);
        memory.putBytes(
            MAX_HEADER_LENGTH + start, fragment.buffer(), fragment.payloadOffset(), fragment.payloadLength());
        if (start == 0) {
            keepHeader(fragment);
        }
        receivedLength += fragment.payloadLength();
        highestEnd = Math.max(highestEnd, end);
        ecnSeen |= 1 << fragment.ecn();
        if (!fragment.moreFollow()) {
            payloadLength = end;
        }
    }

    /** The header of the whole is what stands before the fragment header, which names what follows that one. */
    private void keepHeader(FragmentView fragment) {
        headerLength = fragment.headerLength();
        int start = MAX_HEADER_LENGTH - headerLength;
        memory.putBytes(start, fragment.buffer(), fragment.offset(), headerLength);
        if (isIpv6 && fragment.payloadOffset() != fragment.offset() + headerLength) {
            memory.putByte(start + fragment.nextHeaderField(), (byte)fragment.nextHeader());
        }
    }

    private boolean contradictsEnd(int end, boolean isLast) {
        boolean isEndKnown = payloadLength != UNKNOWN;
        return isLast ? end < highestEnd || (isEndKnown && end != payloadLength) : isEndKnown && end > payloadLength;
    }

    /** A fragment whose bytes are all there has the bounds of one before (RFC 8200 4.5: an exact duplicate). */
    private boolean isCutAlike(FragmentView fragment) {
        int first = fragment.start() >>> UNIT_SHIFT;
        int next = units(fragment.end());
        boolean endsAlike = fragment.end() == payloadLength || starts.count(next, next + 1) == 1
            || received.count(next, next + 1) == 0;
        return starts.count(first, first + 1) == 1 && starts.count(first, next) == 1 && endsAlike;
    }

    private boolean isSame(FragmentView fragment) {
        UnsafeBuffer buffer = fragment.buffer();
        int offset = fragment.payloadOffset();
        int length = fragment.payloadLength();
        int kept = MAX_HEADER_LENGTH + fragment.start();
        int index = 0;
        for (; index + Long.BYTES <= length; index += Long.BYTES) {
            if (buffer.getLong(offset + index) != memory.getLong(kept + index)) {
                return false;
            }
        }
        for (; index < length; index++) {
            if (buffer.getByte(offset + index) != memory.getByte(kept + index)) {
                return false;
            }
        }
        return true;
    }

    private boolean isSeen(int ecn) {
        return (ecnSeen & 1 << ecn) != 0;
    }

    private static int units(int bytes) {
        return (bytes + (1 << UNIT_SHIFT) - 1) >>> UNIT_SHIFT;
    }

    private static long mix(long word) {
        long h = word * 0xBF58_476D_1CE4_E5B9L;
        return (h ^ h >>> 29) * 0x94D0_49BB_1331_11EBL;
    }
}
