package dev.narrows.control;

import dev.narrows.channel.EventHandler;
import dev.narrows.channel.TooBigClaim;
import dev.narrows.config.GatewayConfig;
import dev.narrows.config.PmtuConfig;
import dev.narrows.config.PortConfig;
import dev.narrows.config.RouteConfig;
import dev.narrows.config.TunnelConfig;
import dev.narrows.control.discovery.PathDiscoveries;
import dev.narrows.control.discovery.TooBigClaims;
import dev.narrows.control.discovery.TunnelProbes;
import dev.narrows.control.event.EventType;
import dev.narrows.control.event.GatewayEvent;
import dev.narrows.control.lease.LeaseException;
import dev.narrows.control.link.EgressWatch;
import dev.narrows.control.link.LinkMtus;
import dev.narrows.control.link.LinkWatch;
import dev.narrows.control.link.NeighbourEvents;
import dev.narrows.control.link.TransmitFailures;
import dev.narrows.control.order.PendingAnswers;
import dev.narrows.control.order.WorkerOutput;
import dev.narrows.control.order.WorkerProxy;
import dev.narrows.control.plan.GatewayPlan;
import dev.narrows.control.plan.GatewayPlan.PlannedPath;
import dev.narrows.control.request.ControlException;
import dev.narrows.control.sad.SaCandidate;
import dev.narrows.control.sad.SaDatabase;
import dev.narrows.control.sad.SaEvents;
import dev.narrows.control.spd.PolicyDatabase;
import dev.narrows.control.status.CounterOverview;
import dev.narrows.control.status.Explainer;
import dev.narrows.control.status.Overview;
import dev.narrows.control.status.PolicyOverview;
import dev.narrows.control.tunnel.PeersByPath;
import dev.narrows.control.tunnel.TunnelTable;
import dev.narrows.control.tunnel.TunnelTimers;
import dev.narrows.control.tunnel.TunnelWatch;
import dev.narrows.neighbor.NeighborTable;
import dev.narrows.neighbor.PortAddress;
import dev.narrows.neighbor.PortLink;
import dev.narrows.path.DiscoverySettings;
import dev.narrows.path.Moment;
import dev.narrows.path.Path;
import dev.narrows.path.PathTable;
import dev.narrows.path.TooBigJudge;
import dev.narrows.sa.Direction;
import dev.narrows.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.Agent;

/**
 * The one owner of SAs, paths and neighbours. Its duty cycle: read the clocks, offer workers what did not fit before
 * and take their events, carry out some requests, write the leases that are needed, run what timers are due, and answer
 * the requests whose changes every worker has carried out.
 *
 * <p>It is made, with the configuration's SAs, before its workers run, and closed after they have stopped: closing it
 * wipes every key.
 */
public final class Conductor implements Agent, EventHandler {
    private static final int EVENT_LIMIT = 64;
    private static final int REQUEST_LIMIT = 4;
    private static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ConductorContext context;
    private final SaDatabase sas;
    private final NeighborTable neighbors;
    private final TooBigClaims claims;
    private final PathDiscoveries discoveries;
    private final EgressWatch egress;
    private final LinkWatch links;
    private final TunnelTable tunnels;
    private final TunnelTimers tunnelTimers;
    private final TunnelWatch tunnelWatch;
    private final PendingAnswers pendingAnswers;
    private final Operations operations;
    private Moment now;
    private Moment nextTick;

    /**
     * A conductor that has leased sequence numbers for the configuration's SAs and sent these on their way.
     *
     * @param context what it is made of.
     * @throws ControlException where an SA of the configuration cannot be had; the message says why.
     */
    public Conductor(ConductorContext context) {
        this.context = context;
        now = readClocks();
        nextTick = now;
        tunnels = new TunnelTable(context.config(), context.plan());
        PathTable paths = new PathTable(pathsOf(context.plan(), now));
        sas = new SaDatabase(context.workers(), context.leases(), new PeersByPath(context.plan(), tunnels, paths),
            new SaEvents(this::raise, number -> context.config().tunnels().get(number).name()), () -> now.nanos());
        discoveries = new PathDiscoveries(paths, settings(context.config().pmtu()),
            TunnelProbes.of(context.config().tunnels(), tunnels, sas, context.workers()), context.workers(),
            this::raise,
            now);
        egress = new EgressWatch(new WorkerOutput(context.workers()), context.plan().paths(),
            path -> discoveries.wayChanged(path, now));
        LinkMtus linkMtus = new LinkMtus(context.config().ports());
        links = new LinkWatch(context.ports(), linkMtus, context.plan().paths(),
            new LinkChanges(context, linkMtus, discoveries, this::raise, () -> now));
        neighbors = new NeighborTable(linksOf(context), egress, new NeighbourEvents(this::raise,
            port -> context.config().ports().get(port).name(), egress::isNextHop));
        claims = new TooBigClaims(
            paths, sas, tunnels, new TooBigJudge(context.config().pmtu().floor()), discoveries);
        PolicyDatabase policies = new PolicyDatabase(context.workers(), context.plan().policies());
        PolicyOverview policyOverview = new PolicyOverview(context.config(), tunnels, policies);
        pendingAnswers = new PendingAnswers(context.workers());
        operations = new ConductorOperations(context, sas, policies, policyOverview,
            new Overview(
                context.config(), context.ports(), sas, tunnels, paths, neighbors, policyOverview, linkMtus),
            new CounterOverview(context.workers(), new TransmitFailures(context.ports(), context.workers()),
                context.pool(), paths, neighbors),
            new Explainer(context.config(), context.plan(), sas, tunnels, paths, policies, policyOverview, neighbors,
                linkMtus),
            new TunnelChanges(context, sas, tunnels, paths, discoveries, egress, links, this::raise), pendingAnswers,
            () -> now);
        context.workers().forEach(worker -> worker.connect(this));
        sas.change(candidatesOf(context.config()), List.of());
        tunnelWatch = new TunnelWatch(
            context.config().tunnels(), tunnels, sas, context.workers(), this::raise, now.nanos());
        tunnelWatch.begin();
        sas.onOutboundChange(tunnelWatch::changed);
        tunnelTimers = new TunnelTimers(
            context.config().tunnels(), context.workers().getFirst(), sas, tunnels, paths, now.nanos());
    }

