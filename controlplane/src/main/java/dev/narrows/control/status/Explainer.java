package dev.narrows.control.status;

import dev.narrows.config.GatewayConfig;
import dev.narrows.config.PortConfig;
import dev.narrows.config.Side;
import dev.narrows.control.link.LinkMtus;
import dev.narrows.control.plan.GatewayPlan;
import dev.narrows.control.plan.PlannedRoute;
import dev.narrows.control.request.ControlException;
import dev.narrows.control.request.ControlException.Code;
import dev.narrows.control.sad.SaDatabase;
import dev.narrows.control.sad.SecurityAssociation.Inbound;
import dev.narrows.control.spd.PolicyDatabase;
import dev.narrows.control.tunnel.TunnelState;
import dev.narrows.control.tunnel.TunnelTable;
import dev.narrows.control.view.ExplainView;
import dev.narrows.explain.KeylessSa;
import dev.narrows.explain.Outcome;
import dev.narrows.explain.Question;
import dev.narrows.explain.Rehearsal;
import dev.narrows.explain.Sent;
import dev.narrows.neighbor.NeighborTable;
import dev.narrows.path.PathTable;
import dev.narrows.policy.Policy;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.PolicyTable;
import dev.narrows.policy.PrefixTable;
import dev.narrows.sa.Tunnel;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Tells what would become of a packet at this moment, and why: a rehearsal with what the workers go by shows the one,
 * the same tables show the other.
 */
public final class Explainer {
    private final GatewayConfig config;
    private final GatewayPlan plan;
    private final List<PortConfig> ports;
    private final SaDatabase sas;
    private final TunnelTable tunnels;
    private final PathTable paths;
    private final PolicyDatabase policies;
    private final LinkMtus linkMtus;
    private final ExplainViews views;

    /**
     * Explanations by what is so at the moment of the question.
     *
     * @param config         the configuration.
     * @param plan           of the same configuration.
     * @param sas            every SA.
     * @param tunnels        what tunnels are like now.
     * @param paths          what is known of paths.
     * @param policies       every policy.
     * @param policyOverview puts policies into words.
     * @param neighbors      the neighbours.
     * @param linkMtus       what links take now.
     */
    public Explainer(GatewayConfig config, GatewayPlan plan, SaDatabase sas, TunnelTable tunnels, PathTable paths,
        PolicyDatabase policies, PolicyOverview policyOverview, NeighborTable neighbors, LinkMtus linkMtus) {
        this.config = config;
        this.plan = plan;
        ports = config.ports();
        this.sas = sas;
        this.tunnels = tunnels;
        this.paths = paths;
        this.policies = policies;
        this.linkMtus = linkMtus;
        views = new ExplainViews(config, plan, tunnels, policyOverview, paths, neighbors, linkMtus);
    }

    /**
     * Explains.
     *
     * @param question about which packet.
     * @return what becomes of it.
     * @throws ControlException where no such packet can come in.
     */
    public ExplainView explain(Question question) {
        int longest = plan.largestPayload();
        if (question.length() > longest) {
            throw new ControlException(Code.NO_SUCH_PACKET, "No such packet can come in: it has " + question.length()
                + " bytes, and the longest that the gateway takes has " + longest + ".");
        }
        LiveScene live = new LiveScene(config, plan, sas, tunnels, paths, linkMtus, question.from(), question.to());
        PolicyTable table = new PolicyTable();
        live.policies(policies).forEach(table::add);
        IpHeader header = question.header();
        Policy inbound = table.lookup(header.destinationHigh(), header.destinationLow(), header.sourceHigh(),
            header.sourceLow(), header.protocol(), header.destinationPort(), header.sourcePort());
        Policy outbound = table.lookup(header.sourceHigh(), header.sourceLow(), header.destinationHigh(),
            header.destinationLow(), header.protocol(), header.sourcePort(), header.destinationPort());
        PacketEntry entry = PacketEntry.of(question, header, ports, route(question.from()), inbound);
        PlannedRoute route = route(question.to());
        boolean isOutbound = isOutbound(entry, route, outbound);
        Policy policy = isOutbound ? outbound : inbound;
        Outcome outcome = rehearse(live, entry, question);
        return views.view(question, header, entry, policy, route, outcome,
            tunnel(live, outcome, isOutbound ? outbound : null, isOutbound ? route : null));
    }

    private Outcome rehearse(LiveScene live, PacketEntry entry, Question question) {
        try (Rehearsal rehearsal = new Rehearsal(live.scene(policies))) {
            return entry.isSealed()
                ? rehearsal.arriveSealed(live.tunnel(entry.tunnel()), inboundSa(entry.tunnel()), question)
                : rehearsal.arrive(entry.port(), question);
        }
    }

    /** What comes out of a tunnel is checked by its own policy, and goes on by another only into a further tunnel. */
    private boolean isOutbound(PacketEntry entry, PlannedRoute route, Policy outbound) {
        if (!entry.isSealed()) {
            return ports.get(entry.port()).side() != Side.UNPROTECTED;
        }
        boolean isInside = route != null && !route.isIntoTunnel() && ports.get(route.port()).side() != Side.UNPROTECTED;
        return !isInside && ((outbound != null && outbound.action() == PolicyAction.PROTECT)
            || (route != null && route.isIntoTunnel()));
    }

    /** Where the packet went, that tells; where it ended here, what led there. */
    private static Tunnel tunnel(LiveScene live, Outcome outcome, Policy leads, PlannedRoute route) {
        List<Sent> onward = outcome.onward();
        if (!onward.isEmpty()) {
            return onward.getFirst().sa() == null ? null : onward.getFirst().sa().tunnel();
        }
        if (outcome.kind() == Outcome.Kind.ANSWERED) {
            return null;
        }
        if (leads != null) {
            return leads.tunnel();
        }
        return route != null && route.isIntoTunnel() ? live.tunnel(route.tunnel()) : null;
    }

    private boolean yields(PlannedRoute route) {
        return route.isIntoTunnel() && tunnels.state(route.tunnel()) != TunnelState.UP;
    }

    /** The newest is the one that a peer uses. */
    private KeylessSa inboundSa(int tunnel) {
        Map.Entry<Integer, Inbound> newest = sas.inboundOf(tunnel).lastEntry();
        return newest == null ? KeylessSa.NONE : KeylessSa.inbound(newest.getValue().sa());
    }

    /** {@return the route to an address, or null; our own addresses are on no link} */
    private PlannedRoute route(IpAddress address) {
        if (PacketEntry.isOwn(address, ports)) {
            return null;
        }
        PrefixTable<PlannedRoute> routes = new PrefixTable<>();
        plan.routes().stream().sorted(Comparator.comparing(this::yields).thenComparingInt(PlannedRoute::metric))
            .forEach(route -> routes.add(route.to(), route));
        return routes.lookup(address.high(), address.low());
    }
}
