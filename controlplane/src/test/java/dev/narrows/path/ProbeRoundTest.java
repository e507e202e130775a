package dev.narrows.path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class ProbeRoundTest {
    private final ProbeRound round = new ProbeRound(100, 600, 1400, 1500);

    @Test
    void shouldEndWithTheFirstAnswerToTheLargest() {
        assertArrayEquals(new int[] {100, 600, 1400, 1500}, round.nextAttempt());
        round.answered(1500, 0);
        assertTrue(round.isOver());
        assertTrue(round.hasPassed());
        assertEquals(1500, round.largestPassed());
        assertEquals(Integer.MAX_VALUE, round.smallestFailed());
    }

    @Test
    void shouldFailWhatIsLostThriceWhileSmallerOnesArrive() {
        for (int attempt = 0; attempt < 3; attempt++) {
            round.nextAttempt();
            round.answered(100, attempt);
            if (attempt == 0) {
                round.answered(600, attempt);
            }
            assertFalse(round.isOver());
            assertEquals(2, round.endAttempt());
        }
        assertTrue(round.isOver());
        assertFalse(round.isSilent());
        assertEquals(600, round.largestPassed());
        assertEquals(1400, round.smallestFailed());
    }

    @Test
    void shouldAskAgainOnlyForWhatIsOpenAndAlwaysForTheSmallest() {
        round.nextAttempt();
        round.answered(600, 0);
        round.endAttempt();
        assertArrayEquals(new int[] {100, 1400, 1500}, round.nextAttempt());
    }

    @Test
    void shouldNotCountWhatIsLostTogetherWithEverythingSmaller() {
        for (int attempt = 0; attempt < 2; attempt++) {
            round.nextAttempt();
            assertEquals(4, round.endAttempt());
            assertTrue(round.isAttemptSilent());
        }
        for (int attempt = 2; attempt < 4; attempt++) {
            round.nextAttempt();
            round.answered(100, attempt);
            round.endAttempt();
            assertFalse(round.isAttemptSilent());
        }
        assertFalse(round.isOver(), "two losses that count");
        round.nextAttempt();
        round.answered(1500, 4);
        assertTrue(round.hasPassed());
    }

    @Test
    void shouldCallThePeerSilentAfterThreeAttemptsWithoutAnyAnswer() {
        for (int attempt = 0; attempt < 3; attempt++) {
            assertFalse(round.isOver());
            round.nextAttempt();
            round.endAttempt();
        }
        assertTrue(round.isOver());
        assertTrue(round.isSilent());
        assertEquals(0, round.largestPassed());
        assertEquals(Integer.MAX_VALUE, round.smallestFailed());
    }

    @Test
    void shouldTakeLateAnswerAsProofOfItsSizeAndNotAgainstOthers() {
        round.nextAttempt();
        round.endAttempt();
        round.nextAttempt();
        round.answered(1400, 0);
        round.endAttempt();
        assertTrue(round.isAttemptSilent(), "nothing of this attempt was answered");
        assertEquals(1400, round.largestPassed());
    }

    @Test
    void shouldComeToAnEndWhateverIsAnswered() {
        int attempts = 0;
        while (!round.isOver()) {
            round.nextAttempt();
            if (attempts % 3 == 2) {
                round.answered(100, attempts);
            }
            round.endAttempt();
            attempts++;
        }
        assertEquals(9, attempts);
    }
}
