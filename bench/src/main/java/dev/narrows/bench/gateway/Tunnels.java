package dev.narrows.bench.gateway;

import dev.narrows.bench.traffic.Network;
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
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.SequenceSpace;
import dev.narrows.sa.Tunnel;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.wire.IpAddress;
import dev.narrows.worker.RouteSetup;
import java.util.ArrayList;
import java.util.List;

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
    private final List<OutboundSa> sas = new ArrayList<>();

    Tunnels(int count, CryptoEngine engine, Algorithm algorithm, long lease) {
        for (int i = 0; i < count; i++) {
            int remote = count == 1 ? Network.OUTER_REMOTE : Network.OUTER_REMOTES + i;
            OuterPath path = new OuterPath(
                i, Endpoints.of(IpAddress.ofIpv4(Network.OUTER_LOCAL), IpAddress.ofIpv4(remote)), Network.MTU);
            Tunnel tunnel = new Tunnel(i, TunnelSettings.tunnel(DfPolicy.COPY), path);
            OutboundSa sa = new OutboundSa(i, Network.OUTBOUND_SPI + i, tunnel, TestKey.transform(engine, algorithm),
                new EspOverhead(tunnel.addedHeadersLength(), algorithm), SequenceSpace.STANDARD, 0, lease);
            sa.lifetime(MeasuredGateway.LIMITED);
            tunnel.outboundSa(sa);
            IpPrefix net = count == 1 ? prefix(Network.REMOTE_NET, Network.NET_BITS)
                : prefix(Network.REMOTE_NETS + i * Network.SMALL_NET, Network.SMALL_NET_BITS);
            paths.add(path);
            sas.add(sa);
            policies.add(new Policy(i, i, Selectors.of(LOCAL_NET, net), PolicyAction.PROTECT, tunnel));
        }
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

    Tunnel first() {
        return sas.getFirst().tunnel();
    }

    OutboundSa sa(int id) {
        return sas.get(id);
    }

    @Override
    public void close() {
        sas.forEach(sa -> sa.transform().close());
    }
}
