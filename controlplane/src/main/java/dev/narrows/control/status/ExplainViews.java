package dev.narrows.control.status;

import dev.narrows.config.GatewayConfig;
import dev.narrows.config.PortConfig;
import dev.narrows.config.ProtocolNames;
import dev.narrows.config.Side;
import dev.narrows.control.link.LinkMtus;
import dev.narrows.control.plan.GatewayPlan;
import dev.narrows.control.plan.GatewayPlan.PlannedPath;
import dev.narrows.control.plan.PlannedRoute;
import dev.narrows.control.tunnel.TunnelState;
import dev.narrows.control.tunnel.TunnelTable;
import dev.narrows.control.view.ExplainView;
import dev.narrows.control.view.RouteView;
import dev.narrows.explain.Outcome;
import dev.narrows.explain.OuterParts;
import dev.narrows.explain.Question;
import dev.narrows.explain.Sent;
import dev.narrows.explain.Sent.Role;
import dev.narrows.neighbor.NeighborTable;
import dev.narrows.path.PathTable;
import dev.narrows.policy.Policy;
import dev.narrows.policy.PolicyAction;
import dev.narrows.sa.Mode;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.Tunnel;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Puts what becomes of a packet into words and numbers for operators.
 */
final class ExplainViews {
    /** Senders are told of packets that end for these. */
    private static final Set<DropReason> TOLD =
        EnumSet.of(DropReason.TOO_BIG, DropReason.TTL_EXPIRED, DropReason.NO_ROUTE);

    private final GatewayConfig config;
    private final GatewayPlan plan;
    private final TunnelTable tunnels;
    private final PolicyOverview policies;
    private final PathTable paths;
    private final NeighborTable neighbors;
    private final LinkMtus linkMtus;

    ExplainViews(GatewayConfig config, GatewayPlan plan, TunnelTable tunnels, PolicyOverview policies, PathTable paths,
        NeighborTable neighbors, LinkMtus linkMtus) {
        this.config = config;
        this.plan = plan;
        this.tunnels = tunnels;
        this.policies = policies;
        this.paths = paths;
        this.neighbors = neighbors;
        this.linkMtus = linkMtus;
    }

    /**
     * Tells everything.
     *
     * @param question the packet.
     * @param header   its header.
     * @param entry    how it comes in.
     * @param policy   the policy that decides, or null.
     * @param route    the route to its destination, or null.
     * @param outcome  what becomes of it.
     * @param tunnel   the tunnel that it goes through, or null.
     * @return all of it.
     */
    ExplainView view(Question question, IpHeader header, PacketEntry entry, Policy policy, PlannedRoute route,
        Outcome outcome, Tunnel tunnel) {
        OutboundSa sa = tunnel == null ? null : tunnel.outboundSa();
        return new ExplainView(packet(question, header, entry),
            policy == null ? null : policies.policy(policy.id()), policy == null ? null : policies.place(policy.id()),
            route == null ? null : route(route), tunnel == null ? null : tunnel(tunnel, sa, header),
            tunnel == null ? null : Overview.view(paths.all().get(tunnels.pathOf(tunnel.id()))),
            sa == null ? null : overhead(sa, header), nextHop(outcome.onward(), route), outcome(outcome),
            note(entry, policy, outcome, tunnel));
    }

    private ExplainView.Packet packet(Question question, IpHeader header, PacketEntry entry) {
        boolean hasPorts = IpProtocol.hasPorts(question.protocol());
        String comesBy = entry.isSealed() ? "tunnel" : port(entry.port()).side() == Side.HOST ? "host" : "port";
        return new ExplainView.Packet(question.from().toString(), question.to().toString(),
            ProtocolNames.name(question.protocol()), hasPorts ? question.fromPort() : null,
            hasPorts ? question.toPort() : null, question.length(), header.dontFragment(), comesBy,
            entry.isSealed() ? nameOf(entry.tunnel()) : port(entry.port()).name());
    }

    private RouteView route(PlannedRoute route) {
        return route.isIntoTunnel()
            ? new RouteView(route.to().toString(), null, null, null, nameOf(route.tunnel()))
            : new RouteView(route.to().toString(), route.via() == null ? null : route.via().toString(),
                port(route.port()).name(), linkMtus.of(route.port()), null);
    }

    private ExplainView.Tunnel tunnel(Tunnel tunnel, OutboundSa sa, IpHeader header) {
        boolean isTransport = tunnel.settings().mode() == Mode.TRANSPORT;
        return new ExplainView.Tunnel(nameOf(tunnel.id()), label(tunnel.settings().mode()),
            isTransport ? null : label(tunnel.settings().dfPolicy()),
            sa == null ? null : Long.valueOf(Integer.toUnsignedLong(sa.spi())),
            sa == null ? null : sa.transform().algorithm().configName(),
            sa == null ? null : Integer.valueOf(sa.largestPacket(header)));
    }

