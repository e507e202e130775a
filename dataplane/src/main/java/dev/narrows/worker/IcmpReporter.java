package dev.narrows.worker;

import dev.narrows.packet.HandleArray;
import dev.narrows.packet.Packet;
import dev.narrows.packet.PacketPool;
import dev.narrows.pmtu.IcmpError;
import dev.narrows.pmtu.IcmpErrorLimiter;
import dev.narrows.pmtu.IcmpErrorRules;
import dev.narrows.pmtu.IcmpErrorWriter;
import dev.narrows.policy.Policy;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.PolicyTable;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv6;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Makes the ICMP errors that tell senders what became of their packets. What it makes waits in a list for the
 * {@link LocalOutput}, so that reporting never calls the stage that it was called by.
 */
final class IcmpReporter {
    private static final int CAPACITY = 128;

    private final Topology topology;
    private final PolicyTable policies;
    private final PacketPool pool;
    private final WorkerCounters counters;
    private final IcmpErrorLimiter limiter;
    private final int ipv4Floor;
    private final IcmpErrorWriter writer = new IcmpErrorWriter();
    private final HandleArray made = new HandleArray(CAPACITY);
    private final Packet error = new Packet();
    private final UnsafeBuffer lostStart = new UnsafeBuffer(0, 0);
    private final IpHeader lostHeader = new IpHeader();
    private long sourceHigh;
    private long sourceLow;
    private int madeCount;
    private long now;

    IcmpReporter(
        Topology topology,
        PolicyTable policies,
        PacketPool pool,
        WorkerCounters counters,
        IcmpErrorLimiter limiter,
        int ipv4Floor) {
        this.topology = topology;
        this.policies = policies;
        this.pool = pool;
        this.counters = counters;
        this.limiter = limiter;
        this.ipv4Floor = ipv4Floor;
    }

    /**
     * Begins a duty cycle.
     *
     * @param nowNanos the clock.
     */
    void begin(long nowNanos) {
        now = nowNanos;
    }

    /**
     * Tells a packet's sender that the packet was too long (RFC 1191 4, RFC 4443 3.2). An IPv6 sender is never told
     * less than {@link Ipv6#MIN_MTU}, which every link takes (RFC 8200 5).
     *
     * @param packet whose data start at its IP header; still the caller's.
     * @param header its header.
     * @param mtu    what would have fitted, in bytes.
     */
    void tooBig(Packet packet, IpHeader header, int mtu) {
        reportTooBig(header, packet.length(), mtu);
    }

    /**
     * Tells the sender of a packet that is gone, of which the ledger kept the start. An IPv4 sender is never told less
     * than the floor: up to there the outer packet is fragmented. One that left DF clear is told nothing: it was our
     * own DF, and its next packet is fragmented (RFC 1191 3).
     *
     * @param innerStart its IP header and some bytes more.
     * @param mtu        what would have fitted, in bytes.
     */
    void tooBig(byte[] innerStart, int mtu) {
        lostStart.wrap(innerStart);
        if (lostHeader.parseStart(lostStart, 0, innerStart.length) && lostHeader.dontFragment()) {
            reportTooBig(lostHeader, innerStart.length, lostHeader.isIpv6() ? mtu : Math.max(mtu, ipv4Floor));
        } else {
            counters.increment(WorkerCounter.ICMP_FORBIDDEN);
        }
    }

    /**
     * Tells a packet's sender that its time to live ran out here.
     *
     * @param packet whose data start at its IP header; still the caller's.
     * @param header its header.
     */
    void timeExceeded(Packet packet, IpHeader header) {
        report(header, packet.length(), IcmpError.TIME_EXCEEDED, 0);
    }

    /**
     * Tells a packet's sender that no route leads on (RFC 1812 4.3.3.1, RFC 4443 3.1).
     *
     * @param packet whose data start at its IP header; still the caller's.
     * @param header its header.
     */
    void noRoute(Packet packet, IpHeader header) {
        report(header, packet.length(), IcmpError.NO_ROUTE, 0);
    }

    /**
     * Tells the sender of a packet that is gone that its next hop does not answer (RFC 1812 4.3.3.1, RFC 4861 7.2.2).
     *
     * @param frame  holds it.
     * @param offset where its IP header starts; it goes on to the frame's end.
     */
    void neighbourUnreachable(byte[] frame, int offset) {
        lostStart.wrap(frame, offset, frame.length - offset);
        if (lostHeader.parseStart(lostStart, 0, frame.length - offset)) {
            report(lostHeader, frame.length - offset, IcmpError.NEIGHBOUR_UNREACHABLE, 0);
        }
    }

    /** {@return how many packets wait to be sent} */
    int madeCount() {
        return madeCount;
    }

    /** {@return a packet that waits: its data start at the IP header} */
    long made(int index) {
        return made.get(index);
    }

    /** Says that the packets waiting have been taken. */
    void clear() {
        madeCount = 0;
    }

    private void reportTooBig(IpHeader about, int length, int mtu) {
        int told = about.isIpv6() ? Math.max(mtu, Ipv6.MIN_MTU) : mtu;
        if (report(about, length, IcmpError.TOO_BIG, told)) {
            counters.increment(WorkerCounter.TOO_BIG_SENT);
        }
    }

