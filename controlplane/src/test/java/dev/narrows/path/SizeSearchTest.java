package dev.narrows.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.crypto.Algorithm;
import dev.narrows.path.SizeSearch.Progress;
import dev.narrows.pmtu.EspOverhead;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SizeSearchTest {
    private static final int MOST_ROUNDS = 8;

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void shouldFindEveryMtuInFewRounds(Algorithm algorithm) {
        for (int headers : new int[] {20, 28, 40, 48}) {
            ProbeSizes sizes = new ProbeSizes(new EspOverhead(headers, algorithm), 0, 64);
            for (int mtu = 600; mtu <= 9216; mtu += 7) {
                SizeSearch search = new SizeSearch(sizes, 576, 9216);
                int rounds = search(search, sizes, mtu);
                assertEquals(sizes.atMost(mtu), search.proved(), algorithm + " with " + headers + " at " + mtu);
                assertTrue(rounds <= MOST_ROUNDS, algorithm + " at " + mtu + " took " + rounds + " rounds");
            }
        }
    }

    @Test
    void shouldNeedOneRoundForTrueHint() {
        ProbeSizes sizes = sizes();
        for (int mtu = 576; mtu < 1500; mtu++) {
            SizeSearch search = new SizeSearch(sizes, 576, 1500);
            search.hint(mtu);
            assertEquals(1, search(search, sizes, mtu), "at " + mtu);
            assertEquals(sizes.atMost(mtu), search.proved());
        }
    }

    @Test
    void shouldNeverTryAboveTheTopNorBelowTheFloorButForTheSmallest() {
        Random random = new Random(4);
        for (int i = 0; i < 2_000; i++) {
            ProbeSizes sizes = sizes();
            SizeSearch search = new SizeSearch(sizes, 576, 1300);
            int mtu = 100 + random.nextInt(1500);
            for (int hints = random.nextInt(12); hints > 0; hints--) {
                search.hint(random.nextInt(70_000));
            }
            Progress progress = Progress.GOES_ON;
            while (progress == Progress.GOES_ON) {
                ProbeRound round = search.nextRound();
                for (int size : round.nextAttempt()) {
                    assertTrue(size == sizes.smallest() || (size >= 576 && size <= 1300), "tried " + size);
                }
                progress = search.take(played(round, mtu));
            }
            assertEquals(mtu < 576 ? SizeSearch.NOTHING : sizes.atMost(Math.min(mtu, 1300)), search.proved());
        }
    }

    @Test
    void shouldFollowPathThatShrinksBelowWhatWasProved() {
        ProbeSizes sizes = sizes();
        SizeSearch search = new SizeSearch(sizes, 576, 1500);
        search.take(played(search.nextRound(), 1400));
        search.take(played(search.nextRound(), 1400));
        assertTrue(search.proved() > 1300);
        search(search, sizes, 800);
        assertEquals(800, search.proved());
    }

    @Test
    void shouldTakeLateAnswerForWhatItProves() {
        ProbeSizes sizes = sizes();
        SizeSearch search = new SizeSearch(sizes, 576, 1500);
        search.take(played(search.nextRound(), 1000));
        search.arrivedLate(1496);
        search(search, sizes, 1496);
        assertEquals(1496, search.proved());
    }

    @Test
    void shouldKnowNothingWhereThePeerFallsSilent() {
        SizeSearch search = new SizeSearch(sizes(), 576, 1500);
        assertEquals(Progress.SILENT, search.take(played(search.nextRound(), 0)));
    }

    private static int search(SizeSearch search, ProbeSizes sizes, int mtu) {
        int rounds = 0;
        Progress progress = Progress.GOES_ON;
        while (progress == Progress.GOES_ON) {
            progress = search.take(played(search.nextRound(), mtu));
            rounds++;
        }
        assertEquals(Progress.FOUND, progress, "at " + mtu + " of " + sizes);
        return rounds;
    }

    /** A round on a path that takes what is up to an MTU. */
    private static ProbeRound played(ProbeRound round, int mtu) {
        do {
            List<Integer> arrived = new ArrayList<>();
            for (int size : round.nextAttempt()) {
                if (size <= mtu) {
                    arrived.add(size);
                }
            }
            arrived.forEach(size -> round.answered(size, round.attempt()));
            if (!round.isOver()) {
                round.endAttempt();
            }
        } while (!round.isOver());
        return round;
    }

    private static ProbeSizes sizes() {
        return new ProbeSizes(new EspOverhead(20, Algorithm.AES_128_GCM_16), 0, 44);
    }
}
