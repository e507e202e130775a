package dev.narrows.control;

import dev.narrows.control.ControlException.Code;
import dev.narrows.control.SecurityAssociation.Inbound;
import dev.narrows.control.SecurityAssociation.Outbound;
import dev.narrows.crypto.Transform;
import dev.narrows.pmtu.EspOverhead;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.SequenceSpace;
import dev.narrows.sa.Tunnel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every SA: those in use, and those that a worker has still to let go of. SPIs are unique in each direction, keys in
 * both together; a key that was ever used to send goes on above what it used, and is never used to receive.
 *
 * <p>An outbound SA that is added takes its tunnel over; the one before stays, unused, until it is deleted, so that
 * claims about its packets still count.
 */
final class SaDatabase {
    private final List<WorkerProxy> workers;
    private final SequenceLeases leases;
    private final Map<Integer, SecurityAssociation> inUse = new LinkedHashMap<>();
    private final Map<Integer, SecurityAssociation> withdrawn = new HashMap<>();
    private final Map<Integer, Outbound> current = new HashMap<>();
    private final Set<Outbound> leasesLow = new LinkedHashSet<>();
    private int nextId;

    /**
     * An empty database.
     *
     * @param workers at least one.
     * @param leases  of sequence numbers.
     */
    SaDatabase(List<WorkerProxy> workers, SequenceLeases leases) {
        this.workers = List.copyOf(workers);
        this.leases = leases;
    }

    /**
     * Adds SAs, all of them or none.
     *
     * @param candidates what is wanted.
     * @throws ControlException where one cannot be had; the message says why.
     */
    void add(List<SaCandidate> candidates) {
        checkTogether(candidates);
        List<SecurityAssociation> added = new ArrayList<>();
        try {
            Map<KeyIdentity, Lease> leased = lease(candidates);
            for (SaCandidate candidate : candidates) {
                added.add(build(candidate, leased.get(candidate.key())));
            }
        } catch (ControlException e) {
            added.forEach(sa -> sa.transform().close());
            throw e;
        }
        added.forEach(this::use);
    }

    /**
     * Deletes an SA. Its keys are wiped once its worker has let go of it.
     *
     * @param spi       as an unsigned number.
     * @param direction which way its packets go.
     * @throws ControlException where there is none.
     */
    void delete(long spi, Direction direction) {
        SecurityAssociation sa = find(spi, direction);
        if (sa == null) {
            throw new ControlException(Code.NO_SUCH_SA,
                "There is no SA with SPI " + hex(spi) + " in direction " + direction.label() + ".");
        }
        inUse.remove(sa.id());
        withdrawn.put(sa.id(), sa);
        if (sa instanceof Outbound outbound) {
            current.remove(sa.tunnel().id(), outbound);
            leasesLow.remove(outbound);
        }
        sa.withdraw();
    }

    /**
     * Wipes the keys of an SA that its worker has let go of.
     *
     * @param id the SA's number.
     */
    void released(int id) {
        SecurityAssociation sa = withdrawn.remove(id);
        if (sa != null) {
            sa.transform().close();
        }
    }

    /**
     * Takes note that an SA needs a new lease.
     *
     * @param id the SA's number.
     */
    void leaseLow(int id) {
        if (inUse.get(id) instanceof Outbound outbound) {
            leasesLow.add(outbound);
        }
    }

    /**
     * Gives every SA that needs one a new lease, all of them on disk at once.
     *
     * @return how many.
     * @throws LeaseException where no leases can be had; nobody asks again.
     */
    int renewLeases() {
        if (leasesLow.isEmpty()) {
            return 0;
        }
        List<Outbound> low = List.copyOf(leasesLow);
        leasesLow.clear();
        List<Lease> granted = leases.grant(low.stream().map(sa -> LeaseRequest.next(sa.key())).toList());
        for (int i = 0; i < granted.size(); i++) {
            OutboundSa sa = low.get(i).sa();
            low.get(i).worker().extendLease(sa, endWithin(sa.sequenceSpace(), granted.get(i)));
        }
        return granted.size();
    }

    /** {@return every SA in use, in the order in which they were added} */
    Collection<SecurityAssociation> all() {
        return inUse.values();
    }

    /**
     * Finds an SA in use.
     *
     * @param spi       as an unsigned number.
     * @param direction which way.
     * @return the SA, or null.
     */
    SecurityAssociation find(long spi, Direction direction) {
        for (SecurityAssociation sa : inUse.values()) {
            if (sa.spi() == spi && sa.direction() == direction) {
                return sa;
            }
        }
        return null;
    }

