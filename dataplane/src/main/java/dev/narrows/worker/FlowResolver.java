package dev.narrows.worker;

import dev.narrows.fastpath.NextLink;
import dev.narrows.fastpath.SaPreparation;
import dev.narrows.fastpath.SlowPath;
import dev.narrows.packet.Packet;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.Tunnel;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpHeader;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The stages as the fast path sees them: asks them what becomes of a flow, and gives them what is not plain.
 */
final class FlowResolver implements SlowPath {
    private final Topology topology;
    private final AddressRules addressRules;
    private final Ingress ingress;
    private final CleartextStage cleartextStage;
    private final OutboundStage outboundStage;
    private final InboundStage inboundStage;
    private final Disposer disposer;
    private final Packet packet = new Packet();
    private final IpHeader header = new IpHeader();
    private final UnsafeBuffer innerBuffer = new UnsafeBuffer(0, 0);
    private final NextLink link = new NextLink();

    FlowResolver(
        Topology topology,
        AddressRules addressRules,
        Ingress ingress,
        CleartextStage cleartextStage,
        OutboundStage outboundStage,
        InboundStage inboundStage,
        Disposer disposer) {
        this.topology = topology;
        this.addressRules = addressRules;
        this.ingress = ingress;
        this.cleartextStage = cleartextStage;
        this.outboundStage = outboundStage;
        this.inboundStage = inboundStage;
        this.disposer = disposer;
    }

    @Override
    public void take(long handle, int port) {
        packet.wrap(handle);
        disposer.end(packet, ingress.process(packet, topology.ports()[port]));
    }

    @Override
    public long resolve(long handle, SaPreparation preparation, long generation) {
        packet.wrap(handle);
        packet.trimFront(Ethernet.HEADER_LENGTH);
        if (!header.parse(packet.buffer(), packet.offset(), packet.length()) || addressRules.isForbidden(header)
            || topology.isLocal(header.destinationHigh(), header.destinationLow())) {
            return 0;
        }
        Tunnel tunnel = cleartextStage.tunnelFromProtected(header);
        OutboundSa sa = tunnel == null ? null : tunnel.servingSa();
        if (sa == null || !isPlain(tunnel) || tunnel.settings().tfcLength() != TunnelSettings.NO_TFC) {
            return 0;
        }
        OuterPath path = tunnel.path();
        NextHop nextHop = topology.nextHop(path);
        if (nextHop == null || !leads(nextHop, path.remoteHigh(), path.remoteLow(), link)) {
            return 0;
        }
        preparation.prepare(sa, sa.largestPacket(header), link, generation);
        return sa.state();
    }

    @Override
    public int flowLabel() {
        return outboundStage.flowLabel(header);
    }

    /** ESP in UDP over IPv6 has a checksum over the ciphertext, which the passes do not compute. */
    private static boolean isPlain(Tunnel tunnel) {
        return !tunnel.isTransport() && !(tunnel.path().isIpv6() && tunnel.path().udpLength() > 0);
    }

    private boolean leads(NextHop nextHop, long high, long low, NextLink next) {
        WorkerPort port = nextHop.port();
        if (port == null) {
            return false;
        }
        long macAddress = topology.macAddress(nextHop, high, low);
        next.set(port.id(), port.mtu(), macAddress, port.macAddress());
        return macAddress != NextHop.UNRESOLVED;
    }

    @Override
    public long resolveInbound(int spi, SaPreparation preparation, long generation) {
        InboundSa sa = inboundStage.sasBySpi().get(spi);
        if (sa == null || !isPlain(sa.tunnel())) {
            return 0;
        }
        WorkerPort port = topology.unprotectedPort(sa.tunnel().path().endpoints().local());
        if (port == null) {
            return 0;
        }
        preparation.prepare(sa, port.id(), generation);
        return sa.state();
    }

    @Override
    public boolean resolveInner(long inner, int length, InboundSa sa, NextLink next) {
        innerBuffer.wrap(inner, length);
        if (!header.parse(innerBuffer, 0, length) || inboundStage.refusal(header, sa.tunnel()) != null
            || topology.isLocal(header.destinationHigh(), header.destinationLow())) {
            return false;
        }
        NextHop nextHop = topology.route(header.destinationHigh(), header.destinationLow());
        return nextHop != null && nextHop.isInside()
            && leads(nextHop, header.destinationHigh(), header.destinationLow(), next);
    }

    @Override
    public void takeOpened(long handle, InboundSa sa) {
        packet.wrap(handle);
        packet.trimFront(Ethernet.HEADER_LENGTH);
        header.parse(packet.buffer(), packet.offset(), packet.length());
        packet.bounds(packet.offset(), header.totalLength());
        int espOffset = header.payloadOffset() + sa.tunnel().path().udpLength();
        disposer.end(packet, inboundStage.processOpened(packet, header, espOffset, sa));
    }

    @Override
    public void drop(long handle, DropReason reason) {
        disposer.drop(handle, reason);
    }

    @Override
    public void send(int port, long from, long to, int stride) {
        topology.ports()[port].transmit(from, to, stride);
    }
}
