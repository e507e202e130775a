package dev.narrows.worker;

import dev.narrows.channel.EventRing;
import dev.narrows.esp.EspEncapsulator;
import dev.narrows.packet.HandleArray;
import dev.narrows.packet.Packet;
import dev.narrows.pmtu.ProbeWriter;
import dev.narrows.pmtu.SentLedger;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.Fragmentation;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.Tunnel;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.Ipv4;
import java.security.SecureRandom;

/**
 * Sends a cleartext packet through its tunnel:
 *
 * <ol>
 * <li>the SA is found: this worker's own (RFC 9611) or the tunnel's general one, or the packet goes to the worker that
 *     has that; where the tunnel cannot send, the next one that protects the packet
 *     and can takes it; a TCP SYN promises no more than the tunnel's settings allow;
 * <li>the packet must fit the path after ESP, or its sender is told, or it is fragmented before encryption
 *     (RFC 4301 8.2.1). Fragments are made of the outer packet instead where the tunnel's settings say so, in transport
 *     mode, which protects whole packets only (RFC 4303 3.3.4), and where nobody may be told less
 *     ({@link OutboundSa#toldMtu});
 * <li>a forwarded packet's time to live is decremented (RFC 4301 5.1.2.1);
 * <li>what is sent with DF is written to the ledger;
 * <li>ESP (RFC 4303 3.3);
 * <li>the next hop of the path.
 * </ol>
 */
final class OutboundStage {
    private static final int MOST_FRAGMENTS = 128;

    private final Topology topology;
    private final PolicyGate policies;
    private final FitStage fitStage;
    private final Forwarder forwarder;
    private final Disposer disposer;
    private final EventRing events;
    private final WorkerCounters counters;
    private final SentLedger ledger;
    private final MssStage mssStage;
    private final HandOver handOver;
    private final int mtuFloor;
    private final EspEncapsulator encapsulator = new EspEncapsulator(new SecureRandom().nextLong());
    private final HandleArray fragments = new HandleArray(MOST_FRAGMENTS);
    private final HandleArray outerFragments = new HandleArray(MOST_FRAGMENTS);
    private final Packet fragment = new Packet();
    private final Packet outerFragment = new Packet();
    private final IpHeader fragmentHeader = new IpHeader();
    private final ProbeWriter probeWriter = new ProbeWriter(new SecureRandom().nextInt(1 << Short.SIZE));
    private final IpHeader probeHeader = new IpHeader();

    OutboundStage(
        Topology topology,
        PolicyGate policies,
        FitStage fitStage,
        MssStage mssStage,
        HandOver handOver,
        Forwarder forwarder,
        Disposer disposer,
        WorkerSetup setup,
        SentLedger ledger) {
        this.topology = topology;
        this.policies = policies;
        this.fitStage = fitStage;
        this.forwarder = forwarder;
        this.disposer = disposer;
        this.events = setup.events();
        this.counters = setup.counters();
        this.ledger = ledger;
        this.mssStage = mssStage;
        this.handOver = handOver;
        this.mtuFloor = setup.limits().mtuFloor();
    }

    /**
     * Sends a packet through a tunnel.
     *
     * @param packet      whose data are exactly one valid IP packet.
     * @param header      its header.
     * @param tunnel      which.
     * @param isForwarded whether the packet came from elsewhere, so that its time to live counts down here.
     * @return why the packet ends here, or null where it is on its way.
     */
    DropReason protect(Packet packet, IpHeader header, Tunnel tunnel, boolean isForwarded) {
        OutboundSa sa = tunnel.servingSa();
        return sa == null
            ? protectOtherwise(packet, header, tunnel, isForwarded) : protectBy(packet, header, sa, isForwarded);
    }

    /**
     * Sends a packet through a tunnel and no other, whether it yields or not.
     *
     * @param packet whose data are exactly one valid IP packet of the gateway's own.
     * @param header its header.
     * @param tunnel which.
     * @return why the packet ends here, or null where it is on its way.
     */
    DropReason answer(Packet packet, IpHeader header, Tunnel tunnel) {
        OutboundSa sa = tunnel.outboundSa();
        if (sa != null) {
            return protectBy(packet, header, sa, false);
        }
        return handOver.isTunnelOfAnother(tunnel.id())
            ? handOver.answerToOwnerOfTunnel(packet, tunnel.id()) : DropReason.NO_OUTBOUND_SA;
    }