    /**
     * Finds the SA that seals a tunnel's packets.
     *
     * @param tunnel the tunnel's number.
     * @return the SA, or null.
     */
    Outbound current(int tunnel) {
        return current.get(tunnel);
    }

    /**
     * Tells how far an SA's sequence numbers are on disk as used.
     *
     * @param sa the SA.
     * @return the last such number.
     */
    long leasedUntil(Outbound sa) {
        return leases.usedUntil(sa.key());
    }

    /** Wipes every key. Only once no worker runs any more. */
    void close() {
        inUse.values().forEach(sa -> sa.transform().close());
        withdrawn.values().forEach(sa -> sa.transform().close());
        inUse.clear();
        withdrawn.clear();
        current.clear();
    }

    private void checkTogether(List<SaCandidate> candidates) {
        Set<KeyIdentity> keys = new HashSet<>();
        inUse.values().forEach(sa -> keys.add(sa.key()));
        withdrawn.values().forEach(sa -> keys.add(sa.key()));
        Set<String> spis = new HashSet<>();
        inUse.values().forEach(sa -> spis.add(sa.direction() + " " + sa.spi()));
        for (SaCandidate candidate : candidates) {
            if (!spis.add(candidate.direction() + " " + candidate.spi())) {
                throw new ControlException(Code.SPI_IN_USE, "SPI " + hex(candidate.spi())
                    + " is in use already in direction " + candidate.direction().label() + ".");
            }
            if (!keys.add(candidate.key())) {
                throw new ControlException(Code.KEY_IN_USE, "SPI " + hex(candidate.spi())
                    + " has the key and salt of another SA; each needs its own.");
            }
            if (candidate.direction() == Direction.IN && leases.isKnown(candidate.key())) {
                throw new ControlException(Code.KEY_USED_OUTBOUND, "SPI " + hex(candidate.spi())
                    + " has a key and salt that this gateway once sent with; to receive it needs another.");
            }
        }
    }

    private Map<KeyIdentity, Lease> lease(List<SaCandidate> candidates) {
        List<SaCandidate> outbound = candidates.stream().filter(sa -> sa.direction() == Direction.OUT).toList();
        if (outbound.isEmpty()) {
            return Map.of();
        }
        for (SaCandidate candidate : outbound) {
            if (leases.usedUntil(candidate.key()) >= candidate.numbering().space().last()) {
                throw new ControlException(Code.SEQUENCE_EXHAUSTED, "The key of SPI " + hex(candidate.spi())
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

    private SecurityAssociation build(SaCandidate wanted, Lease lease) {
        WorkerProxy worker = workers.get(wanted.tunnel() % workers.size());
        Tunnel tunnel = worker.tunnel(wanted.tunnel());
        Transform transform = newTransform(worker, wanted);
        int id = nextId++;
        if (wanted.direction() == Direction.IN) {
            return new Inbound(wanted.key(), worker, new InboundSa(id, (int)wanted.spi(), tunnel, transform,
                wanted.numbering()));
        }
        EspOverhead overhead = new EspOverhead(tunnel.addedHeadersLength(), wanted.algorithm());
        SequenceSpace space = wanted.numbering().space();
        return new Outbound(wanted.key(), worker, new OutboundSa(id, (int)wanted.spi(), tunnel, transform, overhead,
            space, lease.lastUsed(), endWithin(space, lease)));
    }

    /** Leases are of one length, whatever is left of a space. */
    private static long endWithin(SequenceSpace space, Lease lease) {
        return Math.min(lease.end(), space.last());
    }

    private static Transform newTransform(WorkerProxy worker, SaCandidate wanted) {
        try {
            return worker.engine().newTransform(wanted.algorithm(), wanted.material(),
                wanted.numbering().space().isExtended());
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new ControlException(Code.FAILED, "The key of SPI " + hex(wanted.spi()) + " was refused by "
                + worker.engine().name() + ": " + e.getMessage() + ".");
        }
    }

    private void use(SecurityAssociation sa) {
        inUse.put(sa.id(), sa);
        if (sa instanceof Outbound outbound) {
            current.put(sa.tunnel().id(), outbound);
        }
        sa.install();
    }

    /** As operators write SPIs. */
    private static String hex(long spi) {
        return "0x" + Long.toHexString(spi);
    }
}
