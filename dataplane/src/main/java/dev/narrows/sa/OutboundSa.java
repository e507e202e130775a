package dev.narrows.sa;

import dev.narrows.crypto.Transform;
import dev.narrows.packet.Raw;
import dev.narrows.pmtu.EspOverhead;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.Ipv6;

/**
 * An outbound security association as a worker uses it.
 *
 * <p>It sends only sequence numbers that the control plane has leased to it, which means written to disk as used: a
 * key never sees one sequence number, and so one IV, twice, not across a crash either.
 *
 * <p>The sequence is written by its worker and read by any thread.
 */
public final class OutboundSa extends RuntimeSa {
    /** What {@link #takeSequence()} returns where there is none to take. */
    public static final long NO_SEQUENCE = 0;

    /** More than any packet is charged. */
    private static final int MOST_CHARGED_SHIFT = 16;
    /** What every host can take (RFC 791 3.1). */
    private static final int LEAST_REASSEMBLY = 576;

    private final EspOverhead overhead;
    private final SequenceSpace sequenceSpace;

    private long leaseEnd;
    private long renewAt;

    /**
     * An SA that has a lease.
     *
     * @param id            the control plane's number for it, never used again for another.
     * @param spi           the security parameters index, unsigned.
     * @param tunnel        the tunnel whose packets it seals.
     * @param transform     its keyed transform, closed by whoever made it.
     * @param overhead      what it adds to packets.
     * @param sequenceSpace which sequence numbers it has.
     * @param lastSequence  the last sequence number that counts as used, from 0.
     * @param leaseEnd      the last sequence number that may be used, from {@code lastSequence} to the space's last.
     */
    public OutboundSa(int id, int spi, Tunnel tunnel, Transform transform, EspOverhead overhead,
        SequenceSpace sequenceSpace, long lastSequence, long leaseEnd) {
        super(id, spi, tunnel, transform, SaState.allocate(0));
        this.overhead = overhead;
        this.sequenceSpace = sequenceSpace;
        Raw.putLong(state() + SaState.SEQUENCE, lastSequence);
        extendLease(leaseEnd);
    }

    /** {@return what it adds to packets} */
    public EspOverhead overhead() {
        return overhead;
    }

    /** {@return which sequence numbers it has} */
    public SequenceSpace sequenceSpace() {
        return sequenceSpace;
    }

    /**
     * Tells the largest packet that fits at this moment. Worker's thread only.
     *
     * @param header of a packet of the kind that is meant: in transport mode its length matters.
     * @return bytes: such a packet fits its path and its tunnel's own MTU, one byte more does not.
     */
    public int largestPacket(IpHeader header) {
        return Math.min(tunnel().mtu(),
            largestOn(overhead, tunnel().path().effectiveMtu(), ownHeader(tunnel(), header)));
    }

    /**
     * Tells what the sender of a packet that is too long is told. Worker's thread only.
     *
     * @param header the packet's.
     * @param floor  see {@link #toldMtu(boolean, int, int, int)}.
     * @return bytes.
     */
    public int toldMtu(IpHeader header, int floor) {
        return toldMtu(tunnel(), overhead, header, floor);
    }

    /**
     * Tells the same where a worker has not the SA itself. Worker's thread only.
     *
     * @param tunnel   the worker's own.
     * @param overhead what its SA adds to packets.
     * @param header   the packet's.
     * @param floor    see {@link #toldMtu(boolean, int, int, int)}.
     * @return bytes.
     */
    public static int toldMtu(Tunnel tunnel, EspOverhead overhead, IpHeader header, int floor) {
        return toldMtu(tunnel, overhead, header.isIpv6(), ownHeader(tunnel, header), tunnel.path().effectiveMtu(),
            floor);
    }

    /**
     * Tells what senders are told of an MTU: what fits, but never less than 1280 over IPv6 (RFC 8200 5). Over IPv4
     * never less than the floor, but for an interface's own MTU; a floor above what every host can take gives way to
     * what the first link has room for. What is told and does not fit is fragmented outside.
     *
     * @param isIpv6  the sender's family.
     * @param own     in transport mode the bytes of the packet's own header that stay in front; 0 in tunnel mode.
     * @param pathMtu the largest outer packet, in bytes.
     * @param floor   the smallest outer MTU that is believed, in bytes.
     * @return bytes.
     */
    public int toldMtu(boolean isIpv6, int own, int pathMtu, int floor) {
        return toldMtu(tunnel(), overhead, isIpv6, own, pathMtu, floor);
    }

