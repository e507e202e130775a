package dev.narrows.worker;

import dev.narrows.packet.Packet;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.MacAddress;

/**
 * The first stage: validates what a port delivered, once, and sends it the way of its kind.
 *
 * <ol>
 * <li>the packet's memory must be ours alone and hold what the driver says;
 * <li>the frame must be for this port;
 * <li>ARP and neighbour discovery go to the control plane, or are answered where they come from our own host;
 * <li>IP must have a good header (RFC 1812 5.2.2) and addresses that may be on a wire;
 * <li>the fragments of one datagram go to one worker;
 * <li>the rest depends on the side of the IPsec boundary that the port is on.
 * </ol>
 */
final class Ingress {
    private final Topology topology;
    private final AddressRules addressRules;
    private final ArpStage arpStage;
    private final CleartextStage cleartextStage;
    private final UnprotectedIngress unprotectedIngress;
    private final HostIngress hostIngress;
    private final LocalDelivery localDelivery;
    private final DiscoveryStage discoveryStage;
    private final HandOver handOver;
    private final Disposer disposer;
    private final Ethernet ethernet = new Ethernet();
    private final IpHeader header = new IpHeader();

    Ingress(
        Topology topology,
        AddressRules addressRules,
        ArpStage arpStage,
        DiscoveryStage discoveryStage,
        CleartextStage cleartextStage,
        UnprotectedIngress unprotectedIngress,
        HostIngress hostIngress,
        LocalDelivery localDelivery,
        HandOver handOver,
        Disposer disposer) {
        this.topology = topology;
        this.addressRules = addressRules;
        this.arpStage = arpStage;
        this.cleartextStage = cleartextStage;
        this.unprotectedIngress = unprotectedIngress;
        this.hostIngress = hostIngress;
        this.localDelivery = localDelivery;
        this.discoveryStage = discoveryStage;
        this.handOver = handOver;
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
        } else if (port.side() == PortSide.HOST) {
            hostIngress.process(packet, port);
        } else {
            processFrame(packet, port);
        }
    }

    /**
     * Goes on with a fragment that another worker handed over.
     *
     * @param packet whose data are exactly one valid IP packet; not to be used any more.
     * @param port   where it came from.
     */
    void processFragment(Packet packet, WorkerPort port) {
        boolean isIpv6 = IpHeader.isVersion6(packet.buffer(), packet.offset());
        if (port.side() == PortSide.HOST) {
            hostIngress.processIp(packet, port, isIpv6);
        } else {
            processIp(packet, port, isIpv6);
        }
    }

    private void processFrame(Packet packet, WorkerPort port) {
        int type = ethernet.type();
        if (type == Ethernet.TYPE_IPV4 || type == Ethernet.TYPE_IPV6) {
            if (ethernet.destination() == port.macAddress()) {
                packet.trimFront(Ethernet.HEADER_LENGTH);
                processIp(packet, port, type == Ethernet.TYPE_IPV6);
            } else if (type == Ethernet.TYPE_IPV6 && MacAddress.isMulticast(ethernet.destination())) {
                processGroup(packet, port);
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
        boolean isToUs = ethernet.destination() == port.macAddress() || ethernet.isBroadcast();
        disposer.drop(frame, isToUs ? arpStage.take(frame, port) : DropReason.NOT_OUR_MAC);
    }

    /** Of what goes to groups, only neighbour discovery is for us. */
    private void processGroup(Packet frame, WorkerPort port) {
        int offset = frame.offset() + Ethernet.HEADER_LENGTH;
        if (header.parse(frame.buffer(), offset, frame.length() - Ethernet.HEADER_LENGTH)
            && DiscoveryStage.isDiscovery(header)) {
            discoveryStage.take(frame, header, port);
        } else {
            disposer.drop(frame, DropReason.NOT_OUR_MAC);
        }
    }

    private void processIp(Packet packet, WorkerPort port, boolean isIpv6) {
        if (!header.parse(packet.buffer(), packet.offset(), packet.length()) || header.isIpv6() != isIpv6) {
            disposer.drop(packet, isIpv6 ? DropReason.BAD_IPV6_HEADER : DropReason.BAD_IPV4_HEADER);
            return;
        }
        packet.bounds(packet.offset(), header.totalLength());
        if (isIpv6 && DiscoveryStage.isDiscovery(header)) {
            packet.extendFront(Ethernet.HEADER_LENGTH);
            discoveryStage.take(packet, header, port);
        } else if (addressRules.isForbidden(header)) {
            disposer.drop(packet, DropReason.INVALID_ADDRESS);
        } else if (!handOver.fragment(packet, header, port)) {
            processValid(packet, port);
        }
    }

    private void processValid(Packet packet, WorkerPort port) {
        if (port.side() == PortSide.UNPROTECTED) {
            unprotectedIngress.process(packet, header, port);
        } else if (topology.isLocal(header.destinationHigh(), header.destinationLow())) {
            localDelivery.deliverFromProtected(packet, header);
        } else {
            cleartextStage.forwardFromProtected(packet, header);
        }
    }
}
