package dev.narrows.control.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narrows.channel.CommandQueue;
import dev.narrows.channel.EventRing;
import dev.narrows.control.order.WorkerProxy;
import dev.narrows.stats.WorkerCounters;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sent and lost is lost, whatever a driver means by an error. */
final class TransmitFailuresTest {
    private final FakePort port = new FakePort(0);
    private final WorkerCounters counters = new WorkerCounters();
    private final TransmitFailures failures = new TransmitFailures(List.of(port), List.of(new WorkerProxy(
        0, new CommandQueue(2), new EventRing(1 << 12, counters), counters, null, List.of(), List.of())));

    @Test
    void shouldCountWhatWasTakenAndNotSent() {
        counters.addTaken(0, 100);
        port.sent(90, 10);
        assertEquals(10, failures.total());
    }

    /** As net_tap does: what is not taken is the worker's to drop, and counted there. */
    @Test
    void shouldNotCountAgainWhatADriverDidNotTake() {
        counters.addTaken(0, 90);
        port.sent(90, 10);
        assertEquals(0, failures.total());
    }

    @Test
    void shouldNotCountWhatIsStillInTheQueue() {
        counters.addTaken(0, 100);
        port.sent(60, 0);
        assertEquals(0, failures.total());
    }

    /** Counters of a driver and of a worker are not read at one instant. */
    @Test
    void shouldNeverTellLessThanBefore() {
        counters.addTaken(0, 100);
        port.sent(90, 10);
        failures.total();
        port.sent(122, 10);
        assertEquals(10, failures.total());
    }
}
