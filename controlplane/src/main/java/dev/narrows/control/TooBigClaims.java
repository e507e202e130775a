package dev.narrows.control;

import dev.narrows.channel.TooBigClaim;
import dev.narrows.control.SecurityAssociation.Outbound;
import dev.narrows.path.ClaimVerdict;
import dev.narrows.path.Evidence;
import dev.narrows.path.Moment;
import dev.narrows.path.Path;
import dev.narrows.path.PathTable;
import dev.narrows.path.TooBigJudge;
import dev.narrows.wire.Ipv4Address;
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
        Path path = paths.find(claim.quotedSource(), claim.quotedDestination());
        Outbound sa = path == null ? null : outbound(claim.spi(), path);
        ClaimVerdict verdict = judge.judge(claim, path, sa != null);
        paths.count(verdict, path);
        if (verdict == ClaimVerdict.BELIEVED) {
            path.believe(claim.mtu(), claim.reporter(), now, raiseAfter);
            tellWorkers(path);
        }
        if (verdict == ClaimVerdict.BELIEVED || verdict == ClaimVerdict.NOT_BELOW_EFFECTIVE) {
            sa.worker().reportTooBig(claim.copyInner(), sa.sa().overhead().largestInner(path.effectiveMtu()));
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

    private Outbound outbound(int spi, Path path) {
        if (sas.find(Integer.toUnsignedLong(spi), Direction.OUT) instanceof Outbound sa
            && sa.tunnel().path().id() == path.id()) {
            return sa;
        }
        return null;
    }

    private static Map<String, Object> describe(Path path) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("local", Ipv4Address.format(path.local()));
        fields.put("remote", Ipv4Address.format(path.remote()));
        fields.put("mtu", path.effectiveMtu());
        fields.put("evidence", path.evidence().label());
        if (path.evidence() == Evidence.TOO_BIG) {
            fields.put("claimedBy", Ipv4Address.format(path.claimedBy()));
        }
        return fields;
    }

    private void tellWorkers(Path path) {
        for (WorkerProxy worker : workers) {
            worker.setPathMtu(path.id(), path.effectiveMtu());
        }
        events.raise(EventType.PATH_MTU_CHANGED, describe(path));
    }
}
