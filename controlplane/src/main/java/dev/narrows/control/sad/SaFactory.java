package dev.narrows.control.sad;

import dev.narrows.channel.Command;
import dev.narrows.control.lease.KeyIdentity;
import dev.narrows.control.lease.Lease;
import dev.narrows.control.lease.LeaseException;
import dev.narrows.control.lease.LeaseRequest;
import dev.narrows.control.lease.SequenceLeases;
import dev.narrows.control.order.WorkerProxy;
import dev.narrows.control.request.ControlException;
import dev.narrows.control.request.ControlException.Code;
import dev.narrows.control.sad.SecurityAssociation.Inbound;
import dev.narrows.control.sad.SecurityAssociation.Outbound;
import dev.narrows.crypto.Transform;
import dev.narrows.pmtu.EspOverhead;
import dev.narrows.sa.Direction;
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
        Map<KeyIdentity, Long> rates = new HashMap<>();
        candidates.stream().filter(sa -> sa.direction() == Direction.OUT)
            .forEach(sa -> rates.put(sa.key(), expectedRate(sa, index, nowNs)));
        Map<KeyIdentity, Lease> leased = lease(candidates, rates);
        List<SecurityAssociation> made = new ArrayList<>(candidates.size());
        try {
            for (SaCandidate candidate : candidates) {
                made.add(build(candidate, index.newId(), leased.get(candidate.key()),
                    rates.getOrDefault(candidate.key(), 0L), nowNs));
            }
            return made;
        } catch (ControlException e) {
            made.forEach(sa -> sa.transform().close());
            leased.forEach((key, lease) -> leases.release(key, lease.lastUsed()));
            throw e;
        }
    }

    /** One SA that takes another's place is expected to send as fast. */
    private static long expectedRate(SaCandidate candidate, SaIndex index, long nowNs) {
        Outbound present = index.current(candidate.tunnel(), candidate.sa().worker().orElse(Command.NO_WORKER));
        return present == null ? 0 : present.rate().measure(present.sa(), nowNs);
    }

    /** Writes down what keys are to be used for, and leases numbers to those that send. */
    private Map<KeyIdentity, Lease> lease(List<SaCandidate> candidates, Map<KeyIdentity, Long> rates) {
        List<SaCandidate> outbound = candidates.stream().filter(sa -> sa.direction() == Direction.OUT).toList();
        for (SaCandidate candidate : outbound) {
            if (leases.usedUntil(candidate.key()) >= candidate.sa().numbering().space().last()) {
                throw new ControlException(Code.SEQUENCE_EXHAUSTED, "The key of SPI " + candidate.hexSpi()
                    + " has used all of its sequence numbers; it needs a new key.");
            }
        }
        try {
            List<Lease> granted = leases.admit(
                candidates.stream().filter(sa -> sa.direction() == Direction.IN).map(SaCandidate::key).toList(),
                outbound.stream().map(sa -> new LeaseRequest(sa.key(), sa.sa().numbering().start(),
                    LeaseRate.first(rates.get(sa.key())), sa.sa().numbering().space().last())).toList());
            Map<KeyIdentity, Lease> leased = new HashMap<>();
            for (int i = 0; i < outbound.size(); i++) {
                leased.put(outbound.get(i).key(), granted.get(i));
            }
            return leased;
        } catch (LeaseException e) {
            throw new ControlException(Code.LEASE_REFUSED, e.getMessage());
        }
    }

    private SecurityAssociation build(SaCandidate wanted, int id, Lease lease, long rate, long nowNs) {
        WorkerProxy worker = workers.get(wanted.sa().worker().orElseGet(() -> wanted.direction() == Direction.IN
            ? spread.inbound(wanted.tunnel()) : spread.outbound(wanted.tunnel())));
        Tunnel tunnel = worker.tunnel(wanted.tunnel());
        Transform transform = newTransform(worker, wanted);
        if (wanted.direction() == Direction.IN) {
            InboundSa sa = new InboundSa(id, (int)wanted.spi(), tunnel, transform, wanted.sa().numbering());
            describe(sa, wanted);
            return new Inbound(wanted.key(), worker, sa, nowNs);
        }
        EspOverhead overhead = new EspOverhead(tunnel.addedHeadersLength(), wanted.sa().algorithm());
        SequenceSpace space = wanted.sa().numbering().space();
        OutboundSa sa = new OutboundSa(id, (int)wanted.spi(), tunnel, transform, overhead, space, lease.lastUsed(),
            lease.end());
        sa.askWithFirstPacket();
        describe(sa, wanted);
        return new Outbound(wanted.key(), worker, sa, nowNs, new LeaseRate(nowNs, lease.lastUsed(), rate));
    }

    private static void describe(RuntimeSa sa, SaCandidate wanted) {
        sa.lifetime(wanted.sa().lifetime());
        if (wanted.sa().worker().isPresent()) {
            sa.markPerWorker();
        }
    }

    private static Transform newTransform(WorkerProxy worker, SaCandidate wanted) {
        try {
            return worker.engine().newTransform(wanted.sa().algorithm(), wanted.sa().key(),
                wanted.sa().numbering().space().isExtended());
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new ControlException(Code.FAILED, "The key of SPI " + wanted.hexSpi() + " was refused by "
                + worker.engine().name() + ": " + e.getMessage() + ".");
        }
    }
}
