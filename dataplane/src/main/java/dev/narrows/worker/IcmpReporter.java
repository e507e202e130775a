package dev.narrows.worker;

import dev.narrows.packet.HandleArray;
import dev.narrows.packet.Packet;
import dev.narrows.packet.PacketPool;
import dev.narrows.pmtu.IcmpErrorLimiter;
import dev.narrows.pmtu.IcmpErrorRules;
import dev.narrows.pmtu.IcmpErrorWriter;
import dev.narrows.policy.PolicyTable;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Makes the ICMP errors that tell senders what became of their packets. What it makes waits in a list for the
 * {@link LocalOutput}, so that reporting never calls the stage that it was called by.
 */
final class IcmpReporter {
    private static final int CAPACITY = 128;
    private static final int NO_ADDRESS = 0;

    private final Topology topology;
    private final PolicyTable policies;
    private final PacketPool pool;
    private final WorkerCounters counters;
    private final IcmpErrorLimiter limiter;
    private final IcmpErrorWriter writer = new IcmpErrorWriter();
    private final HandleArray made = new HandleArray(CAPACITY);
    private final Ipv4 ipv4 = new Ipv4();
    private final Packet error = new Packet();
    private final UnsafeBuffer lostStart = new UnsafeBuffer(0, 0);
    private int madeCount;
    private long now;

    IcmpReporter(
        Topology topology,
        PolicyTable policies,
        PacketPool pool,
        WorkerCounters counters,
        IcmpErrorLimiter limiter) {
        this.topology = topology;
        this.policies = policies;
        this.pool = pool;
        this.counters = counters;
        this.limiter = limiter;
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
     * Tells a packet's sender that the packet was too long (RFC 1191 4).
     *
     * @param packet whose data start at its IP header; still the caller's.
     * @param header its header.
     * @param mtu    what would have fitted, in bytes.
     */
    void tooBig(Packet packet, IpHeader header, int mtu) {
        if (header.isIpv6()) {
            counters.increment(WorkerCounter.ICMP_FORBIDDEN);
            return;
        }
        if (report(packet.buffer(), packet.offset(), packet.length(), Icmpv4.DESTINATION_UNREACHABLE,
            Icmpv4.CODE_FRAGMENTATION_NEEDED, mtu)) {
            counters.increment(WorkerCounter.TOO_BIG_SENT);
        }
    }

    /**
     * Tells the sender of a packet that is gone, of which the ledger kept the start.
     *
     * @param innerStart its IPv4 header and some bytes more.
     * @param mtu        what would have fitted, in bytes.
     */
    void tooBig(byte[] innerStart, int mtu) {
        lostStart.wrap(innerStart);
        if (report(lostStart, 0, innerStart.length, Icmpv4.DESTINATION_UNREACHABLE,
            Icmpv4.CODE_FRAGMENTATION_NEEDED, mtu)) {
            counters.increment(WorkerCounter.TOO_BIG_SENT);
        }
    }

    /**
     * Tells a packet's sender that its time to live ran out here.
     *
     * @param packet whose data start at its IP header; still the caller's.
     * @param header its header.
     */
    void timeExceeded(Packet packet, IpHeader header) {
        if (header.isIpv6()) {
            counters.increment(WorkerCounter.ICMP_FORBIDDEN);
            return;
        }
        report(packet.buffer(), packet.offset(), packet.length(), Icmpv4.TIME_EXCEEDED, Icmpv4.CODE_TTL_EXCEEDED, 0);
    }

    /** {@return how many packets wait to be sent} */
    int madeCount() {
        return madeCount;
    }

    /** {@return a packet that waits: its data start at the IPv4 header} */
    long made(int index) {
        return made.get(index);
    }

    /** Says that the packets waiting have been taken. */
    void clear() {
        madeCount = 0;
    }

    private boolean report(UnsafeBuffer about, int offset, int length, int type, int code, int mtu) {
        if (!IcmpErrorRules.mayReport(about, offset, length)) {
            counters.increment(WorkerCounter.ICMP_FORBIDDEN);
            return false;
        }
        int sender = ipv4.wrap(about, offset).source();
        int source = addressTowards(sender, ipv4.destination());
        if (source == NO_ADDRESS) {
            counters.increment(WorkerCounter.ICMP_FORBIDDEN);
            return false;
        }
        if (madeCount == CAPACITY || !limiter.tryTake(sender, now)) {
            counters.increment(WorkerCounter.ICMP_LIMITED);
            return false;
        }
        long handle = pool.allocate();
        if (handle == PacketPool.EXHAUSTED) {
            counters.increment(WorkerCounter.NOT_MADE);
            return false;
        }
        error.wrap(handle);
        int errorLength = writer.write(error.buffer(), error.offset(), source, type, code, mtu, about, offset, length);
        error.bounds(error.offset(), errorLength);
        error.store();
        made.set(madeCount, handle);
        madeCount++;
        counters.increment(WorkerCounter.MADE);
        return true;
    }

    /**
     * Chooses the gateway's address on the side where a host is: that of the protected port which leads to it, or of
     * one from which a policy does. Our own host takes nothing that comes from its own addresses: it hears from where its
     * packet was going.
     */
    private int addressTowards(int host, int destination) {
        long low = IpAddress.mapped(host);
        if (topology.isLocal(0, low)) {
            return destination;
        }
        NextHop nextHop = topology.route(0, low);
        if (nextHop != null && nextHop.isInside() && nextHop.port().address(false) != null) {
            return nextHop.port().address(false).ipv4();
        }
        for (WorkerPort port : topology.ports()) {
            IpAddress address = port.address(false);
            if (port.isInside() && address != null && leadsTo(address, low)) {
                return address.ipv4();
            }
        }
        return NO_ADDRESS;
    }

    private boolean leadsTo(IpAddress source, long host) {
        return policies.lookup(source.high(), source.low(), 0, host, IpProtocol.ICMP, IpHeader.OPAQUE, IpHeader.OPAQUE) != null;
    }
}
