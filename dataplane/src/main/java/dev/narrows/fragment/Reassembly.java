package dev.narrows.fragment;

import dev.narrows.stats.DropReason;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv6;
import java.security.SecureRandom;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Puts fragments of both families together (RFC 791 3.2, RFC 815; RFC 8200 4.5), in memory of its own and of a fixed
 * size: a fragment is copied and its packet goes back at once, so that a flood of fragments cannot drain the packet
 * pool.
 *
 * <ul>
 * <li>A datagram's fragments share source, destination and identification, and with IPv4 the protocol. They may come in
 *     any order.
 * <li>A fragment that brings nothing but bytes which are there already, with the same values, is a duplicate and
 *     changes nothing; with IPv6 it must be cut as it was before, too. Any other overlap, and any contradiction about
 *     the datagram's end, gives the whole datagram up; what else comes of it is dropped until its time is over (RFC
 *     5722 4).
 * <li>A datagram that does not fit its slot is given up likewise. What was given up holds no slot.
 * <li>Slots are limited in all and for each source, which with IPv6 is all of a /64. A new datagram takes the place of
 *     its source's oldest where that source has all it may have, else of the oldest of all where no slot is left: what
 *     is not complete by then has waited longest. So a flood makes the time shorter, and locks nobody out until its
 *     end.
 * <li>A datagram has a fixed time from its first fragment to its last, which later fragments do not extend.
 * <li>The whole datagram has the header of the fragment with offset 0; with IPv6, what stands before its fragment
 *     header. Where any fragment was marked "congestion experienced" it is so marked, or dropped where another was not
 *     ECN-capable (RFC 3168 5.3).
 * </ul>
 *
 * <p>Belongs to one thread. Allocates nothing after construction.
 */
public final class Reassembly {
    /** The smallest slot: every host takes datagrams of 576 bytes (RFC 791 3.1). */
    public static final int MIN_SLOT_LENGTH = 576;

    private static final int OFFSET_UNIT = 8;

    private final FragmentView view = new FragmentView();
    private final DatagramTable table;
    private final int slotLength;
    private final long timeoutNs;
    private final long seed = new SecureRandom().nextLong();
    private final GivenUpDatagrams givenUp;
    private PartialDatagram completed;
    private int displaced;

    /**
     * Reserves the memory.
     *
     * @param slots        datagrams at a time, from 1.
     * @param bytesPerSlot the longest whole datagram, header included, from {@link #MIN_SLOT_LENGTH} to 65535.
     * @param timeoutNs    nanoseconds from a datagram's first fragment until it is given up.
     * @param maxPerSource datagrams at a time from one source address, from 1.
     */
    public Reassembly(int slots, int bytesPerSlot, long timeoutNs, int maxPerSource) {
        if (slots < 1 || maxPerSource < 1) {
            throw new IllegalArgumentException("reassembly of " + slots + " datagrams, " + maxPerSource
                + " from one source; both must be at least 1");
        }
        if (bytesPerSlot < MIN_SLOT_LENGTH || bytesPerSlot > Ipv4.MAX_TOTAL_LENGTH) {
            throw new IllegalArgumentException("reassembly of datagrams up to " + bytesPerSlot
                + " bytes; it must be from " + MIN_SLOT_LENGTH + " to " + Ipv4.MAX_TOTAL_LENGTH);
        }
        table = new DatagramTable(slots, bytesPerSlot, maxPerSource);
        givenUp = new GivenUpDatagrams(timeoutNs);
        slotLength = bytesPerSlot;
        this.timeoutNs = timeoutNs;
    }

