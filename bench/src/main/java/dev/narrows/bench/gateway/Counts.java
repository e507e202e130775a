package dev.narrows.bench.gateway;

import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The counters of all workers of a gateway at one moment, by their names.
 *
 * @param counters what they count besides drops.
 * @param drops    what they drop.
 */
record Counts(Map<String, Long> counters, Map<String, Long> drops) {
    static Counts of(List<WorkerCounters> workers) {
        Map<String, Long> counted = new LinkedHashMap<>();
        for (WorkerCounter counter : WorkerCounter.values()) {
            counted.put(counter.label(), workers.stream().mapToLong(counters -> counters.get(counter)).sum());
        }
        Map<String, Long> dropped = new LinkedHashMap<>();
        for (DropReason reason : DropReason.values()) {
            dropped.put(reason.label(), workers.stream().mapToLong(counters -> counters.get(reason)).sum());
        }
        return new Counts(counted, dropped);
    }

    /** {@return what was received or made, and neither sent nor dropped; 0 between two duty cycles} */
    long unaccounted() {
        return counters.get(WorkerCounter.RECEIVED.label()) + counters.get(WorkerCounter.MADE.label())
            - counters.get(WorkerCounter.SENT.label()) - sum(drops);
    }

    /** {@return how many more packets were dropped than before, for any reason} */
    long dropsSince(Counts before) {
        return sum(drops) - sum(before.drops);
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** {@return every reason for which packets were dropped, and how many} */
    String dropped() {
        Map<String, Long> none = new LinkedHashMap<>();
        drops.keySet().forEach(name -> none.put(name, 0L));
        return text("", drops, none);
    }

    /** {@return every counter that moved, as {@code name=difference} and {@code drop.name=difference}} */
    String since(Counts before) {
        return text("", counters, before.counters) + text("drop.", drops, before.drops);
    }

    private static String text(String prefix, Map<String, Long> after, Map<String, Long> before) {
        StringBuilder text = new StringBuilder();
        after.forEach((name, value) -> {
            long difference = value - before.get(name);
            if (difference != 0) {
                text.append(' ').append(prefix).append(name).append('=').append(difference);
            }
        });
        return text.toString();
    }
}
