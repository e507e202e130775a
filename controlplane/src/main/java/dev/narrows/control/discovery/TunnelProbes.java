package dev.narrows.control.discovery;

import dev.narrows.config.TunnelConfig;
import dev.narrows.control.order.WorkerProxy;
import dev.narrows.control.sad.LargestInner;
import dev.narrows.control.sad.SaDatabase;
import dev.narrows.control.sad.SecurityAssociation.Outbound;
import dev.narrows.control.tunnel.TunnelTable;
import dev.narrows.path.Path;
import dev.narrows.path.ProbeSender;
import dev.narrows.path.ProbeSizes;
import dev.narrows.pmtu.Probe;
import dev.narrows.sa.Tunnel;
import java.util.List;
import java.util.function.Function;

/**
 * Sends a path's probes by the SA of a tunnel whose configuration says whom to ask: of several on the path, the first
 * that has one.
 */
public final class TunnelProbes implements ProbeSender {
    private final int path;
    private final List<TunnelConfig> configs;
    private final TunnelTable tunnels;
    private final SaDatabase sas;
    private final List<WorkerProxy> workers;

    /**
     * The probes of a path.
     *
     * @param path    its number.
     * @param configs the tunnels' configuration, each at the index that is its number.
     * @param tunnels tells which of them use the path now.
     * @param sas     tells their SAs.
     * @param workers any of which may send on the path.
     */
    TunnelProbes(
        int path, List<TunnelConfig> configs, TunnelTable tunnels, SaDatabase sas, List<WorkerProxy> workers) {
        this.path = path;
        this.configs = configs;
        this.tunnels = tunnels;
        this.sas = sas;
        this.workers = List.copyOf(workers);
    }

    /**
     * Finds the probes of each path.
     *
     * @param configs the tunnels' configuration, each at the index that is its number.
     * @param tunnels tells which of them use a path.
     * @param sas     tells their SAs.
     * @param workers all of them.
     * @return gives a path's probes, or null where no tunnel on it is configured for probes.
     */
    public static Function<Path, ProbeSender> of(
        List<TunnelConfig> configs, TunnelTable tunnels, SaDatabase sas, List<WorkerProxy> workers) {
        return path -> tunnels.tunnelsOn(path.id()).stream().anyMatch(tunnel -> configs.get(tunnel).probe().isPresent())
            ? new TunnelProbes(path.id(), configs, tunnels, sas, workers) : null;
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
        return sa == null ? 0 : workers.stream().mapToLong(worker -> worker.path(path).largePackets()).sum();
    }

    private static ProbeSizes sizes(Outbound sa) {
        Tunnel tunnel = sa.tunnel();
        return new ProbeSizes(
            sa.sa().overhead(), LargestInner.ownHeader(sa), Probe.minLength(!tunnel.probeLocal().isIpv4()));
    }

    private Outbound current() {
        for (int tunnel : tunnels.tunnelsOn(path)) {
            Outbound sa = configs.get(tunnel).probe().isPresent() ? sas.current(tunnel) : null;
            if (sa != null) {
                return sa;
            }
        }
        return null;
    }
}
