package dev.narrows.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkerCountersTest {
    private final WorkerCounters counters = new WorkerCounters();

    @Test
    void shouldKeepEveryCounterApart() {
        long value = 1;
        for (WorkerCounter counter : WorkerCounter.values()) {
            counters.add(counter, value++);
        }
        for (DropReason reason : DropReason.values()) {
            counters.add(reason, value++);
        }

        long expected = 1;
        for (WorkerCounter counter : WorkerCounter.values()) {
            assertEquals(expected++, counters.get(counter), counter.label());
        }
        for (DropReason reason : DropReason.values()) {
            assertEquals(expected++, counters.get(reason), reason.label());
        }
    }

    @Test
    void shouldSumDropsAndNothingElse() {
        counters.increment(WorkerCounter.RECEIVED);
        counters.increment(DropReason.BAD_ICV);
        counters.increment(DropReason.BAD_ICV);
        counters.increment(DropReason.BAD_ICMP);

        assertEquals(3, counters.dropped());
        assertEquals(1, counters.get(WorkerCounter.RECEIVED));
    }

    @Test
    void shouldNameAndDescribeEveryReasonOnce() {
        Set<String> labels = new HashSet<>();
        for (DropReason reason : DropReason.values()) {
            assertTrue(reason.label().matches("[a-z0-9]+(-[a-z0-9]+)*"), reason.label());
            assertTrue(labels.add(reason.label()), reason.label());
            assertTrue(reason.description().length() > 10, reason.label());
        }
    }
}
