package dev.narrows.control.sad;

import dev.narrows.channel.Command;
import dev.narrows.control.event.EventType;
import dev.narrows.control.lease.KeyIdentity;
import dev.narrows.control.lease.LeaseException;
import dev.narrows.control.lease.LeaseRequest;
import dev.narrows.control.lease.SequenceLeases;
import dev.narrows.control.order.WorkerProxy;
import dev.narrows.control.request.ControlException;
import dev.narrows.control.request.ControlException.Code;
import dev.narrows.control.request.SaDeletion;
import dev.narrows.control.sad.SecurityAssociation.Inbound;
import dev.narrows.control.sad.SecurityAssociation.Outbound;
import dev.narrows.sa.Direction;
import dev.narrows.wire.IpAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Every SA: those in use, and those that a worker has still to let go of. Inbound SPIs are unique, outbound ones at
 * each peer, who chose them (RFC 4301 4.1); keys in both directions together; a key that was ever used to send goes on
 * above what it used, and is never used to receive.
 *
 * <p>An outbound SA that is added takes its tunnel over; the one before stays, unused, until it is deleted, so that
 * claims about its packets still count. One that is for a certain worker (RFC 9611) does the same with that worker's
 * part; workers without one send by the general SA. Inbound SAs serve side by side, however many there are.
 */
public final class SaDatabase implements SaLifetimes.Outcome {
    /** SAs that get a new lease at a time. */
    private static final int RENEWED_AT_ONCE = 1024;
    /** For how long nothing is leased after it failed. */
    private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(10);

    private final List<WorkerProxy> workers;
    private final SequenceLeases leases;
    private final WorkerSpread spread;
    private final SaFactory factory;
    private final SaEvents events;
    private final TunnelPeers peers;
    private IntConsumer outboundListener = tunnel -> { };
    private final LongSupplier nowNs;
    private final SaIndex index = new SaIndex();
    private final SaLifetimes lifetimes;
    private final Set<Outbound> leasesLow = new LinkedHashSet<>();
    private long renewalsNs;

    /**
     * An empty database.
     *
     * @param workers at least one.
     * @param leases  of sequence numbers.
     * @param peers   tells the tunnels' peers.
     * @param events  hears of SAs that come and go, and of those that should be replaced.
     * @param nowNs   the present.
     */
    public SaDatabase(List<WorkerProxy> workers, SequenceLeases leases, TunnelPeers peers, SaEvents events,
        LongSupplier nowNs) {
        this.workers = List.copyOf(workers);
        this.leases = leases;
        this.peers = peers;
        this.events = events;
        this.nowNs = nowNs;
        spread = new WorkerSpread(workers.size());
        factory = new SaFactory(workers, spread, leases);
        lifetimes = new SaLifetimes(nowNs.getAsLong());
        renewalsNs = nowNs.getAsLong();
    }

    /**
     * Adds SAs and deletes others, all of it or none: new inbound SAs come first, then new outbound ones, and only then
     * others go. The keys of these are wiped once their worker has let go of them.
     *
     * @param wanted    what is wanted.
     * @param deletions what is to go.
     * @throws ControlException where one cannot be had, or is not there; the message says why.
     */
    public void change(List<SaCandidate> wanted, List<SaDeletion> deletions) {
        Map<SecurityAssociation, SaDeletion> leaving = find(deletions);
        checkTogether(wanted);
        checkWorkers(wanted, leaving);
        List<SecurityAssociation> made = factory.make(wanted, index, nowNs.getAsLong());
        made.forEach(this::register);
        workers.forEach(WorkerProxy::beginBatch);
        made.stream().filter(sa -> sa instanceof Inbound).forEach(this::install);
        made.stream().filter(sa -> sa instanceof Outbound).forEach(this::install);
        leaving.forEach((sa, deletion) -> {
            if (deletion.afterSeconds() > 0) {
                lifetimes.deleteAfter(sa, deletion.afterSeconds(), nowNs.getAsLong());
            } else {
                withdraw(sa, "deleted");
            }
        });
        workers.forEach(WorkerProxy::endBatch);
    }

    /**
     * Wipes the keys of an SA that its worker has let go of.
     *
     * @param id the SA's number.
     */
    public void released(int id) {
        SecurityAssociation sa = index.release(id);
        if (sa != null) {
            sa.transform().close();
            giveBack(sa);
        }
    }

