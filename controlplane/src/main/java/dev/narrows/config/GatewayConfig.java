package dev.narrows.config;

import dev.narrows.crypto.EngineChoice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A whole configuration, valid. It owns the keys in it: closing it wipes them.
 *
 * @param eal           what {@code rte_eal_init} gets, verbatim.
 * @param ealLog        the file that EAL's messages go to.
 * @param stateDir      the directory of what must outlive the process: leases of sequence numbers.
 * @param leaseRetention for how long a key that no SA has any more can be taken up again.
 * @param controlSocket the Unix socket that takes requests.
 * @param crypto        the engine of the transforms.
 * @param packetBuffers the packets in the pool.
 * @param largestDatagram bytes of the longest datagram that is put together from fragments.
 * @param worker        how the worker threads run.
 * @param ports         at least one on each side.
 * @param routes        the ways to addresses beyond the ports' subnets.
 * @param icmp          how many ICMP errors are sent.
 * @param pmtu          what is believed about paths.
 * @param policies      the ordered policies, consulted before the tunnels' own, perhaps none.
 * @param tunnels       the tunnels, perhaps none.
 */
public record GatewayConfig(
    List<String> eal,
    Path ealLog,
    Path stateDir,
    Duration leaseRetention,
    Path controlSocket,
    EngineChoice crypto,
    int packetBuffers,
    int largestDatagram,
    WorkerConfig worker,
    List<PortConfig> ports,
    List<RouteConfig> routes,
    IcmpConfig icmp,
    PmtuConfig pmtu,
    List<PolicyConfig> policies,
    List<TunnelConfig> tunnels) implements AutoCloseable {
    /** A configuration, with its own copies of the lists. */
    public GatewayConfig {
        eal = List.copyOf(eal);
        ports = List.copyOf(ports);
        routes = List.copyOf(routes);
        policies = List.copyOf(policies);
        tunnels = List.copyOf(tunnels);
    }

    /** Wipes every key in it. */
    @Override
    public void close() {
        for (TunnelConfig tunnel : tunnels) {
            tunnel.out().forEach(sa -> sa.key().close());
            tunnel.in().forEach(sa -> sa.key().close());
        }
    }
}
