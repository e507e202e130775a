package dev.narrows.pmtu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ClaimLimiterTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int FLOOD = 100_000;
    /** The clock overflows in the first second. */
    private static final long START = Long.MAX_VALUE - SECOND / 2;

    private final ClaimLimiter limiter = new ClaimLimiter();

    @Test
    void shouldTakeOneSecondsWorthAtOnce() {
        assertEquals(ClaimLimiter.UNKNOWN_PER_SECOND, taken(false, START, 0));
        assertEquals(ClaimLimiter.KNOWN_PER_SECOND, taken(true, START, 0));
    }

    @Test
    void shouldTakeTheRateOverLongerTimes() {
        long first = taken(false, START, SECOND / FLOOD);
        assertTrue(first <= 2L * ClaimLimiter.UNKNOWN_PER_SECOND, () -> first + " in the first second");
        for (int second = 1; second < 5; second++) {
            long taken = taken(false, START + second * SECOND, SECOND / FLOOD);
            assertTrue(Math.abs(taken - ClaimLimiter.UNKNOWN_PER_SECOND) <= 1, () -> taken + " in a second");
        }
    }

    @Test
    void shouldNotLetForgeriesStandInTheWayOfOthers() {
        taken(false, START, 0);
        assertFalse(limiter.tryTake(false, START));
        assertTrue(limiter.tryTake(true, START));
    }

    @Test
    void shouldNotGatherMoreThanOneSecondsWorth() {
        taken(true, START, 0);
        assertEquals(ClaimLimiter.KNOWN_PER_SECOND, taken(true, START + 3600 * SECOND, 0));
    }

    private long taken(boolean isKnown, long from, long apart) {
        long taken = 0;
        for (int i = 0; i < FLOOD; i++) {
            if (limiter.tryTake(isKnown, from + i * apart)) {
                taken++;
            }
        }
        return taken;
    }
}
