package dev.narrows.worker;

import dev.narrows.channel.EventRing;
import dev.narrows.packet.Packet;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv4Address;

/**
 * The first stage: validates what a port delivered, once, and sends it the way of its kind.
 *
 * <ol>
 * <li>the packet's memory must be ours alone and hold what the driver says;
 * <li>the frame must be for this port;
 * <li>ARP goes to the control plane;
 * <li>IPv4 must have a good header and addresses that may be on a wire (RFC 1812 5.2.2, 5.3.7);
 * <li>the rest depends on the side of the IPsec boundary that the port is on.
 * </ol>
 */
final class Ingress {
    private final Topology topology;
    private final EventRing events;
    private final CleartextStage cleartextStage;
    private final UnprotectedIngress unprotectedIngress;
    private final LocalDelivery localDelivery;
    private final Disposer disposer;
    private final Ethernet ethernet = new Ethernet();
    private final Ipv4 ipv4 = new Ipv4();

    Ingress(
        Topology topology,
        EventRing events,
        CleartextStage cleartextStage,
        UnprotectedIngress unprotectedIngress,
        LocalDelivery localDelivery,
        Disposer disposer) {
        this.topology = topology;
        this.events = events;
        this.cleartextStage = cleartextStage;
        this.unprotectedIngress = unprotectedIngress;
        this.localDelivery = localDelivery;
        this.disposer = disposer;
    }

    /**
     * Takes one packet on its way.
     *
     * @param packet whose data are a frame, as the driver delivered it; not to be used any more.
     * @param port   where it came from.
     */
    void process(Packet packet, WorkerPort port) {
        if (!packet.isSoleOwnedSegment()) {
            disposer.drop(packet, DropReason.BAD_BUFFER);
            return;
        }
        ethernet.wrap(packet.buffer(), packet.offset());
        if (!ethernet.isValid(packet.length())) {
            disposer.drop(packet, DropReason.RUNT_FRAME);
            return;
        }
        int type = ethernet.type();
        if (type == Ethernet.TYPE_IPV4) {
            if (ethernet.destination() == port.macAddress()) {
                packet.trimFront(Ethernet.HEADER_LENGTH);
                processIpv4(packet, port);
            } else {
                disposer.drop(packet, DropReason.NOT_OUR_MAC);
            }
        } else if (type == Ethernet.TYPE_ARP) {
            processArp(packet, port);
        } else {
            disposer.drop(packet, DropReason.UNKNOWN_ETHERTYPE);
        }
    }

    private void processArp(Packet frame, WorkerPort port) {
        if (ethernet.destination() != port.macAddress() && !ethernet.isBroadcast()) {
            disposer.drop(frame, DropReason.NOT_OUR_MAC);
            return;
        }
        boolean taken = events.arp(port.id(), frame.buffer(), frame.offset(), frame.length());
        disposer.drop(frame, taken ? DropReason.ARP_TAKEN : DropReason.CONTROL_RING_FULL);
    }

    private void processIpv4(Packet packet, WorkerPort port) {
        ipv4.wrap(packet.buffer(), packet.offset());
        if (!ipv4.isValid(packet.length()) || !ipv4.isChecksumRight()) {
            disposer.drop(packet, DropReason.BAD_IPV4_HEADER);
            return;
        }
        packet.bounds(packet.offset(), ipv4.totalLength());
        int destination = ipv4.destination();
        if (Ipv4Address.isInvalidSource(ipv4.source()) || Ipv4Address.isInvalidSource(destination)
            || topology.isLocal(ipv4.source())) {
            disposer.drop(packet, DropReason.INVALID_ADDRESS);
        } else if (!port.isProtected()) {
            unprotectedIngress.process(packet, port);
        } else if (topology.isLocal(destination)) {
            localDelivery.deliver(packet);
        } else {
            cleartextStage.forwardFromProtected(packet);
        }
    }
}