    /**
     * The rare way: the tunnel has no SA here, or yields. Where no other can send, one that yields does what it can.
     */
    private DropReason protectOtherwise(Packet packet, IpHeader header, Tunnel tunnel, boolean isForwarded) {
        boolean isOfAnother = handOver.isTunnelOfAnother(tunnel.id());
        if (isOfAnother && !tunnel.yields()) {
            return handOver.toOwnerOfTunnel(packet, tunnel.id(), isForwarded);
        }
        Tunnel next = alternative(header, tunnel);
        if (next != null && next.servingSa() != null) {
            return protectBy(packet, header, next.servingSa(), isForwarded);
        }
        if (next != null && handOver.isNextTunnelOfAnother(next.id())) {
            return handOver.toOwnerOfNextTunnel(packet, next.id(), isForwarded);
        }
        if (tunnel.outboundSa() != null) {
            return protectBy(packet, header, tunnel.outboundSa(), isForwarded);
        }
        return isOfAnother
            ? handOver.toOwnerOfTunnel(packet, tunnel.id(), isForwarded) : DropReason.NO_OUTBOUND_SA;
    }

    private Tunnel alternative(IpHeader header, Tunnel tunnel) {
        return tunnel.settings().isInterface()
            ? topology.alternative(header.destinationHigh(), header.destinationLow()) : policies.alternative(header);
    }

    private DropReason protectBy(Packet packet, IpHeader header, OutboundSa sa, boolean isForwarded) {
        Tunnel tunnel = sa.tunnel();
        if (tunnel.clampsMss()) {
            mssStage.process(header, tunnel);
        }
        if (tunnel.isTransport() && isUnfitForTransport(header, tunnel)) {
            return DropReason.UNFIT_FOR_TRANSPORT;
        }
        return packet.length() <= sa.largestPacket(header)
            ? seal(packet, header, sa, isForwarded) : protectUnfit(packet, header, sa, isForwarded);
    }

    /**
     * Sends a dummy packet (RFC 4303 2.6).
     *
     * @param packet its data are what is to look like a packet.
     * @param tunnel in tunnel mode.
     * @return why the packet ends here, or null where it is on its way.
     */
    DropReason sendDummy(Packet packet, Tunnel tunnel) {
        OutboundSa sa = tunnel.outboundSa();
        if (sa == null) {
            return DropReason.NO_OUTBOUND_SA;
        }
        DropReason failure = encapsulator.encapsulateDummy(packet, sa);
        renewLease(sa);
        return failure == null ? send(packet, tunnel, WorkerCounter.DUMMIES_SENT) : failure;
    }

    private DropReason send(Packet packet, Tunnel tunnel, WorkerCounter counter) {
        counters.increment(counter);
        return sendOuter(packet, tunnel.path());
    }

    /**
     * Sends a path probe. It goes out in one piece whatever the path's MTU is thought to be, but for what the link
     * itself takes.
     *
     * @param packet its data, to be written here, have the probe's length.
     * @param tunnel which, with probe addresses.
     * @param token  what is to come back.
     * @return why the packet ends here, or null where it is on its way.
     */
    DropReason sendProbe(Packet packet, Tunnel tunnel, long token) {
        OutboundSa sa = tunnel.outboundSa();
        DropReason failure = sa == null ? DropReason.NO_OUTBOUND_SA : sealProbe(packet, sa, token);
        return failure == null ? send(packet, tunnel, WorkerCounter.PROBES_SENT) : failure;
    }

    private DropReason sealProbe(Packet packet, OutboundSa sa, long token) {
        Tunnel tunnel = sa.tunnel();
        NextHop nextHop = topology.nextHop(tunnel.path());
        if (nextHop == null || nextHop.port() == null) {
            return DropReason.NO_ROUTE;
        }
        if (packet.tailroom() < 0) {
            return DropReason.NO_ROOM;
        }
        probeWriter.write(packet.buffer(), packet.offset(), packet.length(), tunnel.probeLocal(), tunnel.probeRemote(),
            tunnel.isTransport(), token);
        probeHeader.parse(packet.buffer(), packet.offset(), packet.length());
        int outerLength = sa.outerLength(probeHeader);
        if (outerLength > nextHop.port().mtu()) {
            return DropReason.PROBE_TOO_BIG;
        }
        remember(packet, outerLength, sa);
        DropReason failure = encapsulator.encapsulateProbe(packet, probeHeader, sa);
        renewLease(sa);
        return failure;
    }

    /** {@return the flow label that a packet gets outside, where that is IPv6, by its header} */
    int flowLabel(IpHeader header) {
        return encapsulator.flowLabel(header);
    }

    /**
     * Sends a packet of a path's own, such as a NAT keepalive.
     *
     * @param packet whose data are a whole outer IP packet that fits.
     * @param path   where to.
     * @return why the packet ends here, or null where it is on its way.
     */
    DropReason sendOuter(Packet packet, OuterPath path) {
        NextHop nextHop = topology.nextHop(path);
        return nextHop == null || nextHop.port() == null ? DropReason.NO_ROUTE
            : forwarder.forward(packet, nextHop, path.isIpv6(), path.remoteHigh(), path.remoteLow());
    }

