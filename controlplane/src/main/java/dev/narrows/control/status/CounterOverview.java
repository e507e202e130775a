package dev.narrows.control.status;

import dev.narrows.control.link.TransmitFailures;
import dev.narrows.control.order.WorkerProxy;
import dev.narrows.control.view.CountersView;
import dev.narrows.neighbor.NeighborTable;
import dev.narrows.path.ClaimVerdict;
import dev.narrows.path.PathTable;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * Adds up what workers and the control plane count.
 */
public final class CounterOverview {
    private static final Set<WorkerCounter> BALANCE =
        EnumSet.of(WorkerCounter.RECEIVED, WorkerCounter.MADE, WorkerCounter.SENT);
    private static final Set<WorkerCounter> ICMP =
        EnumSet.of(WorkerCounter.TOO_BIG_SENT, WorkerCounter.ICMP_LIMITED, WorkerCounter.ICMP_FORBIDDEN);
    private static final Set<WorkerCounter> EVENTS = events();

    private final List<WorkerProxy> workers;
    private final TransmitFailures failures;
    private final PoolProbe pool;
    private final PathTable paths;
    private final NeighborTable neighbors;
    private final Map<String, String> descriptions = new LinkedHashMap<>();

    /**
     * Counters of everything.
     *
     * @param workers   all of them.
     * @param failures  what drivers could not send.
     * @param pool      the packet pool.
     * @param paths     what is known of paths.
     * @param neighbors the neighbours.
     */
    public CounterOverview(List<WorkerProxy> workers, TransmitFailures failures, PoolProbe pool, PathTable paths,
        NeighborTable neighbors) {
        this.workers = workers;
        this.failures = failures;
        this.pool = pool;
        this.paths = paths;
        this.neighbors = neighbors;
        describe();
    }

    /** {@return everything that is counted} */
    public CountersView counters() {
        CountersView.Worker all = of(workers);
        Map<String, Long> events = new LinkedHashMap<>(all.events());
        events.put("commands-deferred", sum(workers, WorkerProxy::deferred));
        events.put("commands-lost", sum(workers, WorkerProxy::lost));
        events.put("address-conflicts", neighbors.conflicts());
        events.put("neighbour-frames-dropped", neighbors.framesDropped());
        long failed = failures.total();
        Map<String, Long> drops = new LinkedHashMap<>(all.drops());
        drops.put(DropReason.TRANSMIT_FAILED.label(), failed);
        CountersView.Packets packets = new CountersView.Packets(all.packets().received(), all.packets().made(),
            all.packets().sent() - failed, all.packets().dropped() + failed);
        return new CountersView(packets, drops, events, all.icmp(), claims(),
            workers.stream().map(worker -> of(List.of(worker))).toList(),
            pool.inUse() + sum(workers, WorkerCounter.REASSEMBLING), pool.size(), descriptions);
    }

    private static CountersView.Worker of(List<WorkerProxy> some) {
        CountersView.Packets packets = new CountersView.Packets(sum(some, WorkerCounter.RECEIVED),
            sum(some, WorkerCounter.MADE), sum(some, WorkerCounter.SENT),
            sum(some, worker -> worker.counters().dropped()));
        Map<String, Long> drops = new LinkedHashMap<>();
        for (DropReason reason : DropReason.values()) {
            drops.put(reason.label(), sum(some, worker -> worker.counters().get(reason)));
        }
        return new CountersView.Worker(packets, drops, of(some, EVENTS), of(some, ICMP));
    }

    private Map<String, Long> claims() {
        Map<String, Long> claims = new LinkedHashMap<>();
        for (ClaimVerdict verdict : ClaimVerdict.values()) {
            claims.put(verdict.label(), paths.claims().get(verdict));
        }
        return claims;
    }

    private static Map<String, Long> of(List<WorkerProxy> some, Set<WorkerCounter> counters) {
        Map<String, Long> values = new LinkedHashMap<>();
        for (WorkerCounter counter : counters) {
            values.put(counter.label(), sum(some, counter));
        }
        return values;
    }

    private static long sum(List<WorkerProxy> some, WorkerCounter counter) {
        return sum(some, worker -> worker.counters().get(counter));
    }

    private static long sum(List<WorkerProxy> some, ToLongFunction<WorkerProxy> value) {
        return some.stream().mapToLong(value).sum();
    }

    private static Set<WorkerCounter> events() {
        EnumSet<WorkerCounter> others = EnumSet.complementOf(EnumSet.copyOf(BALANCE));
        others.removeAll(ICMP);
        return others;
    }

    private void describe() {
        for (WorkerCounter counter : WorkerCounter.values()) {
            descriptions.put(counter.label(), counter.description());
        }
        descriptions.put("commands-deferred", "Orders to workers kept and offered again, as their queue was full");
        descriptions.put("commands-lost",
            "Packets that workers were to send and were not told of, as their queue was full");
        descriptions.put("address-conflicts",
            "ARP or neighbour discovery in which somebody else claims an address of the gateway's");
        descriptions.put("neighbour-frames-dropped", "Packets given up while they waited for a next hop's answer");
        for (ClaimVerdict verdict : ClaimVerdict.values()) {
            descriptions.put(verdict.label(), verdict.description());
        }
        for (DropReason reason : DropReason.values()) {
            descriptions.put(reason.label(), reason.description());
        }
    }
}
