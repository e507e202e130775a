package dev.narrows.control;

import dev.narrows.config.PeerWays;
import dev.narrows.control.discovery.PathDiscoveries;
import dev.narrows.control.event.EventSink;
import dev.narrows.control.event.EventType;
import dev.narrows.control.link.EgressWatch;
import dev.narrows.control.link.LinkWatch;
import dev.narrows.control.order.WorkerProxy;
import dev.narrows.control.plan.GatewayPlan.PlannedPath;
import dev.narrows.control.request.ControlException;
import dev.narrows.control.request.ControlException.Code;
import dev.narrows.control.request.TunnelChange;
import dev.narrows.control.sad.SaDatabase;
import dev.narrows.control.tunnel.TunnelTable;
import dev.narrows.path.Moment;
import dev.narrows.path.Path;
import dev.narrows.path.PathTable;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.Mode;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.wire.IpAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Changes tunnels while they run. A tunnel that moves to another address of its peer's keeps its SAs and their sequence
 * numbers; what was known of its path stays behind, since the new one is another.
 */
final class TunnelChanges {
    /** Paths that tunnels have left are kept: whoever moves them without end is stopped somewhere. */
    private static final int MOST_ADDED_PATHS = 1 << 16;

    private final ConductorContext context;
    private final SaDatabase sas;
    private final PeerWays ways;
    private final TunnelTable tunnels;
    private final PathTable paths;
    private final PathDiscoveries discoveries;
    private final EgressWatch egress;
    private final LinkWatch links;
    private final EventSink events;

    TunnelChanges(ConductorContext context, SaDatabase sas, TunnelTable tunnels, PathTable paths,
        PathDiscoveries discoveries, EgressWatch egress, LinkWatch links, EventSink events) {
        this.context = context;
        this.sas = sas;
        ways = new PeerWays(context.config().ports(), context.config().routes());
        this.tunnels = tunnels;
        this.paths = paths;
        this.discoveries = discoveries;
        this.egress = egress;
        this.links = links;
        this.events = events;
    }

    /**
     * Changes a tunnel, in all that is asked or in nothing.
     *
     * @param number the tunnel's.
     * @param change what to change.
     * @param now    the present.
     * @throws ControlException where it cannot be changed so.
     */
    void change(int number, TunnelChange change, Moment now) {
        Endpoints before = paths.all().get(tunnels.pathOf(number)).endpoints();
        if (change.mtu().isPresent()) {
            checkInterface(number);
        }
        change.remote().ifPresent(remote -> checkRemote(number, before, remote));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("tunnel", context.config().tunnels().get(number).name());
        change.mtu().filter(mtu -> mtu != tunnels.mtu(number)).ifPresent(mtu -> {
            setMtu(number, mtu);
            fields.put("mtu", mtu == TunnelSettings.NO_MTU ? "none" : mtu);
        });
        change.remote().filter(remote -> !remote.equals(before.remote())).ifPresent(remote -> {
            move(number, new Endpoints(before.local(), remote, before.localPort(), before.remotePort()), now);
            sas.moved(number, before.remote());
            fields.put("remote", remote.toString());
            fields.put("remoteBefore", before.remote().toString());
        });
        if (fields.size() > 1) {
            events.raise(EventType.TUNNEL_CHANGED, fields);
        }
    }

    private void checkInterface(int number) {
        if (!context.config().tunnels().get(number).settings().isInterface()) {
            throw new ControlException(Code.NOT_AN_INTERFACE, "Tunnel " + nameOf(number)
                + " has policies; only a tunnel that routes lead into is an interface with an MTU of its own.");
        }
    }

    private void checkRemote(int number, Endpoints before, IpAddress remote) {
        if (context.config().tunnels().get(number).settings().mode() == Mode.TRANSPORT) {
            throw refusal(remote, "tunnel " + nameOf(number)
                + " is in transport mode, and its policies are about the peer that it has");
        }
        if (remote.isIpv4() != before.local().isIpv4()) {
            throw refusal(remote, "it is of another family than our address " + before.local());
        }
        if (remote.isInvalidSource()) {
            throw refusal(remote, "it is no host's address");
        }
        if (context.config().ports().stream().flatMap(port -> port.addresses().stream())
            .anyMatch(own -> own.address().equals(remote))) {
            throw refusal(remote, "it is an address of this gateway");
        }
        ways.objection(remote).ifPresent(objection -> {
            throw refusal(remote, "it " + objection);
        });
        if (paths.all().size() - context.plan().paths().size() >= MOST_ADDED_PATHS) {
            throw new ControlException(Code.NO_ROOM, "Tunnels have been moved to " + MOST_ADDED_PATHS
                + " addresses since the start; no more are kept.");
        }
        sas.checkMove(number, remote);
    }

    private static ControlException refusal(IpAddress remote, String why) {
        return new ControlException(Code.BAD_REMOTE, "The peer's address cannot be " + remote + ": " + why + ".");
    }

    private void setMtu(int number, int mtu) {
        tunnels.mtu(number, mtu);
        for (WorkerProxy worker : context.workers()) {
            worker.setTunnelMtu(number, mtu);
        }
    }

    private void move(int number, Endpoints endpoints, Moment now) {
        Path known = paths.find(endpoints);
        if (known == null) {
            Path path = addPath(endpoints, now);
            tunnels.move(number, path.id());
            discoveries.add(path, now);
        } else {
            boolean isFirst = tunnels.tunnelsOn(known.id()).isEmpty();
            tunnels.move(number, known.id());
            discoveries.joined(known, isFirst, now);
        }
        for (WorkerProxy worker : context.workers()) {
            worker.moveTunnel(number, tunnels.pathOf(number));
        }
    }

    private Path addPath(Endpoints endpoints, Moment now) {
        PlannedPath planned = context.plan().planPath(endpoints);
        int linkMtu = links.mtu(planned.port());
        Path path = new Path(paths.all().size(), endpoints, linkMtu, now);
        paths.add(path);
        egress.add(path.id(), planned);
        links.add(path.id(), planned);
        for (WorkerProxy worker : context.workers()) {
            worker.addPath(endpoints, linkMtu, context.workers().size());
        }
        return path;
    }

    private String nameOf(int number) {
        return context.config().tunnels().get(number).name();
    }
}
