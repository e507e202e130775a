package dev.narrows.bench.gateway;

import dev.narrows.bench.traffic.Network;
import dev.narrows.bench.traffic.Spread;
import dev.narrows.bench.traffic.TestKey;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.pmtu.EspOverhead;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.Policy;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.Ipv4Identifications;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.SequenceSpace;
import dev.narrows.sa.Tunnel;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.wire.IpAddress;
import dev.narrows.worker.RouteSetup;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * Tunnels to as many peers, each with a path, a policy, an outbound SA and a key schedule of its own.
 */
final class Tunnels implements AutoCloseable {
    static final IpAddress INSIDE_ROUTER = IpAddress.ofIpv4(Network.LOCAL_NET + 254);
    static final IpAddress OUTSIDE_ROUTER = IpAddress.parse("192.0.1.1");

    private static final IpPrefix LOCAL_NET = prefix(Network.LOCAL_NET, Network.NET_BITS);

    /** Either side is behind a router. */
    static final List<RouteSetup> ROUTES = List.of(
        RouteSetup.via(LOCAL_NET, 0, INSIDE_ROUTER), RouteSetup.via(IpPrefix.ANY_IPV4, 1, OUTSIDE_ROUTER));

    private final List<OuterPath> paths = new ArrayList<>();
    private final List<Policy> policies = new ArrayList<>();
    private final Int2ObjectHashMap<OutboundSa> sas = new Int2ObjectHashMap<>();
    private final CryptoEngine engine;
    private final Algorithm algorithm;
    private final long lease;
    private int next;

    /** Tunnels of a worker without others. */
    Tunnels(int count, CryptoEngine engine, Algorithm algorithm, long lease) {
        this(count, engine, algorithm, lease, 0, 1);
    }

    /**
     * A worker's own copies of the tunnels.
     *
     * @param count     how many tunnels there are.
     * @param engine    the worker's own.
     * @param algorithm of the SAs.
     * @param lease     the last sequence number that an SA may use until it is allowed more.
     * @param worker    the worker's number; it has outbound SAs of the tunnels that are its own.
     * @param workers   how many there are.
     */
    Tunnels(int count, CryptoEngine engine, Algorithm algorithm, long lease, int worker, int workers) {
        this.engine = engine;
        this.algorithm = algorithm;
        this.lease = lease;
        Ipv4Identifications identifications = new Ipv4Identifications(worker, workers);
        next = count;
        for (int i = 0; i < count; i++) {
            int remote = count == 1 ? Network.OUTER_REMOTE : Network.OUTER_REMOTES + i;
            Endpoints endpoints = Endpoints.of(IpAddress.ofIpv4(Network.OUTER_LOCAL), IpAddress.ofIpv4(remote));
            OuterPath path = new OuterPath(i, endpoints, Network.MTU, identifications.of(endpoints));
            Tunnel tunnel = new Tunnel(i, TunnelSettings.tunnel(DfPolicy.COPY), path);
            if (Spread.owner(i, workers, true) == worker) {
                tunnel.use(newSa(tunnel, i));
            }
            IpPrefix net = count == 1 ? prefix(Network.REMOTE_NET, Network.NET_BITS)
                : prefix(Network.REMOTE_NETS + i * Network.SMALL_NET, Network.SMALL_NET_BITS);
            paths.add(path);
            policies.add(new Policy(i, i, Selectors.of(LOCAL_NET, net), PolicyAction.PROTECT, tunnel));
        }
    }

    private OutboundSa newSa(Tunnel tunnel, int id) {
        OutboundSa sa = new OutboundSa(id, Network.OUTBOUND_SPI + id, tunnel, TestKey.transform(engine, algorithm),
            new EspOverhead(tunnel.addedHeadersLength(), algorithm), SequenceSpace.STANDARD, 0, lease);
        sa.lifetime(MeasuredWorker.LIMITED);
        sas.put(id, sa);
        return sa;
    }

    /**
     * Makes a successor for an SA, which stays known until it is {@link #forget forgotten}.
     *
     * @param sa the SA.
     * @return the one that replaces it.
     */
    OutboundSa renew(OutboundSa sa) {
        OutboundSa successor = newSa(sa.tunnel(), next);
        next++;
        return successor;
    }

    /** Wipes the keys of an SA that its worker has let go of. */
    void forget(int id) {
        sas.remove(id).transform().close();
    }

    private static IpPrefix prefix(int address, int bits) {
        return new IpPrefix(IpAddress.ofIpv4(address), bits);
    }

    List<OuterPath> paths() {
        return paths;
    }

    List<Policy> policies() {
        return policies;
    }

    Tunnel get(int number) {
        return policies.get(number).tunnel();
    }

    /** {@return every tunnel, at the index that is its number} */
    List<Tunnel> all() {
        return policies.stream().map(Policy::tunnel).toList();
    }

    OutboundSa sa(int id) {
        return sas.get(id);
    }

    @Override
    public void close() {
        sas.values().forEach(sa -> sa.transform().close());
    }
}
