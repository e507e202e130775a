package dev.narrows.bench.tester;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RecoveryTest {
    private static final long MILLI = 1_000_000;

    @Test
    void shouldBeImmediateWhereNothingIsLost() {
        assertEquals(0, new Recovery(100).millis());
    }

    @Test
    void shouldEndBeforeTheFirstTenQuietMilliseconds() {
        Recovery recovery = new Recovery(100);
        recovery.lose(0, 5);
        recovery.lose(3 * MILLI + 1, 1);
        recovery.lose(12 * MILLI, 1);
        recovery.lose(60 * MILLI, 2);

        assertEquals(13, recovery.millis());
        assertEquals(9, recovery.lost());
    }

    @Test
    void shouldNotFindWhatDidNotHappen() {
        Recovery recovery = new Recovery(30);
        for (int i = 0; i < 30; i += 9) {
            recovery.lose(i * MILLI, 1);
        }

        assertEquals(Recovery.NEVER, recovery.millis());
    }

    @Test
    void shouldTakeWhatIsEarlyOrLate() {
        Recovery recovery = new Recovery(20);
        recovery.lose(-5, 1);
        recovery.lose(1000 * MILLI, 1);

        assertEquals(1, recovery.millis());
        assertEquals(2, recovery.lost());
    }
}
