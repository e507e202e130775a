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
        HandOver handOver) {
        this.topology = topology;
        this.addressRules = addressRules;
        this.arpStage = arpStage;
        this.cleartextStage = cleartextStage;
        this.unprotectedIngress = unprotectedIngress;
        this.hostIngress = hostIngress;
        this.localDelivery = localDelivery;
        this.discoveryStage = discoveryStage;
        this.handOver = handOver;
    }

    /**
     * Takes one packet on its way.
     *
     * @param packet whose data are a frame, as the driver delivered it.
     * @param port   where it came from.
     * @return why the packet ends here, or null where it is on its way.
     */
    DropReason process(Packet packet, WorkerPort port) {
        if (!packet.isSoleOwnedSegment()) {
            return DropReason.BAD_BUFFER;
        }
        ethernet.wrap(packet.buffer(), packet.offset());
        if (!ethernet.isValid(packet.length())) {
            return DropReason.RUNT_FRAME;
        }
        return port.side() == PortSide.HOST ? hostIngress.process(packet, port) : processFrame(packet, port);
    }

    /**
     * Goes on with a fragment that another worker handed over.
     *
     * @param packet whose data are exactly one valid IP packet.
     * @param port   where it came from.
     * @return why the packet ends here, or null where it is on its way.
     */
    DropReason processFragment(Packet packet, WorkerPort port) {
        boolean isIpv6 = IpHeader.isVersion6(packet.buffer(), packet.offset());
        return port.side() == PortSide.HOST
            ? hostIngress.processIp(packet, port, isIpv6) : processIp(packet, port, isIpv6);
    }

    private DropReason processFrame(Packet packet, WorkerPort port) {
        int type = ethernet.type();
        if (type == Ethernet.TYPE_ARP) {
            boolean isToUs = ethernet.destination() == port.macAddress() || ethernet.isBroadcast();
            return isToUs ? arpStage.take(packet, port) : DropReason.NOT_OUR_MAC;
        }
        if (type != Ethernet.TYPE_IPV4 && type != Ethernet.TYPE_IPV6) {
            return DropReason.UNKNOWN_ETHERTYPE;
        }
        if (ethernet.destination() == port.macAddress()) {
            packet.trimFront(Ethernet.HEADER_LENGTH);
            return processIp(packet, port, type == Ethernet.TYPE_IPV6);
        }
        return type == Ethernet.TYPE_IPV6 && MacAddress.isMulticast(ethernet.destination())
            ? processGroup(packet, port) : DropReason.NOT_OUR_MAC;
    }

    /** Of what goes to groups, only neighbour discovery is for us. */
    private DropReason processGroup(Packet frame, WorkerPort port) {
        int offset = frame.offset() + Ethernet.HEADER_LENGTH;
        return header.parse(frame.buffer(), offset, frame.length() - Ethernet.HEADER_LENGTH)
            && DiscoveryStage.isDiscovery(header) ? discoveryStage.take(frame, header, port) : DropReason.NOT_OUR_MAC;
    }

    private DropReason processIp(Packet packet, WorkerPort port, boolean isIpv6) {
        if (!header.parse(packet.buffer(), packet.offset(), packet.length()) || header.isIpv6() != isIpv6) {
            return DropReason.badHeader(isIpv6);
        }
        packet.bounds(packet.offset(), header.totalLength());
        if (isIpv6 && DiscoveryStage.isDiscovery(header)) {
            packet.extendFront(Ethernet.HEADER_LENGTH);
            return discoveryStage.take(packet, header, port);
        }
        if (addressRules.isForbidden(header)) {
            return DropReason.INVALID_ADDRESS;
        }
        if (handOver.isFragmentOfAnother(header)) {
            return handOver.toOwnerOfFragment(packet, header, port);
        }
        if (port.side() == PortSide.UNPROTECTED) {
            return unprotectedIngress.process(packet, header, port);
        }
        return topology.isLocal(header.destinationHigh(), header.destinationLow())
            ? localDelivery.deliverFromProtected(packet, header) : cleartextStage.forwardFromProtected(packet, header);
    }
}