    /**
     * Takes a copy of a fragment. The fragment's packet stays the caller's in any case. A packet that is no fragment is
     * taken for a datagram of one fragment.
     *
     * @param fragment its parsed header.
     * @param nowNs    a clock that never goes back, in nanoseconds.
     * @return FRAGMENT_TAKEN where it was kept or is a duplicate: {@link #isComplete()} says whether it was the last
     *     one missing; BAD_FRAGMENT where it holds no data, reaches beyond 65535 bytes, or has more to follow and a
     *     payload that is not a multiple of 8; FRAGMENT_OVERLAP or FRAGMENT_LIMIT where its datagram is or was given
     *     up; CONGESTION_UNMARKABLE where it completes a datagram that ECN forbids to deliver.
     */
    public DropReason accept(IpHeader fragment, long nowNs) {
        completed = null;
        view.read(fragment);
        if (isBad()) {
            return DropReason.BAD_FRAGMENT;
        }
        long hash = PartialDatagram.hash(view, seed);
        PartialDatagram datagram = table.find(view, hash);
        if (datagram == null) {
            DropReason reason = givenUp.reason(hash, nowNs);
            if (reason != null) {
                return reason;
            }
            if (!fitsSlot()) {
                givenUp.add(hash, nowNs, DropReason.FRAGMENT_LIMIT);
                return DropReason.FRAGMENT_LIMIT;
            }
            datagram = begin(hash, nowNs);
        }
        DropReason failure = datagram.add(view);
        if (failure != null) {
            table.end(datagram);
            givenUp.add(hash, datagram.startedAt(), failure);
            return failure;
        }
        return datagram.isWhole() ? complete(datagram) : DropReason.FRAGMENT_TAKEN;
    }

    /** {@return whether the last call of {@link #accept} completed a datagram; it can be copied until the next} */
    public boolean isComplete() {
        return completed != null;
    }

    /** {@return the bytes of the datagram completed, header included} */
    public int completedLength() {
        return completed.totalLength();
    }

    /**
     * Copies the datagram completed.
     *
     * @param target receives it.
     * @param offset where its IP header goes; {@link #completedLength()} bytes from there are written.
     * @return the bytes written.
     */
    public int copyTo(UnsafeBuffer target, int offset) {
        return completed.copyTo(target, offset);
    }

    /**
     * Gives up what has waited too long. Called once in a while: a datagram lives until this is called after its time.
     *
     * @param nowNs the clock that {@link #accept} is called with.
     * @return how many datagrams ended here.
     */
    public int expire(long nowNs) {
        int expired = 0;
        PartialDatagram oldest = table.oldest();
        while (oldest != null && nowNs - oldest.startedAt() >= timeoutNs) {
            expired++;
            table.end(oldest);
            oldest = table.oldest();
        }
        return expired;
    }

    /** {@return how many slots are in use} */
    public int inUse() {
        return table.inUse();
    }

    /** {@return how many datagrams have been displaced by new ones since the last call} */
    public int takeDisplaced() {
        int count = displaced;
        displaced = 0;
        return count;
    }

    private PartialDatagram begin(long hash, long nowNs) {
        PartialDatagram inTheWay = table.inTheWay(view.sourceKey());
        if (inTheWay != null) {
            table.end(inTheWay);
            displaced++;
        }
        return table.begin(view, hash, nowNs);
    }

    private boolean fitsSlot() {
        return view.headerLength() <= PartialDatagram.MAX_HEADER_LENGTH
            && view.headerLength() + view.end() <= slotLength;
    }

    private boolean isBad() {
        int longest = view.isIpv6() ? Ipv6.HEADER_LENGTH + Ipv6.MAX_PAYLOAD_LENGTH : Ipv4.MAX_TOTAL_LENGTH;
        return view.payloadLength() <= 0
            || view.headerLength() + view.end() > longest
            || (view.moreFollow() && view.payloadLength() % OFFSET_UNIT != 0);
    }

    /** Frees the slot at once; its contents stay until the next fragment is accepted. */
    private DropReason complete(PartialDatagram datagram) {
        table.end(datagram);
        DropReason failure = datagram.rebuildHeader();
        if (failure == null) {
            completed = datagram;
            return DropReason.FRAGMENT_TAKEN;
        }
        return failure;
    }
}
