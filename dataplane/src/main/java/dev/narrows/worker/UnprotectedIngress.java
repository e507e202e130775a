package dev.narrows.worker;

import dev.narrows.packet.Packet;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;

/**
 * Sorts the IP packets that come from the unprotected side: ESP to us is opened, in UDP too, ICMP about our ESP is
 * handed over, and nothing else gets further than the gateway itself, unless a policy lets it pass in clear.
 */
final class UnprotectedIngress {
    private final InboundStage inboundStage;
    private final UdpStage udpStage;
    private final ReassemblyStage reassemblyStage;
    private final ClaimStage claimStage;
    private final LocalDelivery localDelivery;
    private final CleartextStage cleartextStage;
    private final Topology topology;
    private final Disposer disposer;
    private final Icmpv4 icmpv4 = new Icmpv4();
    private final Icmpv6 icmpv6 = new Icmpv6();
    private final IpHeader wholeHeader = new IpHeader();

    UnprotectedIngress(
        InboundStage inboundStage,
        UdpStage udpStage,
        ReassemblyStage reassemblyStage,
        ClaimStage claimStage,
        LocalDelivery localDelivery,
        CleartextStage cleartextStage,
        Topology topology,
        Disposer disposer) {
        this.inboundStage = inboundStage;
        this.udpStage = udpStage;
        this.reassemblyStage = reassemblyStage;
        this.claimStage = claimStage;
        this.localDelivery = localDelivery;
        this.cleartextStage = cleartextStage;
        this.topology = topology;
        this.disposer = disposer;
    }

    /**
     * Takes one packet on its way.
     *
     * @param packet whose data are exactly one valid IP packet.
     * @param header its header.
     * @param port   where it came from.
     * @return why the packet ends here, or null where it is on its way.
     */
    DropReason process(Packet packet, IpHeader header, WorkerPort port) {
        if (!port.owns(header.destinationHigh(), header.destinationLow())) {
            return cleartextStage.forwardFromUnprotected(packet, header);
        }
        if (!header.isFragment()) {
            return processWhole(packet, header);
        }
        DropReason end = reassemblyStage.take(header);
        if (reassemblyStage.complete()) {
            Packet whole = reassemblyStage.whole();
            disposer.end(whole, wholeHeader.parse(whole.buffer(), whole.offset(), whole.length())
                ? processWhole(whole, wholeHeader) : DropReason.badHeader(wholeHeader.isIpv6()));
        }
        return end;
    }

    /**
     * Takes one packet for the gateway on its way.
     *
     * @param packet whose data are exactly one valid IP packet for an address of ours, no fragment.
     * @param header its header.
     * @return why the packet ends here, or null where it is on its way.
     */
    DropReason processWhole(Packet packet, IpHeader header) {
        return switch (header.protocol()) {
            case IpProtocol.ESP -> inboundStage.process(packet, header, header.payloadOffset());
            case IpProtocol.UDP -> processUdp(packet, header);
            case IpProtocol.ICMP -> processIcmpv4(packet, header);
            case IpProtocol.ICMPV6 -> processIcmpv6(packet, header);
            default -> localDelivery.deliverFromUnprotected(packet, header);
        };
    }

    private DropReason processUdp(Packet packet, IpHeader header) {
        return topology.isEncapsulationPort(header.destinationPort())
            ? udpStage.process(packet, header) : localDelivery.deliverFromUnprotected(packet, header);
    }

    private DropReason processIcmpv4(Packet packet, IpHeader header) {
        int length = header.payloadLength();
        icmpv4.wrap(packet.buffer(), header.payloadOffset());
        boolean isGood = !header.isIpv6() && icmpv4.isValid(length) && icmpv4.isChecksumRight(length);
        return sortIcmp(packet, header, isGood, isGood && icmpv4.isFragmentationNeeded());
    }

    private DropReason processIcmpv6(Packet packet, IpHeader header) {
        int length = header.payloadLength();
        icmpv6.wrap(packet.buffer(), header.payloadOffset());
        boolean isGood = header.isIpv6() && icmpv6.isValid(length)
            && icmpv6.isChecksumRight(header.pseudoHeaderSum(IpProtocol.ICMPV6, length), length);
        return sortIcmp(packet, header, isGood, isGood && icmpv6.isPacketTooBig());
    }

    /** ICMP of the wrong family inside an IP header is no good (CVE-2009-0687). */
    private DropReason sortIcmp(Packet packet, IpHeader header, boolean isGood, boolean isTooBig) {
        if (!isGood) {
            return DropReason.BAD_ICMP;
        }
        return isTooBig && claimStage.isAboutOurs(packet, header)
            ? claimStage.take(packet, header) : localDelivery.deliverFromUnprotected(packet, header);
    }
}
