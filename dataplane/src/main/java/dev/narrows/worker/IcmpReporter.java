package dev.narrows.worker;

import dev.narrows.packet.HandleArray;
import dev.narrows.packet.Packet;
import dev.narrows.packet.PacketPool;
import dev.narrows.pmtu.IcmpError;
import dev.narrows.pmtu.IcmpErrorLimiter;
import dev.narrows.pmtu.IcmpErrorRules;
import dev.narrows.pmtu.IcmpErrorWriter;
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
     * Tells a packet's sender that the packet was too long (RFC 1191 4, RFC 4443 3.2). An IPv6 sender is never told less
     * than {@link Ipv6#MIN_MTU}, which every link takes (RFC 8200 5).
     *
     * @param packet whose data start at its IP header; still the caller's.
     * @param header its header.
     * @param mtu    what would have fitted, in bytes.
     */
    void tooBig(Packet packet, IpHeader header, int mtu) {
        reportTooBig(header, packet.length(), mtu);
    }

    /**
     * Tells the sender of a packet that is gone, of which the ledger kept the start. An IPv4 sender is never told less than
     * the floor: up to there the outer packet is fragmented. One that left DF clear is told nothing: it was our own DF, and
     * its next packet is fragmented (RFC 1191 3).
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
     * Chooses the gateway's address on the side where the sender is: that of the port inside which leads to it, or of one
     * from which a policy does. Our own host takes nothing that comes from its own addresses: it hears from where its
     * packet was going. Where there is no port to it, what we sent was an echo reply or a path probe: nobody needs to
     * know.
     */
    private boolean chooseSource(IpHeader about) {
        long high = about.sourceHigh();
        long low = about.sourceLow();
        if (topology.isLocal(high, low) && topology.hostPort() == null) {
            return false;
        }
        if (topology.isLocal(high, low) && !IpAddress.isMulticast(about.destinationHigh(), about.destinationLow())) {
            sourceHigh = about.destinationHigh();
            sourceLow = about.destinationLow();
            return true;
        }
        NextHop nextHop = topology.route(high, low);
        if (nextHop != null && nextHop.isInside() && takeSource(nextHop.port().address(about.isIpv6()))) {
            return true;
        }
        for (WorkerPort port : topology.ports()) {
            IpAddress address = port.address(about.isIpv6());
            if (port.isInside() && address != null && leadsTo(address, about)) {
                return takeSource(address);
            }
        }
        return false;
    }

    private boolean takeSource(IpAddress address) {
        if (address == null) {
            return false;
        }
        sourceHigh = address.high();
        sourceLow = address.low();
        return true;
    }

    private boolean leadsTo(IpAddress source, IpHeader about) {
        int protocol = about.isIpv6() ? IpProtocol.ICMPV6 : IpProtocol.ICMP;
        return policies.lookup(source.high(), source.low(), about.sourceHigh(), about.sourceLow(), protocol,
            IpHeader.OPAQUE, IpHeader.OPAQUE) != null;
    }
}
