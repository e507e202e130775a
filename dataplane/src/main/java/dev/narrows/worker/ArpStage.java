package dev.narrows.worker;

import dev.narrows.channel.EventRing;
import dev.narrows.packet.Packet;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Arp;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
import dev.narrows.worker.LinkLimiter.Standing;

/**
 * Takes ARP to the control plane, as much of it as can matter there: what asks us, answers us or takes our address,
 * what a neighbour in use says whoever it talks to (RFC 826), and announcements. What others have with each other ends
 * here.
 */
final class ArpStage {
    private final Topology topology;
    private final EventRing events;
    private final LinkLimiter limiter;
    private final Arp arp = new Arp();

    ArpStage(Topology topology, EventRing events, LinkLimiter limiter) {
        this.topology = topology;
        this.events = events;
        this.limiter = limiter;
    }

    /**
     * Takes a frame.
     *
     * @param frame whose data start at its Ethernet header, which says that it is ARP.
     * @param port  where it arrived.
     * @return how it ends.
     */
    DropReason take(Packet frame, WorkerPort port) {
        arp.wrap(frame.buffer(), frame.offset() + Ethernet.HEADER_LENGTH);
        if (!arp.isValid(frame.length() - Ethernet.HEADER_LENGTH)) {
            return DropReason.BAD_ARP;
        }
        long sender = IpAddress.mapped(arp.senderAddress());
        long target = IpAddress.mapped(arp.targetAddress());
        boolean isForUs = port.owns(0, target);
        Standing standing = topology.standing(port, 0, sender, isForUs && arp.operation() == Arp.REPLY);
        if (standing == Standing.STRANGER && !isForUs && sender != target && !port.owns(0, sender)) {
            return DropReason.ARP_OF_OTHERS;
        }
        if (!limiter.tryTake(standing, 0, sender)) {
            return DropReason.LINK_FLOOD;
        }
        return events.linkFrame(port.id(), frame.buffer(), frame.offset(), frame.length())
            ? DropReason.ARP_TAKEN : DropReason.CONTROL_RING_FULL;
    }
}
