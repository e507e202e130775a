package dev.narrows.worker;

import dev.narrows.packet.Packet;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Arp;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.InternetChecksum;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv6;
import dev.narrows.wire.NeighbourMessage;

/**
 * Takes what the gateway's own host sends by its port. To the host everything is on that link: whatever address it asks
 * for, this port answers (RFC 925, RFC 4861 7.2.8), and what it sends takes the road of all cleartext.
 */
final class HostIngress {
    private final Topology topology;
    private final CleartextStage cleartextStage;
    private final HandOver handOver;
    private final Ethernet ethernet = new Ethernet();
    private final Arp arp = new Arp();
    private final IpHeader header = new IpHeader();
    private final NeighbourMessage message = new NeighbourMessage();
    private final Icmpv6 icmpv6 = new Icmpv6();

    HostIngress(Topology topology, CleartextStage cleartextStage, HandOver handOver) {
        this.topology = topology;
        this.cleartextStage = cleartextStage;
        this.handOver = handOver;
    }

    /**
     * Takes one packet on its way.
     *
     * @param packet whose data are a frame with its Ethernet header.
     * @param port   the host's.
     * @return why the packet ends here, or null where it is on its way.
     */
    DropReason process(Packet packet, WorkerPort port) {
        ethernet.wrap(packet.buffer(), packet.offset());
        port.host().macAddress(ethernet.source());
        int type = ethernet.type();
        if (type == Ethernet.TYPE_ARP) {
            return answerArp(packet, port);
        }
        if (type == Ethernet.TYPE_IPV6 && isDiscovery(packet)) {
            return answerDiscovery(packet, port);
        }
        if (type != Ethernet.TYPE_IPV4 && type != Ethernet.TYPE_IPV6) {
            return DropReason.UNKNOWN_ETHERTYPE;
        }
        if (ethernet.isMulticast() && type == Ethernet.TYPE_IPV6) {
            return DropReason.HOST_LINK;
        }
        if (ethernet.destination() != port.macAddress()) {
            return DropReason.NOT_OUR_MAC;
        }
        packet.trimFront(Ethernet.HEADER_LENGTH);
        return processIp(packet, port, type == Ethernet.TYPE_IPV6);
    }

    private DropReason answerArp(Packet frame, WorkerPort port) {
        arp.wrap(frame.buffer(), frame.offset() + Ethernet.HEADER_LENGTH);
        if (!arp.isValid(frame.length() - Ethernet.HEADER_LENGTH) || arp.operation() != Arp.REQUEST
            || topology.isLocal(0, IpAddress.mapped(arp.targetAddress()))) {
            return DropReason.HOST_LINK;
        }
        long asker = arp.senderMac();
        int askerAddress = arp.senderAddress();
        int target = arp.targetAddress();
        arp.operation(Arp.REPLY).senderMac(port.macAddress()).senderAddress(target).targetMac(asker)
            .targetAddress(askerAddress);
        ethernet.destination(asker).source(port.macAddress());
        port.transmit(frame);
        return null;
    }

    private boolean isDiscovery(Packet frame) {
        return header.parse(frame.buffer(), frame.offset() + Ethernet.HEADER_LENGTH,
            frame.length() - Ethernet.HEADER_LENGTH) && DiscoveryStage.isDiscovery(header);
    }

    /**
     * Answers in place, as if the target were here (RFC 4861 7.2.4, 7.2.8); what a host asks to have it, gets silence.
     */
    private DropReason answerDiscovery(Packet frame, WorkerPort port) {
        int messageOffset = frame.offset() + Ethernet.HEADER_LENGTH + Ipv6.HEADER_LENGTH;
        if (!message.parse(header) || !message.isSolicitation()
            || (header.sourceHigh() | header.sourceLow()) == 0
            || IpAddress.isLinkLocal(message.targetHigh())
            || topology.isLocal(message.targetHigh(), message.targetLow())
            || messageOffset + NeighbourMessage.LENGTH_WITH_MAC > frame.buffer().capacity()) {
            return DropReason.HOST_LINK;
        }
        long targetHigh = message.targetHigh();
        long targetLow = message.targetLow();
        Ipv6 ipv6 = header.ipv6();
        ipv6.payloadLength(NeighbourMessage.LENGTH_WITH_MAC).nextHeader(IpProtocol.ICMPV6)
            .source(targetHigh, targetLow).destination(header.sourceHigh(), header.sourceLow());
        message.writeAdvertisement(frame.buffer(), messageOffset, NeighbourMessage.FLAG_SOLICITED, targetHigh,
            targetLow,
            port.macAddress());
        icmpv6.wrap(frame.buffer(), messageOffset)
            .computeChecksum(InternetChecksum.pseudoHeaderSum(targetHigh, targetLow,
            header.sourceHigh(), header.sourceLow(), IpProtocol.ICMPV6, NeighbourMessage.LENGTH_WITH_MAC),
            NeighbourMessage.LENGTH_WITH_MAC);
        ethernet.destination(ethernet.source()).source(port.macAddress());
        frame.bounds(frame.offset(), messageOffset + NeighbourMessage.LENGTH_WITH_MAC - frame.offset());
        port.transmit(frame);
        return null;
    }

    /**
     * Takes one packet on its way.
     *
     * @param packet whose data start at its IP header.
     * @param port   the host's.
     * @param isIpv6 the family that its frame named.
     * @return why the packet ends here, or null where it is on its way.
     */
    DropReason processIp(Packet packet, WorkerPort port, boolean isIpv6) {
        if (!header.parse(packet.buffer(), packet.offset(), packet.length()) || header.isIpv6() != isIpv6) {
            return DropReason.badHeader(isIpv6);
        }
        packet.bounds(packet.offset(), header.totalLength());
        if (IpAddress.isInvalidSource(header.sourceHigh(), header.sourceLow())
            || IpAddress.isInvalidSource(header.destinationHigh(), header.destinationLow())
            || IpAddress.isLinkLocal(header.sourceHigh()) || IpAddress.isLinkLocal(header.destinationHigh())
            || topology.isLocal(header.destinationHigh(), header.destinationLow())) {
            return DropReason.INVALID_ADDRESS;
        }
        return handOver.isFragmentOfAnother(header)
            ? handOver.toOwnerOfFragment(packet, header, port) : cleartextStage.forwardFromHost(packet, header);
    }
}
