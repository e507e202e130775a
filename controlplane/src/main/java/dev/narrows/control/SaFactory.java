package dev.narrows.control;

import dev.narrows.control.ControlException.Code;
import dev.narrows.control.SecurityAssociation.Inbound;
import dev.narrows.control.SecurityAssociation.Outbound;
import dev.narrows.crypto.Transform;
import dev.narrows.pmtu.EspOverhead;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.RuntimeSa;
import dev.narrows.sa.SequenceSpace;
import dev.narrows.sa.Tunnel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes SAs of what is wanted: leases sequence numbers for those that send, and expands keys.
 */
final class SaFactory {
    private final List<WorkerProxy> workers;
    private final SequenceLeases leases;
    private final WorkerSpread spread;

    SaFactory(List<WorkerProxy> workers, WorkerSpread spread, SequenceLeases leases) {
        this.workers = List.copyOf(workers);
        this.leases = leases;
        this.spread = spread;
    }

    /**
     * Makes SAs, all of them or none.
     *
     * @param candidates what is wanted.
     * @param index      gives their numbers.
     * @param nowNs      the present.
     * @return the SAs, in the same order, which no worker knows of yet.
     * @throws ControlException where one cannot be had; the message says why.
     */
    List<SecurityAssociation> make(List<SaCandidate> candidates, SaIndex index, long nowNs) {
        List<SecurityAssociation> made = new ArrayList<>(candidates.size());
        try {
            Map<KeyIdentity, Lease> leased = lease(candidates);
            for (SaCandidate candidate : candidates) {
                made.add(build(candidate, index.newId(), leased.get(candidate.key()), nowNs));
            }
            return made;
        } catch (ControlException e) {
            made.forEach(sa -> sa.transform().close());
            throw e;
        }
    }

    /**
     * Tells how far a lease goes: leases are of one length, whatever is left of a space.
     *
     * @param space of the SA.
     * @param lease its lease.
     * @return the last number that it may use.
     */
    static long endWithin(SequenceSpace space, Lease lease) {
        return Math.min(lease.end(), space.last());
    }

    private Map<KeyIdentity, Lease> lease(List<SaCandidate> candidates) {
        List<SaCandidate> outbound = candidates.stream().filter(sa -> sa.direction() == Direction.OUT).toList();
        if (outbound.isEmpty()) {
            return Map.of();
        }
        for (SaCandidate candidate : outbound) {
            if (leases.usedUntil(candidate.key()) >= candidate.numbering().space().last()) {
                throw new ControlException(Code.SEQUENCE_EXHAUSTED, "The key of SPI " + candidate.hexSpi()
                    + " has used all of its sequence numbers; it needs a new key.");
            }
        }
        try {
            List<Lease> granted = leases.grant(
                outbound.stream().map(sa -> new LeaseRequest(sa.key(), sa.numbering().start())).toList());
            Map<KeyIdentity, Lease> leased = new HashMap<>();
            for (int i = 0; i < outbound.size(); i++) {
                leased.put(outbound.get(i).key(), granted.get(i));
            }
            return leased;
        } catch (LeaseException e) {
            throw new ControlException(Code.LEASE_REFUSED, e.getMessage());
        }
    }

    private SecurityAssociation build(SaCandidate wanted, int id, Lease lease, long nowNs) {
        WorkerProxy worker = workers.get(wanted.worker().orElseGet(() -> wanted.direction() == Direction.IN
            ? spread.inbound(wanted.tunnel()) : spread.outbound(wanted.tunnel())));
        Tunnel tunnel = worker.tunnel(wanted.tunnel());
        Transform transform = newTransform(worker, wanted);
        if (wanted.direction() == Direction.IN) {
            InboundSa sa = new InboundSa(id, (int)wanted.spi(), tunnel, transform, wanted.numbering());
            describe(sa, wanted);
            return new Inbound(wanted.key(), worker, sa, nowNs);
        }
        EspOverhead overhead = new EspOverhead(tunnel.addedHeadersLength(), wanted.algorithm());
        SequenceSpace space = wanted.numbering().space();
        OutboundSa sa = new OutboundSa(id, (int)wanted.spi(), tunnel, transform, overhead, space, lease.lastUsed(),
            endWithin(space, lease));
        describe(sa, wanted);
        return new Outbound(wanted.key(), worker, sa, nowNs);
    }

    private static void describe(RuntimeSa sa, SaCandidate wanted) {
        sa.lifetime(wanted.lifetime());
        if (wanted.worker().isPresent()) {
            sa.markPerWorker();
        }
    }

    private static Transform newTransform(WorkerProxy worker, SaCandidate wanted) {
        try {
            return worker.engine().newTransform(wanted.algorithm(), wanted.material(),
                wanted.numbering().space().isExtended());
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new ControlException(Code.FAILED, "The key of SPI " + wanted.hexSpi() + " was refused by "
                + worker.engine().name() + ": " + e.getMessage() + ".");
        }
    }
}