    private static int toldMtu(
        Tunnel tunnel, EspOverhead overhead, boolean isIpv6, int own, int pathMtu, int floor) {
        int fits = largestOn(overhead, pathMtu, own);
        if (isIpv6) {
            return Math.max(Math.min(tunnel.mtu(), fits), Ipv6.MIN_MTU);
        }
        int least = Math.min(floor, Math.max(LEAST_REASSEMBLY, largestOn(overhead, tunnel.path().linkMtu(), own)));
        return Math.min(tunnel.mtu(), Math.max(fits, least));
    }

    private static int largestOn(EspOverhead overhead, int pathMtu, int own) {
        return own + overhead.largestInner(pathMtu - own);
    }

    private static int ownHeader(Tunnel tunnel, IpHeader header) {
        return tunnel.isTransport() ? header.unfragmentableLength() : 0;
    }

    /**
     * Tells what a packet of a length that fits becomes.
     *
     * @param header the packet's.
     * @return the bytes that it will have outside, TFC padding aside.
     */
    public int outerLength(IpHeader header) {
        int own = ownHeader(tunnel(), header);
        return own + overhead.outerLength(header.totalLength() - own);
    }

    /**
     * Tells how much an inner packet is padded for the confidentiality of its length (RFC 4303 2.7). Worker's thread
     * only.
     *
     * @param innerLength bytes of the inner packet.
     * @return bytes of TFC padding, from 0.
     */
    public int tfcLength(int innerLength) {
        int wanted = tunnel().settings().tfcLength();
        if (wanted == TunnelSettings.NO_TFC) {
            return 0;
        }
        int target = Math.min(wanted, overhead.largestInner(tunnel().path().effectiveMtu()));
        return Math.max(target - innerLength, 0);
    }

    /** {@return whether neither its lifetime nor its lease is used up. Worker's thread only} */
    boolean canSend() {
        return sequence() < leaseEnd && !isSpent();
    }

    /** {@return why {@link #takeSequence()} gave none} */
    public DropReason exhaustion() {
        return isExhausted() ? DropReason.SEQUENCE_EXHAUSTED : DropReason.LEASE_EXHAUSTED;
    }

    /**
     * Takes the next sequence number. Worker's thread only.
     *
     * @return it, or {@link #NO_SEQUENCE} where the lease is used up.
     */
    public long takeSequence() {
        long next = sequence() + 1;
        if (next > leaseEnd) {
            return NO_SEQUENCE;
        }
        Raw.putOpaque(state() + SaState.SEQUENCE, next);
        return next;
    }

    /**
     * Whether the lease has run low and nobody has been asked for a longer one. Says so again whenever half of what was
     * left then is used, should the answer stay away. Worker's thread only.
     *
     * @return whether to ask now.
     */
    public boolean claimRenewal() {
        long used = sequence();
        if (used < renewAt) {
            return false;
        }
        renewAt = used < leaseEnd ? leaseEnd - (leaseEnd - used) / 2 : Long.MAX_VALUE;
        return true;
    }

    /**
     * Lets {@link #claimRenewal()} say so with the first packet already: the lease was made short for an SA that might
     * never send. Before it is given to its worker only.
     */
    public void askWithFirstPacket() {
        if (leaseEnd < sequenceSpace.last()) {
            renewAt = sequence() + 1;
        }
    }

    /**
     * Lets {@link #claimRenewal()} say so again at once, where the request was lost: not only after a further packet,
     * since a lease that is used up lets none through. Worker's thread only.
     */
    public void retryRenewal() {
        renewAt = sequence();
    }

    /**
     * Allows sequence numbers up to a new end. Worker's thread only.
     *
     * @param end the last sequence number that may be used; where it is below the present end nothing changes.
     */
    public void extendLease(long end) {
        if (end > leaseEnd) {
            leaseEnd = end;
            renewAt = end == sequenceSpace.last() ? Long.MAX_VALUE : end - (end - sequence()) / 2;
        }
    }

    /**
     * Finds out up to which sequence number nothing need be looked at: neither does the lease end or want to be renewed
     * there, nor the lifetime, whatever lengths packets have. It holds until the lease is another. Worker's thread
     * only.
     *
     * @return that number, which is in {@link SaState#STOP_AT} from then on; below the next one where there is none.
     */
    public long refreshStop() {
        long credit = Math.min(packetsLeft(), bytesLeft() >>> MOST_CHARGED_SHIFT);
        long last = Math.min(leaseEnd, renewAt - 1);
        long stop = Math.min(last, sequence() + Math.clamp(credit, 0, SequenceSpace.STANDARD.last()));
        Raw.putLong(state() + SaState.STOP_AT, stop);
        return stop;
    }

    /** {@return the last sequence number used, from any thread} */
    public long sequence() {
        return Raw.getOpaque(state() + SaState.SEQUENCE);
    }

    /** {@return whether it has used its last sequence number and can send nothing more, from any thread} */
    public boolean isExhausted() {
        return sequence() == sequenceSpace.last();
    }
}
