package dev.narrows.control;

import dev.narrows.channel.TooBigClaim;
import dev.narrows.control.SecurityAssociation.Outbound;
import dev.narrows.path.ClaimVerdict;
import dev.narrows.path.Evidence;
import dev.narrows.path.Moment;
import dev.narrows.path.Path;
import dev.narrows.path.PathTable;
import dev.narrows.path.TooBigJudge;
import dev.narrows.sa.Endpoints;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv6;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What follows from claims of "too big": the judge's verdict is counted; where it is believed, every worker gets the
 * path's new MTU, and the sender of the very packet that was lost is told what fits.
 *
 * <p>That sender is told too where the claim is true but the MTU is as small already: its packet left before that was
 * known.
 */
final class TooBigClaims {
    private final PathTable paths;
    private final SaDatabase sas;
    private final List<WorkerProxy> workers;
    private final TooBigJudge judge;
    private final Duration raiseAfter;
    private final EventSink events;

    TooBigClaims(PathTable paths, SaDatabase sas, List<WorkerProxy> workers, TooBigJudge judge, Duration raiseAfter,
        EventSink events) {
        this.paths = paths;
        this.sas = sas;
        this.workers = workers;
        this.judge = judge;
        this.raiseAfter = raiseAfter;
        this.events = events;
    }

    void onClaim(TooBigClaim claim, Moment now) {
        Path path = find(claim);
        Outbound sa = path == null ? null : outbound(claim.spi(), path);
        ClaimVerdict verdict = judge.judge(claim, path, sa != null);
        paths.count(verdict, path);
        if (verdict == ClaimVerdict.BELIEVED) {
            path.believe(claim.mtu(), claim.reporter(), now, raiseAfter);
            tellWorkers(path);
        }
        if (verdict == ClaimVerdict.BELIEVED || verdict == ClaimVerdict.NOT_BELOW_EFFECTIVE) {
            sa.worker().reportTooBig(claim.copyInner(), largestInner(sa, path.effectiveMtu()));
        }
    }

    /** Returns paths to their links' MTU where what was claimed is too old. */
    int raise(Moment now) {
        int count = 0;
        for (Path path : paths.all()) {
            if (path.raiseIfDue(now)) {
                tellWorkers(path);
                count++;
            }
        }
        return count;
    }

    /** Quoted addresses of two families are nobody's, and so is one port without the other. */
    private Path find(TooBigClaim claim) {
        IpAddress source = claim.quotedSource();
        IpAddress destination = claim.quotedDestination();
        int sourcePort = claim.quotedSourcePort();
        int destinationPort = claim.quotedDestinationPort();
        if (source.isIpv4() != destination.isIpv4()
            || (sourcePort == Endpoints.NO_UDP) != (destinationPort == Endpoints.NO_UDP)) {
            return null;
        }
        return paths.find(new Endpoints(source, destination, sourcePort, destinationPort));
    }

    private Outbound outbound(int spi, Path path) {
        if (sas.find(Integer.toUnsignedLong(spi), Direction.OUT) instanceof Outbound sa
            && sa.tunnel().path().id() == path.id()) {
            return sa;
        }
        return null;
    }

    private static Map<String, Object> describe(Path path) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("local", Overview.endpoint(path.endpoints().local(), path.endpoints().localPort()));
        fields.put("remote", Overview.endpoint(path.endpoints().remote(), path.endpoints().remotePort()));
        fields.put("mtu", path.effectiveMtu());
        fields.put("evidence", path.evidence().label());
        if (path.evidence() == Evidence.TOO_BIG) {
            fields.put("claimedBy", path.claimedBy().toString());
        }
        return fields;
    }

    /**
     * Tells the largest inner packet for an outer MTU; in transport mode, where the packet's own header is the outer one,
     * that of a packet without options.
     */
    static int largestInner(Outbound sa, int mtu) {
        int own = 0;
        if (sa.tunnel().isTransport()) {
            own = sa.tunnel().path().isIpv6() ? Ipv6.HEADER_LENGTH : Ipv4.MIN_HEADER_LENGTH;
        }
        return Math.min(sa.tunnel().mtu(), own + sa.sa().overhead().largestInner(mtu - own));
    }

    private void tellWorkers(Path path) {
        for (WorkerProxy worker : workers) {
            worker.setPathMtu(path.id(), path.effectiveMtu(), false);
        }
        events.raise(EventType.PATH_MTU_CHANGED, describe(path));
    }
}