    @Override
    public String roleName() {
        return "conductor";
    }

    /** Announces our addresses and asks for the routes' gateways. */
    @Override
    public void onStart() {
        now = readClocks();
        neighbors.announce(now.nanos());
        for (RouteConfig route : context.config().routes()) {
            route.via().ifPresent(this::resolveGateway);
        }
    }

    private void resolveGateway(IpAddress gateway) {
        int port = context.plan().connectedPort(gateway);
        if (port >= 0) {
            neighbors.resolveGateway(port, gateway, now.nanos());
        }
    }

    @Override
    public int doWork() {
        now = readClocks();
        int count = 0;
        for (WorkerProxy worker : context.workers()) {
            count += worker.poll(EVENT_LIMIT);
        }
        count += context.client().poll(operations, REQUEST_LIMIT);
        count += lease(sas::renewLeases) + discoveries.tick(now);
        if (!now.isBefore(nextTick)) {
            nextTick = new Moment(now.nanos() + TICK_NS, now.epochMillis());
            egress.tick(now.nanos());
            links.look();
            count += neighbors.tick(now.nanos()) + tunnelTimers.tick(now.nanos()) + sas.tick();
            count += tunnelWatch.tick(now.nanos());
            count += lease(sas::forgetKeys);
        }
        count += tunnelWatch.decide();
        return count + pendingAnswers.poll(now.nanos());
    }

    /** Refuses what is still asked and not yet answered, and wipes every key. */
    @Override
    public void onClose() {
        context.client().close();
        pendingAnswers.close(ConductorClient.stopping());
        sas.close();
        context.leases().close();
    }

    @Override
    public void onLinkFrame(int port, DirectBuffer buffer, int offset, int length) {
        neighbors.onFrame(port, buffer, offset, length, now.nanos());
    }

    @Override
    public void onNeighbourNeeded(int port, IpAddress address, DirectBuffer buffer, int offset, int length) {
        neighbors.neighbourNeeded(port, address, buffer, offset, length, now.nanos());
    }

    @Override
    public void onTooBigClaim(TooBigClaim claim) {
        claims.onClaim(claim, now);
    }

    @Override
    public void onLeaseLow(int saId, long sequence) {
        sas.leaseLow(saId);
    }

    @Override
    public void onSaReleased(int saId) {
        sas.released(saId);
    }

    @Override
    public void onProbeAnswered(int tunnelId, long token) {
        if (!tunnelWatch.answered(token, now.nanos())) {
            discoveries.answered(tunnels.pathOf(tunnelId), token, now);
        }
    }

    private int lease(IntSupplier work) {
        try {
            return work.getAsInt();
        } catch (LeaseException e) {
            raise(EventType.LEASE_FAILED, Map.of("reason", e.getMessage()));
            return 1;
        }
    }

    private void raise(EventType type, Map<String, Object> fields) {
        GatewayEvent event = new GatewayEvent(type, now.toString(), fields);
        context.events().publish(event);
        if (type.isJournalled()) {
            context.journal().accept(event.toString());
        }
    }

    private Moment readClocks() {
        return new Moment(context.nanoClock().nanoTime(), context.epochClock().time());
    }

    private static DiscoverySettings settings(PmtuConfig pmtu) {
        return new DiscoverySettings(pmtu.floor(), pmtu.raiseAfter(), pmtu.validateEvery(), pmtu.ptb());
    }

    private static List<Path> pathsOf(GatewayPlan plan, Moment now) {
        List<Path> paths = new ArrayList<>();
        for (PlannedPath path : plan.paths()) {
            paths.add(new Path(paths.size(), path.endpoints(), path.linkMtu(), now));
        }
        return paths;
    }

    private static List<PortLink> linksOf(ConductorContext context) {
        List<PortLink> links = new ArrayList<>();
        for (PortConfig port : context.config().ports()) {
            int number = links.size();
            links.add(new PortLink(number, context.ports().get(number).macAddress(), port.addresses().stream()
                .map(own -> new PortAddress(own.address(), own.subnet())).toList()));
        }
        return links;
    }

    private static List<SaCandidate> candidatesOf(GatewayConfig config) {
        List<SaCandidate> candidates = new ArrayList<>();
        for (int i = 0; i < config.tunnels().size(); i++) {
            int number = i;
            TunnelConfig tunnel = config.tunnels().get(i);
            tunnel.out().forEach(sa -> candidates.add(SaCandidate.of(number, Direction.OUT, sa)));
            tunnel.in().forEach(sa -> candidates.add(SaCandidate.of(number, Direction.IN, sa)));
        }
        return candidates;
    }
}
