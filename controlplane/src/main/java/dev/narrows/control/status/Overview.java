package dev.narrows.control.status;

import dev.narrows.config.GatewayConfig;
import dev.narrows.config.InterfaceAddress;
import dev.narrows.config.PortConfig;
import dev.narrows.config.TunnelConfig;
import dev.narrows.control.link.LinkMtus;
import dev.narrows.control.link.PortProbe;
import dev.narrows.control.link.PortStatus;
import dev.narrows.control.request.Page;
import dev.narrows.control.request.PageRequest;
import dev.narrows.control.sad.LargestInner;
import dev.narrows.control.sad.SaDatabase;
import dev.narrows.control.sad.SecurityAssociation;
import dev.narrows.control.sad.SecurityAssociation.Inbound;
import dev.narrows.control.sad.SecurityAssociation.Outbound;
import dev.narrows.control.tunnel.TunnelTable;
import dev.narrows.control.view.LifetimeView;
import dev.narrows.control.view.NeighbourView;
import dev.narrows.control.view.PathView;
import dev.narrows.control.view.PortView;
import dev.narrows.control.view.SaView;
import dev.narrows.control.view.TunnelView;
import dev.narrows.neighbor.AddressState;
import dev.narrows.neighbor.Neighbor;
import dev.narrows.neighbor.NeighborTable;
import dev.narrows.path.ClaimVerdict;
import dev.narrows.path.Path;
import dev.narrows.path.PathTable;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.Lifetime;
import dev.narrows.sa.Mode;
import dev.narrows.sa.RuntimeSa;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.wire.MacAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Puts what the conductor owns into words and numbers for operators.
 */
public final class Overview {
    /** Of a tunnel's policies and inbound SAs, how many are told with it: the lists of these have all. */
    static final int LISTED = 16;

    private final GatewayConfig config;
    private final TunnelTable tunnels;
    private final SaDatabase sas;
    private final PathTable paths;
    private final NeighborTable neighbors;
    private final PolicyOverview policies;
    private final LinkMtus linkMtus;
    private final List<PortProbe> ports;

    /**
     * Words for what is so at the moment of the question.
     *
     * @param config    the configuration.
     * @param ports     each at the index that is its number.
     * @param sas       every SA.
     * @param tunnels   what tunnels are like now.
     * @param paths     what is known of paths.
     * @param neighbors the neighbours.
     * @param policies  puts policies into words.
     * @param linkMtus  what links take now.
     */
    public Overview(
        GatewayConfig config, List<? extends PortProbe> ports, SaDatabase sas, TunnelTable tunnels, PathTable paths,
        NeighborTable neighbors, PolicyOverview policies, LinkMtus linkMtus) {
        this.config = config;
        this.ports = List.copyOf(ports);
        this.tunnels = tunnels;
        this.sas = sas;
        this.paths = paths;
        this.neighbors = neighbors;
        this.policies = policies;
        this.linkMtus = linkMtus;
    }

    /** {@return tunnels, in the configuration's order} */
    public Page<TunnelView> tunnels(PageRequest page) {
        return page.of(numbersAfter(page, config.tunnels().size()).iterator(), Integer::intValue,
            number -> tunnel(number, config.tunnels().get(number)));
    }

    /** {@return SAs, in the order in which they were added, as old as they are now} */
    public Page<SaView> sas(PageRequest page, long nowNs) {
        return page.of(sas.after(page.after()), SecurityAssociation::id, sa -> switch (sa) {
            case Inbound inbound -> view(inbound, nowNs);
            case Outbound outbound -> view(outbound, nowNs);
        });
    }

    /** {@return the paths that tunnels use} */
    public Page<PathView> paths(PageRequest page) {
        Iterator<Integer> used = numbersAfter(page, paths.all().size())
            .filter(path -> !tunnels.tunnelsOn(path).isEmpty()).iterator();
        return page.of(used, Integer::intValue, number -> view(paths.all().get(number)));
    }

    private static IntStream numbersAfter(PageRequest page, int count) {
        return IntStream.range(Math.clamp(page.after(), -1, count - 1) + 1, count);
    }

    /** {@return every port, in the configuration's order} */
    public List<PortView> ports() {
        List<PortView> views = new ArrayList<>();
        for (int number = 0; number < ports.size(); number++) {
            views.add(port(number, config.ports().get(number), ports.get(number)));
        }
        return views;
    }

    /** {@return every next hop that is known or asked for, with how long it has been so now} */
    public Page<NeighbourView> neighbours(PageRequest page, long nowNs) {
        return page.of(neighbors.after(page.after()), Neighbor::number, neighbor -> new NeighbourView(
            config.ports().get(neighbor.port()).name(), neighbor.address().toString(),
            neighbor.hasMac() ? MacAddress.format(neighbor.mac()) : null, neighbor.state().label(),
            TimeUnit.NANOSECONDS.toSeconds(nowNs - neighbor.sinceNs())));
    }

