package dev.narrows.fragment;

import dev.narrows.stats.DropReason;
import dev.narrows.wire.Ecn;
import dev.narrows.wire.Ipv4;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What has come of one datagram: a slot of memory, and one bit for each 8 bytes of payload received. The header stands
 * right before the payload, however long it is.
 */
final class PartialDatagram {
    private static final int CACHE_LINE = 64;
    private static final int PAYLOAD_OFFSET = 64;
    private static final int UNIT_SHIFT = 3;
    private static final int UNKNOWN = -1;

    /** Links of the table that this slot is in; the table's alone. */
    PartialDatagram nextInBucket;
    PartialDatagram older;
    PartialDatagram newer;

    private final int slotLength;
    private final UnsafeBuffer memory;
    private final UnitSet received;
    private final Ipv4 header = new Ipv4();
    private long addresses;
    private int protocolAndId;
    private long startedAt;
    private DropReason givenUp;
    private int headerLength;
    private int receivedLength;
    private int highestEnd;
    private int payloadLength;
    /** One bit for each codepoint seen. */
    private int ecnSeen;

    PartialDatagram(int slotLength) {
        this.slotLength = slotLength;
        memory = new UnsafeBuffer(BufferUtil.allocateDirectAligned(PAYLOAD_OFFSET + slotLength, CACHE_LINE));
        received = new UnitSet(units(slotLength));
    }

    void begin(long addresses, int protocolAndId, long nowNs) {
        this.addresses = addresses;
        this.protocolAndId = protocolAndId;
        startedAt = nowNs;
        givenUp = null;
        headerLength = 0;
        receivedLength = 0;
        highestEnd = 0;
        payloadLength = UNKNOWN;
        ecnSeen = 0;
        received.clear();
    }

    boolean isOf(long otherAddresses, int otherProtocolAndId) {
        return addresses == otherAddresses && protocolAndId == otherProtocolAndId;
    }

    long addresses() {
        return addresses;
    }

    int protocolAndId() {
        return protocolAndId;
    }

    long startedAt() {
        return startedAt;
    }

    boolean isGivenUp() {
        return givenUp != null;
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
     * @return null where it was kept or a duplicate, or why the datagram is given up.
     */
    DropReason add(UnsafeBuffer buffer, Ipv4 fragment, int length) {
        if (givenUp != null) {
            return givenUp;
        }
        int start = fragment.fragmentOffset();
        int end = start + length;
        if (fragment.headerLength() + end > slotLength) {
            return giveUp(DropReason.FRAGMENT_LIMIT);
        }
        if (contradictsEnd(end, !fragment.moreFragments())) {
            return giveUp(DropReason.FRAGMENT_OVERLAP);
        }
        int present = received.count(start >>> UNIT_SHIFT, units(end));
        if (present == 0) {
            insert(buffer, fragment, length);
            return null;
        }
        boolean isDuplicate = present == units(length)
            && (fragment.moreFragments() || payloadLength == end)
            && isSame(buffer, fragment.payloadOffset(), start, length);
        return isDuplicate ? null : giveUp(DropReason.FRAGMENT_OVERLAP);
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
        header.wrap(memory, PAYLOAD_OFFSET - headerLength);
        if (isSeen(Ecn.CE)) {
            if (isSeen(Ecn.NOT_ECT)) {
                return DropReason.CONGESTION_UNMARKABLE;
            }
            header.tos(header.tos() | Ecn.CE);
        }
        header.totalLength(totalLength()).fragment(false, false, 0).computeChecksum();
        return null;
    }

    int copyTo(UnsafeBuffer target, int offset) {
        target.putBytes(offset, memory, PAYLOAD_OFFSET - headerLength, totalLength());
        return totalLength();
    }

    private void insert(UnsafeBuffer buffer, Ipv4 fragment, int length) {
        int start = fragment.fragmentOffset();
        int end = start + length;
        received.add(start >>> UNIT_SHIFT, units(end));
        memory.putBytes(PAYLOAD_OFFSET + start, buffer, fragment.payloadOffset(), length);
        if (start == 0) {
            headerLength = fragment.headerLength();
            memory.putBytes(PAYLOAD_OFFSET - headerLength, buffer, fragment.offset(), headerLength);
        }
        receivedLength += length;
        highestEnd = Math.max(highestEnd, end);
        ecnSeen |= 1 << fragment.ecn();
        if (!fragment.moreFragments()) {
            payloadLength = end;
        }
    }

    private boolean contradictsEnd(int end, boolean isLast) {
        boolean isEndKnown = payloadLength != UNKNOWN;
        return isLast ? end < highestEnd || (isEndKnown && end != payloadLength) : isEndKnown && end > payloadLength;
    }

    private DropReason giveUp(DropReason reason) {
        givenUp = reason;
        return reason;
    }

    private boolean isSame(UnsafeBuffer buffer, int offset, int start, int length) {
        int index = 0;
        for (; index + Long.BYTES <= length; index += Long.BYTES) {
            if (buffer.getLong(offset + index) != memory.getLong(PAYLOAD_OFFSET + start + index)) {
                return false;
            }
        }
        for (; index < length; index++) {
            if (buffer.getByte(offset + index) != memory.getByte(PAYLOAD_OFFSET + start + index)) {
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
}