    private static boolean isUnfitForTransport(IpHeader header, Tunnel tunnel) {
        Endpoints endpoints = tunnel.path().endpoints();
        return header.isFragment()
            || header.sourceLow() != endpoints.local().low() || header.sourceHigh() != endpoints.local().high()
            || header.destinationLow() != endpoints.remote().low()
            || header.destinationHigh() != endpoints.remote().high();
    }

    private DropReason protectUnfit(Packet packet, IpHeader header, OutboundSa sa, boolean isForwarded) {
        int limit = header.dontFragment() ? sa.toldMtu(header, mtuFloor) : wholeLimit(sa, header);
        if (packet.length() <= limit) {
            return seal(packet, header, sa, isForwarded);
        }
        DropReason end = fitStage.shorten(packet, header, limit, fragments);
        int count = fitStage.count();
        for (int i = 0; i < count; i++) {
            fragment.wrap(fragments.get(i));
            fragmentHeader.parse(fragment.buffer(), fragment.offset(), fragment.length());
            disposer.end(fragment, seal(fragment, fragmentHeader, sa, isForwarded));
        }
        return end;
    }

    /** What is sealed in one piece of a packet without DF. */
    private static int wholeLimit(OutboundSa sa, IpHeader header) {
        Tunnel tunnel = sa.tunnel();
        return tunnel.isTransport() || tunnel.settings().fragmentation() == Fragmentation.AFTER
            ? tunnel.mtu() : Math.max(sa.largestPacket(header), Ipv4.MIN_MTU);
    }

    /** What does not fit now is fragmented outside: then it has no DF. */
    private DropReason seal(Packet packet, IpHeader header, OutboundSa sa, boolean isForwarded) {
        Tunnel tunnel = sa.tunnel();
        OuterPath path = tunnel.path();
        if (isForwarded) {
            header.decrementTtl();
        }
        int outerLength = sa.outerLength(header);
        boolean isCut = outerLength > path.effectiveMtu();
        boolean dontFragment = !isCut && tunnel.outerDf(header.dontFragment());
        if (dontFragment) {
            remember(packet, outerLength, sa);
        } else if (isCut && path.isIpv6()) {
            // Routers fragment nothing over IPv6, not even our fragments (RFC 8200 5): one may find them too big.
            remember(packet, path.effectiveMtu(), sa);
        }
        DropReason failure = encapsulator.encapsulate(packet, header, sa, dontFragment);
        renewLease(sa);
        if (failure != null) {
            return sealOtherwise(packet, header, tunnel, failure);
        }
        counters.increment(WorkerCounter.ENCAPSULATED);
        return isCut ? cut(packet, path) : sendOuter(packet, path);
    }

    /**
     * The SA has ended with the packet before, and the conductor does not know yet: the next tunnel takes what fits
     * there. What does not is lost, as it may be one of several fragments that another is just made into.
     */
    private DropReason sealOtherwise(Packet packet, IpHeader header, Tunnel tunnel, DropReason failure) {
        Tunnel next = tunnel.canSend() ? null : alternative(header, tunnel);
        OutboundSa sa = next == null ? null : next.servingSa();
        if (sa != null) {
            return packet.length() <= sa.largestPacket(header) ? seal(packet, header, sa, false) : failure;
        }
        return next != null && handOver.isNextTunnelOfAnother(next.id())
            ? handOver.toOwnerOfNextTunnel(packet, next.id(), false) : failure;
    }

    private DropReason cut(Packet packet, OuterPath path) {
        DropReason end = fitStage.cut(packet, path.isIpv6(), path.effectiveMtu(), outerFragments);
        int count = fitStage.count();
        if (count > 0) {
            counters.increment(WorkerCounter.FRAGMENTED_OUTSIDE);
        }
        for (int i = 0; i < count; i++) {
            outerFragment.wrap(outerFragments.get(i));
            disposer.end(outerFragment, sendOuter(outerFragment, path));
        }
        return end;
    }

    private void renewLease(OutboundSa sa) {
        if (sa.claimRenewal() && !events.leaseLow(sa.id(), sa.sequence())) {
            sa.retryRenewal();
        }
    }

    /**
     * Writes a packet that goes with DF to the ledger under the number that it is about to get, since encryption is in
     * place. Where encapsulation fails the number goes to the next packet, whose entry takes this one's place.
     */
    private void remember(Packet packet, int outerLength, OutboundSa sa) {
        if (outerLength > mtuFloor) {
            OuterPath path = sa.tunnel().path();
            ledger.record(sa.spi(), path.peerHash(), path.id(), sa.sequence() + 1, outerLength,
                packet.buffer().addressOffset() + packet.offset(), packet.length());
            path.countLarge();
        }
    }
}
