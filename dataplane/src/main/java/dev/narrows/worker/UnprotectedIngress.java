package dev.narrows.worker;

import dev.narrows.packet.Packet;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;

/**
 * Sorts the IP packets that come from the unprotected side: ESP to us is opened, in UDP too, ICMP about our ESP is handed
 * over, and nothing else gets further than the gateway itself, unless a policy lets it pass in clear.
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
     * @param packet whose data are exactly one valid IP packet; not to be used any more.
     * @param header its header.
     * @param port   where it came from.
     */
    void process(Packet packet, IpHeader header, WorkerPort port) {
        if (!port.owns(header.destinationHigh(), header.destinationLow())) {
            cleartextStage.forwardFromUnprotected(packet, header);
        } else if (header.isFragment()) {
            reassemblyStage.process(packet, header);
        } else {
            processWhole(packet, header);
        }
    }

    /**
     * Takes one packet for the gateway on its way.
     *
     * @param packet whose data are exactly one valid IP packet for an address of ours, no fragment.
     * @param header its header.
     */
    void processWhole(Packet packet, IpHeader header) {
        switch (header.protocol()) {
            case IpProtocol.ESP -> inboundStage.process(packet, header, header.payloadOffset());
            case IpProtocol.UDP -> processUdp(packet, header);
            case IpProtocol.ICMP -> processIcmpv4(packet, header);
            case IpProtocol.ICMPV6 -> processIcmpv6(packet, header);
            default -> localDelivery.deliverFromUnprotected(packet, header);
        }
    }

    private void processUdp(Packet packet, IpHeader header) {
        if (topology.isEncapsulationPort(header.destinationPort())) {
            udpStage.process(packet, header);
        } else {
            localDelivery.deliverFromUnprotected(packet, header);
        }
    }

    private void processIcmpv4(Packet packet, IpHeader header) {
        int length = header.payloadLength();
        icmpv4.wrap(packet.buffer(), header.payloadOffset());
        boolean isGood = !header.isIpv6() && icmpv4.isValid(length) && icmpv4.isChecksumRight(length);
        sortIcmp(packet, header, isGood, isGood && icmpv4.isFragmentationNeeded());
    }

    private void processIcmpv6(Packet packet, IpHeader header) {
        int length = header.payloadLength();
        icmpv6.wrap(packet.buffer(), header.payloadOffset());
        boolean isGood = header.isIpv6() && icmpv6.isValid(length)
            && icmpv6.isChecksumRight(header.pseudoHeaderSum(IpProtocol.ICMPV6, length), length);
        sortIcmp(packet, header, isGood, isGood && icmpv6.isPacketTooBig());
    }

    private void takeClaim(Packet packet, IpHeader header) {
        DropReason end = claimStage.take(packet, header);
        if (end != null) {
            disposer.drop(packet, end);
        }
    }

    /** ICMP of the wrong family inside an IP header is no good (CVE-2009-0687). */
    private void sortIcmp(Packet packet, IpHeader header, boolean isGood, boolean isTooBig) {
        if (!isGood) {
            disposer.drop(packet, DropReason.BAD_ICMP);
        } else if (isTooBig && claimStage.isAboutOurs(packet, header)) {
            takeClaim(packet, header);
        } else {
            localDelivery.deliverFromUnprotected(packet, header);
        }
    }
}
