package dev.narrows.control.status;

import dev.narrows.config.GatewayConfig;
import dev.narrows.config.InterfaceAddress;
import dev.narrows.config.PortConfig;
import dev.narrows.config.RouteConfig;
import dev.narrows.control.link.LinkMtus;
import dev.narrows.control.plan.GatewayPlan;
import dev.narrows.control.sad.SaDatabase;
import dev.narrows.control.sad.SecurityAssociation.Outbound;
import dev.narrows.control.spd.PolicyDatabase;
import dev.narrows.control.tunnel.TunnelState;
import dev.narrows.control.tunnel.TunnelTable;
import dev.narrows.explain.KeylessSa;
import dev.narrows.explain.Scene;
import dev.narrows.explain.Scene.ScenePort;
import dev.narrows.path.Path;
import dev.narrows.path.PathTable;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.Policy;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.Tunnel;
import dev.narrows.wire.IpAddress;
import dev.narrows.worker.RouteSetup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the workers go by at this moment, copied as far as a packet between two addresses can touch it: however many
 * tunnels there are, a rehearsal costs little. Whatever a worker asks the policies about a packet or about the error
 * that answers it, the address on the peer's side is one of the two.
 */
final class LiveScene {
    /** One packet is too few to need more. */
    private static final int LEDGER_ENTRIES = 16;
    private static final int REASSEMBLY_SLOTS = 4;

    private final GatewayConfig config;
    private final GatewayPlan plan;
    private final SaDatabase sas;
    private final TunnelTable tunnels;
    private final PathTable paths;
    private final LinkMtus linkMtus;
    private final IpAddress from;
    private final IpAddress to;
    private final List<OuterPath> outerPaths = new ArrayList<>();
    private final Map<Integer, OuterPath> byPath = new HashMap<>();
    private final Map<Integer, Tunnel> byTunnel = new LinkedHashMap<>();

    LiveScene(GatewayConfig config, GatewayPlan plan, SaDatabase sas, TunnelTable tunnels, PathTable paths,
        LinkMtus linkMtus, IpAddress from, IpAddress to) {
        this.config = config;
        this.plan = plan;
        this.sas = sas;
        this.tunnels = tunnels;
        this.paths = paths;
        this.linkMtus = linkMtus;
        this.from = from;
        this.to = to;
    }

    /** {@return the scene} */
    Scene scene(PolicyDatabase policies) {
        List<Policy> copies = policies(policies);
        List<RouteSetup> routes = routes();
        return new Scene(ports(), routes, copies, outerPaths, List.copyOf(byTunnel.values()), neighbours(),
            plan.workerLimits(LEDGER_ENTRIES, REASSEMBLY_SLOTS).withFewFlows(), plan.largestPutTogether());
    }

    /** {@return fresh copies of the policies that the packet can touch, for one table} */
    List<Policy> policies(PolicyDatabase policies) {
        return policies.all().stream()
            .filter(policy -> isTouched(policy.selectors().remote()))
            .map(policy -> policy.copyFor(this::tunnel)).toList();
    }

    /** {@return fresh copies of the routes that the packet can touch} */
    List<RouteSetup> routes() {
        return plan.routes().stream()
            .filter(route -> !route.isIntoTunnel() || isTouched(route.to()))
            .map(route -> route.copyFor(this::tunnel)).toList();
    }

    /** {@return the scene's copy of a tunnel} */
    Tunnel tunnel(int number) {
        Tunnel known = byTunnel.get(number);
        if (known == null) {
            known = newTunnel(number);
            byTunnel.put(number, known);
        }
        return known;
    }

    private boolean isTouched(IpPrefix remote) {
        return remote.contains(from) || remote.contains(to);
    }

    private Tunnel newTunnel(int number) {
        Tunnel copy = plan.newTunnel(number, byPath.computeIfAbsent(tunnels.pathOf(number), this::newPath));
        copy.mtu(tunnels.mtu(number));
        copy.yields(tunnels.state(number) != TunnelState.UP);
        Outbound current = sas.current(number);
        if (current != null) {
            copy.use(KeylessSa.outbound(current.sa(), copy, sas.leasedUntil(current)));
        }
        return copy;
    }

    private OuterPath newPath(int number) {
        Path path = paths.all().get(number);
        OuterPath copy = new OuterPath(outerPaths.size(), path.endpoints(), path.linkMtu());
        copy.learn(path.effectiveMtu(), path.clearsDf());
        outerPaths.add(copy);
        return copy;
    }

    private List<ScenePort> ports() {
        List<ScenePort> ports = new ArrayList<>();
        for (PortConfig port : config.ports()) {
            ports.add(new ScenePort(GatewayPlan.sideOf(port.side()),
                port.addresses().stream().map(InterfaceAddress::address).toList(), linkMtus.of(ports.size())));
        }
        return ports;
    }

    /** A packet whose next hop must be asked for waits, and then goes the same way; nobody else has our addresses. */
    private List<IpAddress> neighbours() {
        List<IpAddress> neighbours = new ArrayList<>(List.of(from, to));
        for (RouteConfig route : config.routes()) {
            route.via().ifPresent(neighbours::add);
        }
        outerPaths.forEach(path -> neighbours.add(path.endpoints().remote()));
        config.ports().forEach(port -> port.addresses().forEach(own -> neighbours.remove(own.address())));
        return neighbours;
    }
}
