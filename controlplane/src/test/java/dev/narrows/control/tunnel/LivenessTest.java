package dev.narrows.control.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A peer that may be silent for ten seconds, on a clock that the test moves by a tenth of a second. */
class LivenessTest {
    private static final long TENTH = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long SILENCE = TimeUnit.SECONDS.toNanos(10);

    private long now = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(15);
    private final Liveness liveness = new Liveness(SILENCE, now);
    private int questions;

    /** Lets so many tenths of a second pass. */
    private void pass(int tenths, boolean isAnswered) {
        for (int i = 0; i < tenths; i++) {
            now += TENTH;
            liveness.decide(now);
            if (liveness.takeQuestion(now)) {
                questions++;
                if (isAnswered) {
                    liveness.answered(now);
                }
            }
        }
    }

    @Test
    void shouldAskFiveTimesWithinTheSilence() {
        pass(1000, true);
        assertEquals(50, questions);
        assertFalse(liveness.isAway());
    }

    @Test
    void shouldBeAwayWhenTheSilenceHasPassedAndBackWhenItHasAnsweredForAsLong() {
        pass(300, true);
        pass(75, false);
        assertFalse(liveness.isAway(), "its last answer came before");
        pass(25, false);
        assertTrue(liveness.isAway());
        pass(95, true);
        assertTrue(liveness.isAway(), "not before it has answered for as long");
        pass(30, true);
        assertFalse(liveness.isAway());
    }

    @Test
    void shouldStayAwayWhereItAnswersNowAndThen() {
        pass(130, false);
        for (int i = 0; i < 10; i++) {
            pass(50, true);
            pass(85, false);
            assertTrue(liveness.isAway());
        }
    }

    @Test
    void shouldStayThereWhereItAnswersNowAndThen() {
        for (int i = 0; i < 10; i++) {
            pass(25, true);
            pass(55, false);
            assertFalse(liveness.isAway());
        }
    }

    /** A process that was held up has asked nothing meanwhile, and answers may lie in its ring. */
    @Test
    void shouldNotTakeItsOwnPauseForSilence() {
        pass(100, true);
        now += 3 * SILENCE;
        liveness.decide(now);
        assertFalse(liveness.isAway());
        pass(50, true);
        assertFalse(liveness.isAway());
    }

    @Test
    void shouldNotCountWhileNothingCanBeAsked() {
        for (int i = 0; i < 1000; i++) {
            now += TENTH;
            liveness.cannotAsk(now);
        }
        pass(95, false);
        assertFalse(liveness.isAway());
        pass(30, false);
        assertTrue(liveness.isAway());
    }
}
