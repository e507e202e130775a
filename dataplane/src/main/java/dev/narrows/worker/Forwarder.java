package dev.narrows.worker;

import dev.narrows.channel.EventRing;
import dev.narrows.packet.Packet;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;

/**
 * The last stage: puts the link header in front of an IP packet that fits, and gives it to the port of its next
 * hop. A packet whose next hop is not resolved goes to the control plane to wait there.
 */
final class Forwarder {
    /** How many packets may go to wait in one duty cycle: a scan of dead addresses costs no more than this. */
    private static final int AWAITING_LIMIT = 4;

    private final Topology topology;
    private final EventRing events;
    private final LinkLimiter limiter = new LinkLimiter();
    private final Ethernet ethernet = new Ethernet();
    private int awaiting;

    Forwarder(Topology topology, EventRing events) {
        this.topology = topology;
        this.events = events;
    }

    /**
     * Begins a duty cycle.
     *
     * @param nowNanos the clock.
     */
    void begin(long nowNanos) {
        awaiting = 0;
        limiter.begin(nowNanos);
    }

    /**
     * Sends a packet by way of a next hop.
     *
     * @param packet  whose data are one IP packet; it fits the port's MTU.
     * @param nextHop where to, by a port.
     * @param isIpv6  the packet's family.
     * @param high    the first eight bytes of its destination, which is the neighbour itself where the next hop is on
     *                the link.
     * @param low     the last eight.
     * @return why the packet ends here, or null where it is gone.
     */
    DropReason forward(Packet packet, NextHop nextHop, boolean isIpv6, long high, long low) {
        if (packet.offset() < Ethernet.HEADER_LENGTH) {
            return DropReason.NO_ROOM;
        }
        packet.extendFront(Ethernet.HEADER_LENGTH);
        long macAddress = topology.macAddress(nextHop, high, low);
        ethernet.wrap(packet.buffer(), packet.offset())
            .destination(macAddress)
            .source(nextHop.port().macAddress())
            .type(isIpv6 ? Ethernet.TYPE_IPV6 : Ethernet.TYPE_IPV4);
        if (macAddress == NextHop.UNRESOLVED) {
            return await(packet, nextHop, high, low);
        }
        nextHop.port().transmit(packet);
        return null;
    }

    /** Nobody answers for all hosts on a subnet, and nothing goes to them from beyond it (RFC 2644 2). */
    private DropReason await(Packet frame, NextHop nextHop, long high, long low) {
        if (topology.isBroadcast(high, low)) {
            return DropReason.INVALID_ADDRESS;
        }
        IpAddress gateway = nextHop.gateway();
        long neighbourHigh = gateway == null ? high : gateway.high();
        long neighbourLow = gateway == null ? low : gateway.low();
        if (awaiting == AWAITING_LIMIT || !limiter.tryTake(
            topology.standing(nextHop.port(), neighbourHigh, neighbourLow, false), neighbourHigh, neighbourLow)) {
            return DropReason.NEIGHBOUR_UNRESOLVED;
        }
        awaiting++;
        boolean taken = events.neighbourNeeded(nextHop.port().id(), neighbourHigh, neighbourLow, frame.buffer(),
            frame.offset(), frame.length());
        return taken ? DropReason.NEIGHBOUR_AWAITED : DropReason.CONTROL_RING_FULL;
    }
}