    private TunnelView tunnel(int number, TunnelConfig tunnel) {
        Map<Integer, Inbound> inbound = sas.inboundOf(number);
        List<Long> inSpis = inbound.values().stream().limit(LISTED).map(SecurityAssociation::spi).toList();
        Outbound current = sas.current(number);
        Path path = paths.all().get(tunnels.pathOf(number));
        int mtu = path.effectiveMtu();
        int own = tunnels.mtu(number);
        Integer innerMtu = current == null ? null : Integer.valueOf(LargestInner.of(current, mtu, own));
        TunnelSettings settings = tunnel.settings();
        Endpoints endpoints = path.endpoints();
        return new TunnelView(tunnel.name(), label(settings.mode()), endpoints.local().toString(),
            endpoints.remote().toString(), endpoints.isUdp() ? endpoints.localPort() + ":" + endpoints.remotePort()
            : null,
            settings.mode() == Mode.TRANSPORT ? null : label(settings.dfPolicy()),
            own == TunnelSettings.NO_MTU ? null : Integer.valueOf(own), policies.first(number, LISTED),
            policies.count(number),
            current == null ? null : Long.valueOf(current.spi()), inSpis, inbound.size(),
            new TunnelView.Mtu(mtu, innerMtu, path.probing().label()), tunnels.state(number).label());
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private SaView view(Inbound sa, long nowNs) {
        return new SaView(nameOf(sa), sa.direction().label(), sa.spi(), sa.transform().algorithm().configName(),
            sa.worker().number(), sa.isPerWorker(), sa.transform().engine(), sa.sa().packets(), sa.sa().bytes(),
            sa.sa().replayWindow().highestSequence(), null,
            sa.sa().replayWindow().size(), sa.sa().sequenceSpace().isExtended(), lifetime(sa, nowNs));
    }

    private SaView view(Outbound sa, long nowNs) {
        return new SaView(nameOf(sa), sa.direction().label(), sa.spi(), sa.transform().algorithm().configName(),
            sa.worker().number(), sa.isPerWorker(), sa.transform().engine(), sa.sa().packets(), sa.sa().bytes(),
            sa.sa().sequence(), sas.leasedUntil(sa), null,
            sa.sa().sequenceSpace().isExtended(), lifetime(sa, nowNs));
    }

    private static LifetimeView lifetime(SecurityAssociation association, long nowNs) {
        RuntimeSa sa = association.sa();
        Lifetime lifetime = sa.lifetime();
        return new LifetimeView(TimeUnit.NANOSECONDS.toSeconds(nowNs - association.addedNs()),
            limit(lifetime.seconds().soft()), limit(lifetime.seconds().hard()), sa.bytesCharged(),
            limit(lifetime.bytes().soft()), limit(lifetime.bytes().hard()), sa.packetsCharged(),
            limit(lifetime.packets().soft()), limit(lifetime.packets().hard()));
    }

    private static Long limit(long value) {
        return value == Lifetime.Limit.UNSET ? null : Long.valueOf(value);
    }

    private String nameOf(SecurityAssociation sa) {
        return config.tunnels().get(sa.tunnel().id()).name();
    }

    /** {@return what is known of a path} */
    static PathView view(Path path) {
        String claimedBy = path.claimedBy() == null ? null : path.claimedBy().toString();
        Integer confirmed = path.confirmedMtu() == Path.UNCONFIRMED ? null : Integer.valueOf(path.confirmedMtu());
        return new PathView(path.endpoints().localText(), path.endpoints().remoteText(), path.linkMtu(),
            confirmed, path.effectiveMtu(), path.evidence().label(), path.since().toString(),
            path.until() == null ? null : path.until().toString(), claimedBy, path.probing().label(),
            new PathView.Probes(path.probes().sent(), path.probes().answered(), path.probes().lost()),
            new PathView.Claims(path.claims().get(ClaimVerdict.BELIEVED), path.claims().rejected()));
    }

    private PortView port(int number, PortConfig port, PortProbe probe) {
        PortStatus status = probe.status();
        List<String> addresses = port.addresses().stream().map(address -> address(number, address)).toList();
        return new PortView(port.name(), port.device(), probe.driver(), port.side().configName(), addresses,
            MacAddress.format(probe.macAddress()), linkMtus.of(number), port.mtu(), probe.queues(),
            config.worker().count(), status.linkUp(),
            status.linkMbps(), status.received(), status.sent(), status.rxMissed(), status.rxErrors(),
            status.txErrors(), status.noBuffers());
    }

    private String address(int port, InterfaceAddress address) {
        AddressState state = neighbors.stateOf(port, address.address());
        return state == AddressState.VALID ? address.toString() : address + " (" + state.label() + ")";
    }
}