    /**
     * Takes note that an SA needs a new lease.
     *
     * @param id the SA's number.
     */
    public void leaseLow(int id) {
        if (index.byId(id) instanceof Outbound outbound) {
            leasesLow.add(outbound);
        }
    }

    /**
     * Gives SAs that need one a new lease, all of these on disk at once; some at a time where there are many. One that
     * has more than it needs is told so again.
     *
     * @return how many.
     * @throws LeaseException where no leases can be had; they are asked for again later.
     */
    public int renewLeases() {
        long now = nowNs.getAsLong();
        if (leasesLow.isEmpty() || now - renewalsNs < 0) {
            return 0;
        }
        List<Outbound> low = leasesLow.stream().limit(RENEWED_AT_ONCE).toList();
        Map<Outbound, LeaseRequest> wanted = new LinkedHashMap<>();
        low.forEach(sa -> request(sa, now).ifPresent(request -> wanted.put(sa, request)));
        try {
            leases.grant(List.copyOf(wanted.values()));
        } catch (LeaseException e) {
            renewalsNs = now + RETRY_NS;
            throw e;
        }
        low.forEach(leasesLow::remove);
        workers.forEach(WorkerProxy::beginBatch);
        for (Outbound sa : low) {
            long end = leases.usedUntil(sa.key());
            sa.worker().extendLease(sa.sa(), end);
            if (wanted.containsKey(sa)) {
                watchLastLease(sa, end);
            }
        }
        workers.forEach(WorkerProxy::endBatch);
        return low.size();
    }

    /** Wishes for as many numbers as make up what an SA should have ahead, unless it has most of them. */
    private Optional<LeaseRequest> request(Outbound sa, long now) {
        long ahead = LeaseRate.ahead(sa.rate().measure(sa.sa(), now));
        long last = sa.sa().sequenceSpace().last();
        long until = leases.usedUntil(sa.key());
        long left = until - sa.sa().sequence();
        return until >= last || left > ahead / 4 * 3 ? Optional.empty()
            : Optional.of(new LeaseRequest(sa.key(), 0, Math.min(ahead - left, last - until), last));
    }

    /**
     * Does what is due for SAs' lifetimes.
     *
     * @return how much was.
     */
    public int tick() {
        return lifetimes.tick(nowNs.getAsLong(), this);
    }

    /**
     * Says who is to hear of tunnels whose outbound SAs have come, gone, or been used up.
     *
     * @param listener takes a tunnel's number.
     */
    public void onOutboundChange(IntConsumer listener) {
        outboundListener = listener;
    }

    /** {@return every SA in use, in the order in which they were added} */
    Collection<SecurityAssociation> all() {
        return index.inUse();
    }

    /**
     * {@return the SAs in use whose numbers are above one, in the order of these, which is that in which they were
     * added}
     */
    public Iterator<SecurityAssociation> after(long id) {
        return index.after(id);
    }

    /** {@return the inbound SAs in use of a tunnel, by their numbers, the newest last} */
    public NavigableMap<Integer, Inbound> inboundOf(int tunnel) {
        return index.inboundOf(tunnel);
    }

    /**
     * Finds the SAs in use that have an SPI.
     *
     * @param spi       as an unsigned number.
     * @param direction which way.
     * @return the SAs: of inbound ones one at the most, of outbound ones one at the most of each peer.
     */
    public List<SecurityAssociation> find(long spi, Direction direction) {
        return index.find(spi, direction);
    }

    /**
     * Checks that a tunnel's outbound SPIs are free at another address of its peer's.
     *
     * @param tunnel the tunnel's number.
     * @param remote the address.
     * @throws ControlException where one is another SA's there.
     */
    public void checkMove(int tunnel, IpAddress remote) {
        for (Outbound sa : outboundOf(tunnel)) {
            if (index.find(sa.spi(), Direction.OUT).stream()
                .anyMatch(other -> other.tunnel().id() != tunnel && remote.equals(peerOf(other)))) {
                throw new ControlException(Code.SPI_IN_USE, "SPI " + SaCandidate.hexSpi(sa.spi())
                    + " is in use already in direction out at " + remote + ".");
            }
        }
    }

    /**
     * Tells workers that a tunnel's outbound SAs belong to another address now.
     *
     * @param tunnel the tunnel's number.
     * @param before the peer's address until now.
     */
    public void moved(int tunnel, IpAddress before) {
        if (workers.size() > 1) {
            for (Outbound sa : outboundOf(tunnel)) {
                othersThan(sa.worker()).forEach(other -> sa.retractFrom(other, before));
                othersThan(sa.worker()).forEach(other -> sa.announceTo(other, peerOf(sa)));
            }
        }
    }