    private static ExplainView.Overhead overhead(OutboundSa sa, IpHeader header) {
        OuterParts parts = OuterParts.of(sa, header);
        return new ExplainView.Overhead(parts.parts().stream()
            .map(part -> new ExplainView.Part(part.name(), part.length())).toList(), parts.total());
    }

    /** Of all that comes in clear and a policy protects, IKE alone passes so. */
    private String note(PacketEntry entry, Policy policy, Outcome outcome, Tunnel tunnel) {
        if (policy != null && policy.tunnel() != null && tunnel != null && policy.tunnel().id() != tunnel.id()
            && tunnels.state(policy.tunnel().id()) != TunnelState.UP) {
            return "tunnel " + nameOf(policy.tunnel().id()) + " yields (" + tunnels.state(policy.tunnel().id()).label()
                + "): the next policy that matches and can send takes its packets";
        }
        boolean passesInClear = outcome.onward().stream().anyMatch(sent -> sent.sa() == null);
        return !entry.isSealed() && policy != null && policy.action() == PolicyAction.PROTECT && passesInClear
            ? "IKE of the gateway's own host passes in clear, whatever the policies are" : null;
    }

    /** {@return whom what goes on is handed to, or null where nothing does, or to our own host} */
    private ExplainView.NextHop nextHop(List<Sent> onward, PlannedRoute route) {
        if (onward.isEmpty() || port(onward.getFirst().port()).side() == Side.HOST) {
            return null;
        }
        Sent first = onward.getFirst();
        if (first.sa() != null) {
            PlannedPath path = plan.planPath(paths.all().get(tunnels.pathOf(first.sa().tunnel().id())).endpoints());
            return nextHop(path.port(), path.nextHop());
        }
        return nextHop(first.port(), route == null || route.via() == null ? first.destination() : route.via());
    }

    private ExplainView.NextHop nextHop(int number, IpAddress address) {
        String state = neighbors.all().stream()
            .filter(neighbor -> neighbor.port() == number && neighbor.address().equals(address))
            .map(neighbor -> neighbor.state().label()).findFirst().orElse("unknown");
        return new ExplainView.NextHop(port(number).name(), address.toString(), state);
    }

    private ExplainView.Outcome outcome(Outcome outcome) {
        List<ExplainView.Drop> drops = new ArrayList<>();
        outcome.dropped().forEach((reason, packets) -> {
            if (reason != DropReason.FRAGMENTED) {
                drops.add(new ExplainView.Drop(reason.label(), reason.description(), packets));
            }
        });
        List<Sent> onward = outcome.onward();
        boolean isDelivered = !onward.isEmpty() && port(onward.getFirst().port()).side() == Side.HOST;
        return new ExplainView.Outcome(isDelivered ? "delivered" : label(outcome.kind()),
            outcome.goesByFastPath() ? "fast-path" : "stages",
            outcome.sent().stream().filter(sent -> sent.role() != Role.ERROR).map(this::sent).toList(), drops,
            told(outcome.told()), untold(outcome));
    }

    /** {@return why the sender of a packet that ended here for such a reason hears nothing of it, or null} */
    private static String untold(Outcome outcome) {
        if (outcome.told() != null || TOLD.stream().noneMatch(outcome.dropped()::containsKey)) {
            return null;
        }
        return outcome.counted().contains(WorkerCounter.ICMP_FORBIDDEN)
            ? "no ICMP error may answer such a packet, no way leads back to its sender, or no address of ours is of "
                + "its family"
            : "the ICMP error that answers it ends here as well";
    }

    private ExplainView.Sent sent(Sent sent) {
        return new ExplainView.Sent(port(sent.port()).name(), sent.source().toString(), sent.destination().toString(),
            sent.length(), sent.dontFragment(), sent.isFragment(),
            sent.sa() == null ? null : nameOf(sent.sa().tunnel().id()),
            sent.inner() == null ? null : Integer.valueOf(sent.inner().length()),
            sent.inner() == null ? null : Boolean.valueOf(sent.inner().isFragment()));
    }

    private ExplainView.Told told(Sent error) {
        if (error == null) {
            return null;
        }
        boolean isInside = error.inner() != null;
        int mtu = error.icmp().mtu();
        return new ExplainView.Told((isInside ? error.inner().destination() : error.destination()).toString(),
            (isInside ? error.inner().source() : error.source()).toString(), error.icmp().type(), error.icmp().code(),
            mtu == 0 ? null : Integer.valueOf(mtu), port(error.port()).name(),
            error.sa() == null ? null : nameOf(error.sa().tunnel().id()));
    }

    private PortConfig port(int number) {
        return config.ports().get(number);
    }

    private String nameOf(int tunnel) {
        return config.tunnels().get(tunnel).name();
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
