package dev.narrows.worker;

import dev.narrows.packet.Packet;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;

/**
 * Sorts the IPv4 packets that come from the unprotected side: ESP to us is opened, ICMP about our ESP is handed over,
 * and nothing else gets further than the gateway itself.
 */
final class UnprotectedIngress {
    private final InboundStage inboundStage;
    private final ReassemblyStage reassemblyStage;
    private final ClaimStage claimStage;
    private final LocalDelivery localDelivery;
    private final Disposer disposer;
    private final Ipv4 ipv4 = new Ipv4();
    private final Icmpv4 icmp = new Icmpv4();

    UnprotectedIngress(
        InboundStage inboundStage,
        ReassemblyStage reassemblyStage,
        ClaimStage claimStage,
        LocalDelivery localDelivery,
        Disposer disposer) {
        this.inboundStage = inboundStage;
        this.reassemblyStage = reassemblyStage;
        this.claimStage = claimStage;
        this.localDelivery = localDelivery;
        this.disposer = disposer;
    }

    /**
     * Takes one packet on its way.
     *
     * @param packet whose data are exactly one valid IPv4 packet; not to be used any more.
     * @param port   where it came from.
     */
    void process(Packet packet, WorkerPort port) {
        ipv4.wrap(packet.buffer(), packet.offset());
        if (ipv4.destination() != port.address()) {
            disposer.drop(packet, DropReason.CLEARTEXT_FROM_UNPROTECTED);
        } else if (ipv4.protocol() == IpProtocol.ESP) {
            if (ipv4.isFragment()) {
                reassemblyStage.process(packet);
            } else {
                inboundStage.process(packet);
            }
        } else if (ipv4.protocol() == IpProtocol.ICMP && !ipv4.isFragment()) {
            processIcmp(packet);
        } else {
            disposer.drop(packet, DropReason.NOT_SERVED);
        }
    }

    private void processIcmp(Packet packet) {
        int icmpLength = packet.length() - ipv4.headerLength();
        icmp.wrap(packet.buffer(), packet.offset() + ipv4.headerLength());
        if (!icmp.isValid(icmpLength) || !icmp.isChecksumRight(icmpLength)) {
            disposer.drop(packet, DropReason.BAD_ICMP);
        } else if (icmp.isFragmentationNeeded()) {
            disposer.drop(packet, claimStage.take(packet, ipv4, icmp, icmpLength));
        } else {
            localDelivery.deliver(packet);
        }
    }
}