    /**
     * Finds the SA that its worker seals a tunnel's packets with: of several, with those that other workers hand over,
     * or that workers are told to send.
     *
     * @param tunnel the tunnel's number.
     * @return the SA, or null where the tunnel has none at all.
     */
    public Outbound current(int tunnel) {
        Outbound sa = index.current(tunnel, spread.outbound(tunnel));
        if (sa == null) {
            sa = index.current(tunnel, Command.NO_WORKER);
        }
        for (int worker = 0; sa == null && worker < workers.size(); worker++) {
            sa = index.current(tunnel, worker);
        }
        return sa;
    }

    /**
     * Tells how far an SA's sequence numbers are on disk as used.
     *
     * @param sa the SA.
     * @return the last such number.
     */
    public long leasedUntil(Outbound sa) {
        return leases.usedUntil(sa.key());
    }

    /**
     * Gives the room of keys that are gone for long to others, where that is due.
     *
     * @return how many.
     * @throws LeaseException where it cannot be written.
     */
    public int forgetKeys() {
        return leases.forget();
    }

    /** Wipes every key, and gives back what is left of leases. Only once no worker runs any more. */
    public void close() {
        index.known().forEach(this::giveBack);
        index.close();
    }

    private void giveBack(SecurityAssociation sa) {
        if (sa instanceof Outbound outbound) {
            leases.release(outbound.key(), outbound.sa().sequence());
        }
    }

    @Override
    public void onSoftLimit(SecurityAssociation sa, String cause) {
        events.raise(EventType.SA_SOFT_EXPIRED, sa, "cause", cause);
    }

    @Override
    public void onHardLimit(SecurityAssociation sa, String cause) {
        events.raise(EventType.SA_HARD_EXPIRED, sa, "cause", cause);
    }

    @Override
    public void onEnd(SecurityAssociation sa) {
        withdraw(sa, "expired");
    }

    @Override
    public void onExhausted(Outbound sa) {
        events.raise(EventType.SA_SEQUENCE_EXHAUSTED, sa);
        outboundListener.accept(sa.tunnel().id());
    }

    @Override
    public void onDeletionDue(SecurityAssociation sa) {
        withdraw(sa, "deleted");
    }

    private Map<SecurityAssociation, SaDeletion> find(List<SaDeletion> deletions) {
        Map<SecurityAssociation, SaDeletion> found = new LinkedHashMap<>();
        for (SaDeletion deletion : deletions) {
            List<SecurityAssociation> named = index.find(deletion.spi(), deletion.direction()).stream()
                .filter(sa -> deletion.tunnel().isEmpty()
                    || sa.tunnel().id() == peers.numberOf(deletion.tunnel().get()))
                .toList();
            String what = "SPI " + SaCandidate.hexSpi(deletion.spi()) + " in direction " + deletion.direction().label();
            if (named.size() > 1) {
                throw new ControlException(Code.SEVERAL_SAS, "There are " + named.size() + " SAs with " + what
                    + ", of different peers; name the tunnel.");
            }
            if (named.isEmpty() || found.put(named.getFirst(), deletion) != null) {
                throw new ControlException(Code.NO_SUCH_SA, "There is no SA with " + what
                    + deletion.tunnel().map(tunnel -> " of tunnel " + tunnel).orElse("")
                    + (named.isEmpty() ? "." : " left to delete: it is named twice."));
            }
        }
        return found;
    }

    private List<Outbound> outboundOf(int tunnel) {
        return index.inUse().stream().filter(sa -> sa instanceof Outbound && sa.tunnel().id() == tunnel)
            .map(Outbound.class::cast).toList();
    }

    private IpAddress peerOf(SecurityAssociation sa) {
        return peers.remoteOf(sa.tunnel().id());
    }

    private boolean isInUse(SaCandidate wanted) {
        return index.find(wanted.spi(), wanted.direction()).stream().anyMatch(sa -> wanted.direction() == Direction.IN
            || peerOf(sa).equals(peers.remoteOf(wanted.tunnel())));
    }

