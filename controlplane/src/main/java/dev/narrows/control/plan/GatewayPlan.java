package dev.narrows.control.plan;

import dev.narrows.config.GatewayConfig;
import dev.narrows.config.InterfaceAddress;
import dev.narrows.config.PolicyConfig;
import dev.narrows.config.PortConfig;
import dev.narrows.config.ProbeConfig;
import dev.narrows.config.RouteConfig;
import dev.narrows.config.Side;
import dev.narrows.config.TunnelConfig;
import dev.narrows.control.sad.WorkerSpread;
import dev.narrows.control.spd.PlannedPolicy;
import dev.narrows.control.spd.PolicyDatabase;
import dev.narrows.packet.PacketLayout;
import dev.narrows.policy.Policy;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.Ipv4Identifications;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.Tunnel;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
import dev.narrows.worker.PortSide;
import dev.narrows.worker.RouteSetup;
import dev.narrows.worker.WorkerLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The numbers that everybody calls things by, as they follow from the configuration. Ports and tunnels are numbered in
 * its order, from 0; paths in the order in which tunnels first need them, so that tunnels between the same two
 * addresses share one.
 */
public final class GatewayPlan {
    /** Below it packets have the size that drivers expect ({@code RTE_MBUF_DEFAULT_DATAROOM}). */
    private static final int DEFAULT_PACKET = 2048;
    /** What ESP adds at the most, and the link header: a frame arrives with as much, and leaves with as much. */
    private static final int ENCAPSULATION_ROOM = 128;
    /** What a packet's descriptor can say, but for the usual headroom. */
    private static final int LONGEST_PACKET = 65535 - PacketLayout.HEADROOM;
    private static final int NO_PORT = -1;

    private final GatewayConfig config;
    private final List<PlannedPath> paths = new ArrayList<>();
    private final List<Integer> pathOfTunnel = new ArrayList<>();
    private final Map<String, Integer> numberOfTunnel = new HashMap<>();

    /**
     * Numbers everything.
     *
     * @param config a valid configuration.
     */
    public GatewayPlan(GatewayConfig config) {
        this.config = config;
        Map<Endpoints, Integer> numbers = new HashMap<>();
        for (TunnelConfig tunnel : config.tunnels()) {
            numberOfTunnel.put(tunnel.name(), pathOfTunnel.size());
            pathOfTunnel.add(numbers.computeIfAbsent(tunnel.endpoints(), endpoints -> {
                paths.add(planPath(endpoints));
                return paths.size() - 1;
            }));
        }
    }

    /**
     * A path as planned.
     *
     * @param endpoints outer addresses and ports.
     * @param linkMtu   the MTU of the port that leads there, in bytes.
     * @param port      the number of that port.
     * @param nextHop   whom its packets are handed to there: the peer itself, or a gateway.
     */
    public record PlannedPath(Endpoints endpoints, int linkMtu, int port, IpAddress nextHop) {
    }

    /** {@return every path, at the index that is its number} */
    public List<PlannedPath> paths() {
        return List.copyOf(paths);
    }

    /**
     * Makes one worker's own copies of the paths, at the index that is each one's number.
     *
     * @param worker its number.
     * @return the copies.
     */
    public List<OuterPath> newOuterPaths(int worker) {
        List<OuterPath> copies = new ArrayList<>();
        Ipv4Identifications identifications = new Ipv4Identifications(worker, config.worker().count());
        for (PlannedPath path : paths) {
            copies.add(new OuterPath(
                copies.size(), path.endpoints(), path.linkMtu(), identifications.of(path.endpoints())));
        }
        return copies;
    }

    /**
     * Makes one worker's own copies of the tunnels, without SAs, at the index that is each one's number.
     *
     * @param outerPaths that worker's copies of the paths.
     * @return the copies.
     */
    public List<Tunnel> newTunnels(List<OuterPath> outerPaths) {
        List<Tunnel> copies = new ArrayList<>();
        for (int number = 0; number < config.tunnels().size(); number++) {
            copies.add(newTunnel(number, outerPaths.get(pathOf(number))));
        }
        return copies;
    }

    /**
     * Makes a copy of a tunnel, without SAs.
     *
     * @param number the tunnel's.
     * @param path   the copy of its path.
     * @return the copy.
     */
    public Tunnel newTunnel(int number, OuterPath path) {
        TunnelConfig tunnel = config.tunnels().get(number);
        return new Tunnel(number, tunnel.settings(), path,
            tunnel.probe().map(ProbeConfig::from).orElse(null), tunnel.probe().map(ProbeConfig::to).orElse(null));
    }

    /**
     * {@return the number of the worker that has each tunnel's general outbound SA, at the index that is the tunnel's
     * number}
     */
    public List<Integer> tunnelOwners() {
        WorkerSpread spread = new WorkerSpread(config.worker().count());
        return IntStream.range(0, config.tunnels().size()).mapToObj(spread::outbound).toList();
    }

    /** {@return every policy in its order: the ordered ones, then the tunnels' own} */
    public List<PlannedPolicy> policies() {
        List<PlannedPolicy> policies = new ArrayList<>();
        for (PolicyConfig policy : config.policies()) {
            int tunnel = policy.tunnel().map(numberOfTunnel::get).orElse(PlannedPolicy.NO_TUNNEL);
            int id = policies.size();
            policies.add(new PlannedPolicy(id, id * PolicyDatabase.GAP, policy.action(), tunnel, policy.selectors()));
        }
        for (int tunnel = 0; tunnel < config.tunnels().size(); tunnel++) {
            for (Selectors selectors : config.tunnels().get(tunnel).policies()) {
                int id = policies.size();
                policies.add(new PlannedPolicy(
                    id, PolicyDatabase.OWN + id * PolicyDatabase.GAP, PolicyAction.PROTECT, tunnel, selectors));
            }
        }
        return policies;
    }

