package dev.narrows.control;

import dev.narrows.config.GatewayConfig;
import dev.narrows.config.PortConfig;
import dev.narrows.config.RouteConfig;
import dev.narrows.config.TunnelConfig;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.Tunnel;
import java.util.ArrayList;
import java.util.List;

/**
 * The numbers that everybody calls things by, as they follow from the configuration. Ports and tunnels are numbered in
 * its order, from 0; paths in the order in which tunnels first need them, so that tunnels between the same two addresses
 * share one.
 */
public final class GatewayPlan {
    private final GatewayConfig config;
    private final List<PlannedPath> paths = new ArrayList<>();
    private final List<Integer> pathOfTunnel = new ArrayList<>();

    /**
     * Numbers everything.
     *
     * @param config a valid configuration.
     */
    public GatewayPlan(GatewayConfig config) {
        this.config = config;
        for (TunnelConfig tunnel : config.tunnels()) {
            PlannedPath path = new PlannedPath(tunnel.local(), tunnel.remote(), linkMtu(tunnel));
            if (!paths.contains(path)) {
                paths.add(path);
            }
            pathOfTunnel.add(paths.indexOf(path));
        }
    }

    /**
     * A path as planned.
     *
     * @param local   our outer address.
     * @param remote  the peer's.
     * @param linkMtu the MTU of the port that leads there, in bytes.
     */
    record PlannedPath(int local, int remote, int linkMtu) {
    }

    /** {@return every path, at the index that is its number} */
    List<PlannedPath> paths() {
        return List.copyOf(paths);
    }

    /**
     * Makes one worker's own copies of the paths, at the index that is each one's number.
     *
     * @return the copies.
     */
    public List<OuterPath> newOuterPaths() {
        List<OuterPath> copies = new ArrayList<>();
        for (PlannedPath path : paths) {
            copies.add(new OuterPath(copies.size(), path.local(), path.remote(), path.linkMtu()));
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
        for (TunnelConfig tunnel : config.tunnels()) {
            copies.add(new Tunnel(copies.size(), tunnel.df(), outerPaths.get(pathOf(copies.size()))));
        }
        return copies;
    }

    /**
     * Tells a tunnel's path.
     *
     * @param tunnel its number.
     * @return its path's number.
     */
    int pathOf(int tunnel) {
        return pathOfTunnel.get(tunnel);
    }

    /**
     * Finds the port whose subnet an address is in.
     *
     * @param address an IPv4 address.
     * @return the port's number, or -1.
     */
    public int connectedPort(int address) {
        int best = -1;
        int bestLength = -1;
        for (int port = 0; port < config.ports().size(); port++) {
            PortConfig candidate = config.ports().get(port);
            if (candidate.prefixLength() > bestLength && candidate.subnet().contains(address)) {
                best = port;
                bestLength = candidate.prefixLength();
            }
        }
        return best;
    }

    /** The longest prefix wins; without a route, what is sent leaves by the port that has our address. */
    private int linkMtu(TunnelConfig tunnel) {
        int port = connectedPort(tunnel.remote());
        int length = port < 0 ? -1 : config.ports().get(port).prefixLength();
        for (RouteConfig route : config.routes()) {
            if (route.to().contains(tunnel.remote()) && route.to().length() > length) {
                port = connectedPort(route.via());
                length = route.to().length();
            }
        }
        return config.ports().get(port < 0 ? connectedPort(tunnel.local()) : port).mtu();
    }
}
