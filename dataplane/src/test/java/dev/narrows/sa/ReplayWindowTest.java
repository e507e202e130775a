package dev.narrows.sa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The replay window (RFC 4303 3.4.3), by a table and against a naive model. */
class ReplayWindowTest {
    private static final long LAST = 0xFFFF_FFFFL;

    /** What happens to a packet that authenticates. */
    private enum Fate {
        PASSES, SEEN, STALE
    }

    private record Step(int number, long sequence, Fate fate) {
    }

    /** In this order on one window of 64. */
    private static final Step[] TABLE = {
        new Step(1, 0, Fate.STALE),          // no sender uses zero
        new Step(2, 1, Fate.PASSES),
        new Step(3, 1, Fate.SEEN),
        new Step(4, 3, Fate.PASSES),         // a gap
        new Step(5, 2, Fate.PASSES),         // filled late
        new Step(6, 2, Fate.SEEN),
        new Step(7, 64, Fate.PASSES),        // 1 is now the left edge
        new Step(8, 1, Fate.SEEN),           // on the edge: still known
        new Step(9, 65, Fate.PASSES),
        new Step(10, 1, Fate.STALE),         // just beyond the edge
        new Step(11, 2, Fate.SEEN),
        new Step(12, 4, Fate.PASSES),        // near the edge, never seen
        new Step(13, 128, Fate.PASSES),
        new Step(14, 64, Fate.STALE),
        new Step(15, 65, Fate.SEEN),
        new Step(16, 66, Fate.PASSES),
        new Step(17, 127, Fate.PASSES),
        new Step(18, 128, Fate.SEEN),
        new Step(19, 10_000, Fate.PASSES),   // far ahead: all cleared
        new Step(20, 9_936, Fate.STALE),
        new Step(21, 9_937, Fate.PASSES),
        new Step(22, 9_999, Fate.PASSES),
        new Step(23, 9_999, Fate.SEEN),
        new Step(24, 10_128, Fate.PASSES),   // a whole bitmap further: the same bits
        new Step(25, 10_127, Fate.PASSES),
        new Step(26, 10_065, Fate.PASSES),
        new Step(27, 10_064, Fate.STALE),
        new Step(28, LAST - 1, Fate.PASSES),
        new Step(29, LAST, Fate.PASSES),
        new Step(30, LAST, Fate.SEEN),
        new Step(31, LAST - 64, Fate.STALE),
        new Step(32, LAST - 63, Fate.PASSES),
        new Step(33, 1, Fate.STALE),         // it does not wrap
    };

    @Test
    void shouldFollowTheTruthTable() {
        ReplayWindow window = new ReplayWindow(64);
        for (Step step : TABLE) {
            assertEquals(step.fate, receive(window, step.sequence), () -> "step " + step);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 64, 128, 1024, 4096, 65536})
    void shouldAgreeWithANaiveModel(int size) {
        for (long seed = 1; seed <= 4; seed++) {
            Random random = new Random(seed);
            ReplayWindow window = new ReplayWindow(size);
            Set<Long> seen = new HashSet<>();
            long highest = 0;
            for (int i = 0; i < 50_000; i++) {
                long sequence = next(random, highest, size);
                Fate expected = fate(seen, highest, size, sequence);
                assertEquals(expected, receive(window, sequence),
                    "seed " + seed + " size " + size + " packet " + i + " sequence " + sequence);
                if (expected == Fate.PASSES) {
                    seen.add(sequence);
                    highest = Math.max(highest, sequence);
                }
                assertEquals(highest, window.highestSequence());
            }
        }
    }

    @Test
    void shouldPassOneOfEightCopiesInABurst() {
        ReplayWindow window = new ReplayWindow(32);
        int passed = 0;
        for (int copy = 0; copy < 8; copy++) {
            passed += receive(window, 77) == Fate.PASSES ? 1 : 0;
        }
        assertEquals(1, passed);
    }

    @Test
    void shouldChangeNothingByChecking() {
        ReplayWindow window = new ReplayWindow(32);
        window.commit(40);
        for (long sequence = 0; sequence < 200; sequence++) {
            window.isStale(sequence);
            window.isSeen(sequence);
        }
        assertEquals(40, window.highestSequence());
        assertFalse(window.isSeen(41));
        assertTrue(window.isSeen(40));
        assertFalse(window.isSeen(39));
    }

    @Test
    void shouldRefuseOtherSizes() {
        for (int size : new int[] {Integer.MIN_VALUE, -64, 0, 1, 16, 31, 33, 100, 65535, 65537, 131072}) {
            assertThrows(IllegalArgumentException.class, () -> new ReplayWindow(size), () -> "size " + size);
        }
    }

    private static Fate receive(ReplayWindow window, long sequence) {
        if (window.isStale(sequence)) {
            return Fate.STALE;
        }
        if (window.isSeen(sequence)) {
            return Fate.SEEN;
        }
        window.commit(sequence);
        return Fate.PASSES;
    }

    private static Fate fate(Set<Long> seen, long highest, int size, long sequence) {
        if (sequence == 0 || sequence <= highest - size) {
            return Fate.STALE;
        }
        return seen.contains(sequence) ? Fate.SEEN : Fate.PASSES;
    }

    /** Mostly around the highest number and the left edge, at times far ahead, at times anywhere. */
    private static long next(Random random, long highest, int size) {
        long sequence = switch (random.nextInt(12)) {
            case 0 -> highest - size + random.nextInt(9) - 4;
            case 1 -> highest + random.nextInt(3 * size);
            case 2 -> random.nextInt(200) == 0 ? highest + random.nextInt(1 << 22) : highest + 1;
            case 3, 4, 5, 6 -> highest - random.nextInt(size + 8);
            default -> highest + 1 + random.nextInt(3);
        };
        return Math.clamp(sequence, 0, LAST);
    }
}