    /**
     * Makes one worker's own copies of the policies.
     *
     * @param tunnels that worker's copies of the tunnels.
     * @return the copies.
     */
    public List<Policy> newPolicies(List<Tunnel> tunnels) {
        return policies().stream().map(policy -> policy.copyFor(tunnels::get)).toList();
    }

    /** {@return every route: those to the ports' own subnets, then the configured ones} */
    public List<PlannedRoute> routes() {
        List<PlannedRoute> routes = new ArrayList<>();
        for (int port = 0; port < config.ports().size(); port++) {
            for (InterfaceAddress own : config.ports().get(port).addresses()) {
                routes.add(new PlannedRoute(own.subnet(), port, null, PlannedPolicy.NO_TUNNEL, 0));
            }
        }
        for (RouteConfig route : config.routes()) {
            routes.add(route.via()
                .map(via -> new PlannedRoute(
                    route.to(), connectedPort(via), via, PlannedPolicy.NO_TUNNEL, route.metric()))
                .orElseGet(() -> new PlannedRoute(
                    route.to(), NO_PORT, null, numberOfTunnel.get(route.tunnel().orElseThrow()), route.metric())));
        }
        return routes;
    }

    /**
     * Makes one worker's own copies of the routes.
     *
     * @param tunnels that worker's copies of the tunnels.
     * @return the copies.
     */
    public List<RouteSetup> newRoutes(List<Tunnel> tunnels) {
        return routes().stream().map(route -> route.copyFor(tunnels::get)).toList();
    }

    /** {@return the bytes that every packet of the pool must hold: a frame as it arrives, and as it leaves} */
    public int largestPacket() {
        int largest = DEFAULT_PACKET;
        for (PortConfig port : config.ports()) {
            largest = Math.max(largest, port.mtu() + Ethernet.HEADER_LENGTH + ENCAPSULATION_ROOM);
        }
        return largest;
    }

    /**
     * {@return the bytes that a packet holds which is put together from fragments, or that any packet of the pool
     * holds}
     */
    public int largestPutTogether() {
        return Math.min(Math.max(largestPacket(), config.largestDatagram()), LONGEST_PACKET);
    }

    /** {@return the bytes of the longest IP packet that comes in, in one piece or, in ESP, put together} */
    public int largestPayload() {
        return largestPutTogether() - Ethernet.HEADER_LENGTH - ENCAPSULATION_ROOM;
    }

    /**
     * Bounds what others may cause a worker to do or to keep. Of the ICMP errors in all, each worker may send its
     * share.
     *
     * @param ledgerEntries   packets that its ledger holds, a power of two.
     * @param reassemblySlots datagrams that it reassembles at a time.
     * @return the limits.
     */
    public WorkerLimits workerLimits(int ledgerEntries, int reassemblySlots) {
        int workers = config.worker().count();
        int icmpTotal = (config.icmp().total() + workers - 1) / workers;
        return new WorkerLimits(Math.min(config.icmp().perSource(), icmpTotal), icmpTotal, ledgerEntries,
            config.pmtu().floor(), reassemblySlots, config.largestDatagram(),
            config.worker().hasFastPath() ? WorkerLimits.USUAL_FLOW_BITS : WorkerLimits.NO_FAST_PATH);
    }

    /**
     * Tells a port's side as workers call it.
     *
     * @param side as configured.
     * @return the same.
     */
    public static PortSide sideOf(Side side) {
        return switch (side) {
            case PROTECTED -> PortSide.PROTECTED;
            case UNPROTECTED -> PortSide.UNPROTECTED;
            case HOST -> PortSide.HOST;
        };
    }

    /**
     * Tells a tunnel's path as it is configured.
     *
     * @param tunnel its number.
     * @return its path's number.
     */
    public int pathOf(int tunnel) {
        return pathOfTunnel.get(tunnel);
    }

    /**
     * Finds a tunnel.
     *
     * @param name as configured.
     * @return its number, or -1.
     */
    public int tunnelNamed(String name) {
        return numberOfTunnel.getOrDefault(name, -1);
    }

    /**
     * Finds the port whose subnet an address is in.
     *
     * @param address the address.
     * @return the port's number, or -1.
     */
    public int connectedPort(IpAddress address) {
        return connected(address).port();
    }

    private Connected connected(IpAddress address) {
        Connected best = Connected.NOWHERE;
        for (int port = 0; port < config.ports().size(); port++) {
            for (InterfaceAddress own : config.ports().get(port).addresses()) {
                if (own.prefixLength() > best.prefixLength() && own.subnet().contains(address)) {
                    best = new Connected(port, own.prefixLength());
                }
            }
        }
        return best;
    }

    /** The longest prefix wins; without a route, what is sent leaves by the port that has our address. */
    public PlannedPath planPath(Endpoints endpoints) {
        Connected best = connected(endpoints.remote());
        IpAddress nextHop = endpoints.remote();
        for (RouteConfig route : config.routes()) {
            if (route.via().isPresent() && route.to().contains(endpoints.remote())
                && route.to().length() > best.prefixLength()) {
                best = new Connected(connectedPort(route.via().get()), route.to().length());
                nextHop = route.via().get();
            }
        }
        int port = best.port() < 0 ? connectedPort(endpoints.local()) : best.port();
        return new PlannedPath(endpoints, config.ports().get(port).mtu(), port, nextHop);
    }

    /** A port that an address is reached by, and the length of the prefix that says so. */
    private record Connected(int port, int prefixLength) {
        static final Connected NOWHERE = new Connected(-1, -1);
    }
}
