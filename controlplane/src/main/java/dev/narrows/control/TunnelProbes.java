package dev.narrows.control;

import dev.narrows.config.GatewayConfig;
import dev.narrows.control.SecurityAssociation.Outbound;
import dev.narrows.path.Path;
import dev.narrows.path.ProbeSender;
import dev.narrows.path.ProbeSizes;
import dev.narrows.pmtu.Probe;
import dev.narrows.sa.Tunnel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Sends a path's probes by the SA of a tunnel whose configuration says whom to ask: of several on the path, the first
 * that has one.
 */
final class TunnelProbes implements ProbeSender {
    private final List<Integer> tunnels;
    private final SaDatabase sas;

    /**
     * The probes of a path.
     *
     * @param tunnels the numbers of its tunnels that are configured for probes, at least one.
     * @param sas     tells their SAs.
     */
    TunnelProbes(List<Integer> tunnels, SaDatabase sas) {
        this.tunnels = List.copyOf(tunnels);
        this.sas = sas;
    }

    /**
     * Finds the tunnels of each path that are configured for probes.
     *
     * @param config the configuration.
     * @param plan   of the same configuration.
     * @param sas    tells their SAs.
     * @return gives a path's probes, or null where no tunnel of it has any.
     */
    static Function<Path, ProbeSender> of(GatewayConfig config, GatewayPlan plan, SaDatabase sas) {
        Map<Integer, List<Integer>> tunnelsOfPath = new HashMap<>();
        for (int tunnel = 0; tunnel < config.tunnels().size(); tunnel++) {
            if (config.tunnels().get(tunnel).probe().isPresent()) {
                tunnelsOfPath.computeIfAbsent(plan.pathOf(tunnel), path -> new ArrayList<>()).add(tunnel);
            }
        }
        return path -> tunnelsOfPath.containsKey(path.id()) ? new TunnelProbes(tunnelsOfPath.get(path.id()), sas) : null;
    }

    @Override
    public ProbeSizes sizes() {
        Outbound sa = current();
        return sa == null ? null : sizes(sa);
    }

    @Override
    public void send(int outerLength, long token) {
        Outbound sa = current();
        if (sa != null) {
            sa.worker().sendProbe(sa.tunnel(), sizes(sa).innerFor(outerLength), token);
        }
    }

    @Override
    public long largePackets() {
        Outbound sa = current();
        return sa == null ? 0 : sa.tunnel().path().largePackets();
    }

    private static ProbeSizes sizes(Outbound sa) {
        Tunnel tunnel = sa.tunnel();
        return new ProbeSizes(
            sa.sa().overhead(), LargestInner.ownHeader(sa), Probe.minLength(!tunnel.probeLocal().isIpv4()));
    }

    private Outbound current() {
        for (int tunnel : tunnels) {
            Outbound sa = sas.current(tunnel);
            if (sa != null) {
                return sa;
            }
        }
        return null;
    }
}