    private boolean report(IpHeader about, int length, IcmpError kind, int mtu) {
        if (!IcmpErrorRules.mayReport(about, length, kind) || !chooseSource(about)) {
            counters.increment(WorkerCounter.ICMP_FORBIDDEN);
            return false;
        }
        if (madeCount == CAPACITY || !limiter.tryTake(about.sourceHigh(), about.sourceLow(), now)) {
            counters.increment(WorkerCounter.ICMP_LIMITED);
            return false;
        }
        long handle = pool.allocate();
        if (handle == PacketPool.EXHAUSTED) {
            counters.increment(WorkerCounter.NOT_MADE);
            return false;
        }
        error.wrap(handle);
        int errorLength =
            writer.write(error.buffer(), error.offset(), sourceHigh, sourceLow, kind, mtu, about, length);
        error.bounds(error.offset(), errorLength);
        error.store();
        made.set(madeCount, handle);
        madeCount++;
        counters.increment(WorkerCounter.MADE);
        return true;
    }

    /**
     * Chooses the address of ours that an error comes from, where a way leads back to the packet's sender:
     *
     * <ol>
     * <li>our own host takes nothing that comes from its own addresses: it hears from where its packet was going. Where
     *     there is no port to it, what we sent was an echo reply or a path probe: nobody needs to know;
     * <li>with IPv6 the address of ours that the packet was for (RFC 4443 2.2 a);
     * <li>that of the port inside which leads to the sender (RFC 1812 4.3.2.4);
     * <li>the address that the packet was for, with IPv4;
     * <li>that of a port inside from which a policy leads to the sender: the peer's selectors take it as it is;
     * <li>where the way is that of the packet's own policy (RFC 4301 6.2), or a route into a tunnel: the address of the
     *     port that the packet was to leave by, of another port inside, or of the outside. The peer takes it for its
     *     quote.
     * </ol>
     */
    private boolean chooseSource(IpHeader about) {
        if (topology.isLocal(about.sourceHigh(), about.sourceLow())) {
            return chooseForOurHost(about);
        }
        boolean isForUs = topology.isLocal(about.destinationHigh(), about.destinationLow());
        if (isForUs && about.isIpv6()) {
            return takeDestination(about);
        }
        NextHop back = topology.route(about.sourceHigh(), about.sourceLow());
        if (back != null && back.isInside() && takeSource(back.port(), about)) {
            return true;
        }
        return isForUs ? takeDestination(about) : chooseByPolicy(about) || chooseByWayBack(about, back);
    }

    private boolean chooseForOurHost(IpHeader about) {
        return topology.hostPort() != null && !isOuter(about)
            && !IpAddress.isMulticast(about.destinationHigh(), about.destinationLow()) && takeDestination(about);
    }

    /** Our host knows nothing of the ESP that the gateway makes. */
    private boolean isOuter(IpHeader about) {
        return about.protocol() == IpProtocol.ESP
            || (about.protocol() == IpProtocol.UDP && topology.isEncapsulationPort(about.sourcePort()));
    }

    private boolean chooseByPolicy(IpHeader about) {
        for (WorkerPort port : topology.ports()) {
            IpAddress address = port.address(about.isIpv6());
            if (port.isInside() && address != null && leadsTo(address, about)) {
                return takeSource(port, about);
            }
        }
        return false;
    }

    private boolean chooseByWayBack(IpHeader about, NextHop back) {
        Policy policy = policies.lookup(about.destinationHigh(), about.destinationLow(), about.sourceHigh(),
            about.sourceLow(), about.protocol(), about.destinationPort(), about.sourcePort());
        if (policy != null) {
            return switch (policy.action()) {
                case PROTECT -> chooseSensible(about);
                case BYPASS -> back != null && back.port() != null && takeSource(back.port(), about);
                case DISCARD -> false;
            };
        }
        return back != null && back.tunnel() != null && chooseSensible(about);
    }

    private boolean chooseSensible(IpHeader about) {
        NextHop ahead = topology.route(about.destinationHigh(), about.destinationLow());
        return (ahead != null && ahead.isInside() && takeSource(ahead.port(), about))
            || chooseAmong(true, about) || chooseAmong(false, about);
    }

    private boolean chooseAmong(boolean isInside, IpHeader about) {
        for (WorkerPort port : topology.ports()) {
            if (port.isInside() == isInside && takeSource(port, about)) {
                return true;
            }
        }
        return false;
    }

    private boolean takeDestination(IpHeader about) {
        sourceHigh = about.destinationHigh();
        sourceLow = about.destinationLow();
        return true;
    }

    private boolean takeSource(WorkerPort port, IpHeader about) {
        IpAddress address = port.address(about.isIpv6());
        if (address == null) {
            return false;
        }
        sourceHigh = address.high();
        sourceLow = address.low();
        return true;
    }

    private boolean leadsTo(IpAddress source, IpHeader about) {
        int protocol = about.isIpv6() ? IpProtocol.ICMPV6 : IpProtocol.ICMP;
        Policy policy = policies.lookup(source.high(), source.low(), about.sourceHigh(), about.sourceLow(), protocol,
            IpHeader.OPAQUE, IpHeader.OPAQUE);
        return policy != null && policy.action() != PolicyAction.DISCARD;
    }
}
