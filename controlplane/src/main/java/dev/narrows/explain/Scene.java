package dev.narrows.explain;

import dev.narrows.policy.Policy;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.Tunnel;
import dev.narrows.wire.IpAddress;
import dev.narrows.worker.PortSide;
import dev.narrows.worker.RouteSetup;
import dev.narrows.worker.WorkerLimits;
import java.util.List;

/**
 * What a worker goes by at one moment, as far as a packet can touch it; all of it made for one rehearsal.
 *
 * @param ports        each at the index that is its number.
 * @param routes       in any order.
 * @param policies     in any order.
 * @param paths        each at the index that is its number.
 * @param tunnels      those that policies and routes lead to, with their outbound SAs, which have no keys.
 * @param neighbours   whose hardware addresses are known.
 * @param limits       on what the packet may cause.
 * @param packetLength bytes that a packet of the pool holds.
 */
public record Scene(
    List<ScenePort> ports,
    List<RouteSetup> routes,
    List<Policy> policies,
    List<OuterPath> paths,
    List<Tunnel> tunnels,
    List<IpAddress> neighbours,
    WorkerLimits limits,
    int packetLength) {
    /**
     * A port.
     *
     * @param side      its side of the IPsec boundary.
     * @param addresses the gateway's there.
     * @param mtu       the largest IP packet, in bytes.
     */
    public record ScenePort(PortSide side, List<IpAddress> addresses, int mtu) {
        /** A port, with its own copy of the list. */
        public ScenePort {
            addresses = List.copyOf(addresses);
        }
    }

    /** A scene, with its own copies of the lists. */
    public Scene {
        ports = List.copyOf(ports);
        routes = List.copyOf(routes);
        policies = List.copyOf(policies);
        paths = List.copyOf(paths);
        tunnels = List.copyOf(tunnels);
        neighbours = List.copyOf(neighbours);
    }

    /** {@return whether a path has these endpoints} */
    boolean hasPath(Endpoints endpoints) {
        return paths.stream().anyMatch(path -> path.endpoints().equals(endpoints));
    }

    /** {@return the outbound SA of an SPI, or null} */
    OutboundSa outboundSa(int spi) {
        return tunnels.stream().map(Tunnel::outboundSa).filter(sa -> sa != null && sa.spi() == spi).findFirst()
            .orElse(null);
    }

    /** {@return the number of the port that has an address of the gateway's, or -1} */
    int portOf(IpAddress address) {
        for (int port = 0; port < ports.size(); port++) {
            if (ports.get(port).addresses().contains(address)) {
                return port;
            }
        }
        return -1;
    }
}