    private void checkTogether(List<SaCandidate> wanted) {
        Set<KeyIdentity> keys = new HashSet<>();
        Set<Object> spis = new HashSet<>();
        for (SaCandidate candidate : wanted) {
            boolean isOutbound = candidate.direction() == Direction.OUT;
            IpAddress peer = peers.remoteOf(candidate.tunnel());
            Object name = isOutbound ? List.of(candidate.spi(), peer) : candidate.spi();
            if (isInUse(candidate) || !spis.add(name)) {
                throw new ControlException(Code.SPI_IN_USE, "SPI " + candidate.hexSpi()
                    + " is in use already in direction " + candidate.direction().label()
                    + (isOutbound ? " at " + peer : "") + ".");
            }
            if (index.hasKey(candidate.key()) || !keys.add(candidate.key())) {
                throw new ControlException(Code.KEY_IN_USE, "SPI " + candidate.hexSpi()
                    + " has the key and salt of another SA; each needs its own.");
            }
            checkPast(candidate);
        }
    }

    /** A key is used in one direction alone, and not sent with again where nobody knows how far it was used. */
    private void checkPast(SaCandidate candidate) {
        try {
            if (candidate.direction() == Direction.IN && leases.wasSentWith(candidate.key())) {
                throw new ControlException(Code.KEY_USED_OUTBOUND, "SPI " + candidate.hexSpi()
                    + " has a key and salt that this gateway once sent with; to receive it needs another.");
            }
            if (candidate.direction() == Direction.OUT && leases.wasReceivedWith(candidate.key())) {
                throw new ControlException(Code.KEY_USED_INBOUND, "SPI " + candidate.hexSpi()
                    + " has a key and salt that this gateway once received with; to send it needs another.");
            }
            if (candidate.direction() == Direction.OUT && leases.isForgotten(candidate.key())) {
                throw new ControlException(Code.KEY_FORGOTTEN,
                    "SPI " + candidate.hexSpi() + " has a key and salt that this "
                    + "gateway sent with so long ago that it no longer knows how far; it needs another.");
            }
        } catch (LeaseException e) {
            throw new ControlException(Code.LEASE_REFUSED, e.getMessage());
        }
    }

    private void checkWorkers(List<SaCandidate> wanted, Map<SecurityAssociation, SaDeletion> leaving) {
        Set<Integer> general = new HashSet<>();
        wanted.stream().filter(SaCandidate::isGeneralOutbound).forEach(sa -> general.add(sa.tunnel()));
        for (SaCandidate candidate : wanted) {
            if (candidate.sa().worker().isEmpty()) {
                continue;
            }
            int worker = candidate.sa().worker().getAsInt();
            if (worker >= workers.size()) {
                throw new ControlException(Code.NO_SUCH_WORKER, "There is no worker " + worker
                    + "; the last one is number " + (workers.size() - 1) + ".");
            }
            Outbound present = index.current(candidate.tunnel(), Command.NO_WORKER);
            if (candidate.direction() == Direction.OUT && !general.contains(candidate.tunnel())
                && (present == null || leaving.containsKey(present))) {
                throw new ControlException(Code.NO_GENERAL_SA, "SPI " + candidate.hexSpi() + " is for worker "
                    + worker + " alone, and its tunnel has no outbound SA for the others.");
            }
        }
    }

    private void register(SecurityAssociation sa) {
        index.add(sa);
        lifetimes.begin(sa, nowNs.getAsLong());
        events.raise(EventType.SA_ADDED, sa);
        if (sa instanceof Outbound outbound) {
            outboundListener.accept(sa.tunnel().id());
            watchLastLease(outbound, leases.usedUntil(outbound.key()));
        }
    }

    private void install(SecurityAssociation sa) {
        sa.install();
        othersThan(sa.worker()).forEach(other -> sa.announceTo(other, peerOf(sa)));
    }

    private Stream<WorkerProxy> othersThan(WorkerProxy owner) {
        return workers.stream().filter(worker -> worker != owner);
    }

    private void withdraw(SecurityAssociation sa, String reason) {
        index.withdraw(sa);
        lifetimes.end(sa);
        if (sa instanceof Outbound outbound) {
            leasesLow.remove(outbound);
            outboundListener.accept(sa.tunnel().id());
        }
        sa.withdraw();
        othersThan(sa.worker()).forEach(other -> sa.retractFrom(other, peerOf(sa)));
        events.raise(EventType.SA_REMOVED, sa, "reason", reason);
    }

    private void watchLastLease(Outbound sa, long leaseEnd) {
        long last = sa.sa().sequenceSpace().last();
        if (leaseEnd >= last) {
            events.raise(EventType.SA_SEQUENCE_LOW, sa, "left", last - sa.sa().sequence());
            lifetimes.awaitExhaustion(sa);
        }
    }
}
