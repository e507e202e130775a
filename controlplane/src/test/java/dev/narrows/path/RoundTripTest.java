package dev.narrows.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class RoundTripTest {
    private final RoundTrip roundTrip = new RoundTrip();

    @Test
    void shouldWaitForAWhileBeforeAnythingIsKnown() {
        assertEquals(RoundTrip.INITIAL_NS, roundTrip.timeoutNs());
    }

    @Test
    void shouldStartWithThreeTimesTheFirstMeasurement() {
        roundTrip.measured(TimeUnit.MILLISECONDS.toNanos(100));
        assertEquals(TimeUnit.MILLISECONDS.toNanos(300), roundTrip.timeoutNs(), "RFC 6298 2.2");
    }

    @Test
    void shouldSettleOnSteadyPath() {
        for (int i = 0; i < 100; i++) {
            roundTrip.measured(TimeUnit.MILLISECONDS.toNanos(200));
        }
        long timeout = TimeUnit.NANOSECONDS.toMillis(roundTrip.timeoutNs());
        assertTrue(timeout >= 200 && timeout < 210, () -> timeout + " ms");
    }

    @Test
    void shouldStayWithinBounds() {
        roundTrip.measured(0);
        assertEquals(RoundTrip.MIN_NS, roundTrip.timeoutNs());
        for (int i = 0; i < 100; i++) {
            roundTrip.measured(TimeUnit.MINUTES.toNanos(1));
        }
        assertEquals(RoundTrip.MAX_NS, roundTrip.timeoutNs());
    }
}
