package dev.narrows.worker;

import dev.narrows.channel.EventRing;
import dev.narrows.packet.Packet;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.NeighbourMessage;

/**
 * Takes neighbour discovery to the control plane: solicitations and advertisements that are valid (RFC 4861 7.1).
 * Routers' messages and redirects end here: a gateway is a router itself, and configured.
 */
final class DiscoveryStage {
    private final Topology topology;
    private final EventRing events;
    private final LinkLimiter limiter;
    private final NeighbourMessage message = new NeighbourMessage();

    DiscoveryStage(Topology topology, EventRing events, LinkLimiter limiter) {
        this.topology = topology;
        this.events = events;
        this.limiter = limiter;
    }

    /** {@return whether this is one of the five messages of RFC 4861, valid or not} */
    static boolean isDiscovery(IpHeader header) {
        return header.protocol() == IpProtocol.ICMPV6 && header.sourcePort() != IpHeader.OPAQUE
            && Icmpv6.isNeighbourDiscovery(header.sourcePort() >>> Byte.SIZE);
    }

    /**
     * Takes a message.
     *
     * @param frame  whose data start at its Ethernet header.
     * @param header the message's IP header, for which {@link #isDiscovery} holds.
     * @param port   where it arrived.
     * @return how it ends.
     */
    DropReason take(Packet frame, IpHeader header, WorkerPort port) {
        if (message.parse(header)) {
            return takeValid(frame, header, port);
        }
        int type = header.sourcePort() >>> Byte.SIZE;
        boolean isNeighbours = type == Icmpv6.NEIGHBOUR_SOLICITATION || type == Icmpv6.NEIGHBOUR_ADVERTISEMENT;
        return isNeighbours ? DropReason.BAD_DISCOVERY : DropReason.DISCOVERY_IGNORED;
    }

    /** A message is about whom its sender speaks for: himself, or who has or wants the target address. */
    private DropReason takeValid(Packet frame, IpHeader header, WorkerPort port) {
        boolean isOfSender = message.isSolicitation() && (header.sourceHigh() | header.sourceLow()) != 0;
        long high = isOfSender ? header.sourceHigh() : message.targetHigh();
        long low = isOfSender ? header.sourceLow() : message.targetLow();
        boolean isAnswering = message.isAdvertisement() && message.isSolicited();
        if (!limiter.tryTake(topology.standing(port, high, low, isAnswering), high, low)) {
            return DropReason.LINK_FLOOD;
        }
        return events.linkFrame(port.id(), frame.buffer(), frame.offset(), frame.length())
            ? DropReason.DISCOVERY_TAKEN : DropReason.CONTROL_RING_FULL;
    }
}
