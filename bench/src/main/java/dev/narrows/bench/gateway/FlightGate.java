package dev.narrows.bench.gateway;

import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import java.util.List;

/**
 * Lets a part of a capture begin while few packets are on their way from one worker to another: one that is faster for
 * a while waits, and does not fill the other's ring up.
 */
final class FlightGate implements Gate {
    /** With a part of each queue's capture more it is less than a ring holds. */
    private static final long MOST_ON_THEIR_WAY = 512;

    private final WorkerCounters[] workers;

    FlightGate(List<WorkerCounters> workers) {
        this.workers = workers.toArray(WorkerCounters[]::new);
    }

    @Override
    public boolean mayBegin(int part) {
        long onTheirWay = 0;
        for (WorkerCounters counters : workers) {
            onTheirWay -= counters.get(WorkerCounter.TAKEN_OVER);
        }
        for (WorkerCounters counters : workers) {
            onTheirWay += counters.get(WorkerCounter.HANDED_OVER);
        }
        return onTheirWay <= MOST_ON_THEIR_WAY;
    }
}
