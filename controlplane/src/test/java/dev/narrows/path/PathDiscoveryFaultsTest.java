package dev.narrows.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The discovery on paths that lose, repeat, delay and reorder probes, answers and claims. */
final class PathDiscoveryFaultsTest {
    private static final int PATHS = 200;
    private static final Duration OFTEN = Duration.ofMillis(50);
    private static final Duration LONG_ENOUGH = SimulatedPath.VALIDATE_EVERY.plus(Duration.ofSeconds(5));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldFindTheTruthWhateverIsLostAndDelayed(long seed) {
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < PATHS; i++) {
            SimulatedPath path = faulty(seed * PATHS + i);
            path.run(Duration.ofSeconds(3));
            path.mtu = 577 + path.random.nextInt(SimulatedPath.LINK - 577);
            path.isTalking = path.random.nextBoolean();
            path.runWithTraffic(LONG_ENOUGH, OFTEN);
            if (path.path.effectiveMtu() > path.mtu || path.least < path.truth()) {
                wrong.add("path " + i + " of " + path.mtu + ": " + path.changes + path.probings);
            }
        }
        assertEquals(List.of(), wrong);
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void shouldNeverGoBelowTheTruthForEavesdropper(long seed) {
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < PATHS; i++) {
            SimulatedPath path = faulty(seed * PATHS + i);
            path.run(Duration.ofSeconds(3));
            int leastTruth = path.truth();
            for (int step = 0; step < 40; step++) {
                if (path.random.nextInt(10) == 0) {
                    path.mtu = 577 + path.random.nextInt(SimulatedPath.LINK - 577);
                    leastTruth = Math.min(leastTruth, path.truth());
                }
                path.claim(576 + path.random.nextInt(900), SimulatedPath.LINK, SimulatedPath.FORGER);
                path.runWithTraffic(Duration.ofMillis(500), OFTEN);
            }
            if (path.least < leastTruth) {
                wrong.add("path " + i + ", never below " + leastTruth + ": " + path.changes);
            }
        }
        assertEquals(List.of(), wrong);
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8})
    void shouldFollowPathThatFlaps(long seed) {
        SimulatedPath path = new SimulatedPath(ClaimPolicy.VERIFY, true, seed);
        path.run(Duration.ofSeconds(3));
        for (int flap = 0; flap < 50; flap++) {
            path.mtu = flap % 2 == 0 ? 1300 : 1500;
            path.isTalking = path.random.nextBoolean();
            path.runWithTraffic(flap % 2 == 0 ? LONG_ENOUGH : Duration.ofSeconds(2), OFTEN);
            assertTrue(path.least >= 1300, path.changes::toString);
            assertTrue(flap % 2 == 1 || path.path.effectiveMtu() == 1300, path.changes::toString);
        }
        path.runWithTraffic(SimulatedPath.RAISE_AFTER.plus(Duration.ofSeconds(5)), OFTEN);
        assertEquals(1500, path.path.effectiveMtu());
    }

    /** Up to 5 % lost each way, up to 20 % sent twice, delayed by up to 80 ms and the claims by up to a second. */
    private static SimulatedPath faulty(long seed) {
        SimulatedPath path = new SimulatedPath(ClaimPolicy.VERIFY, true, seed);
        path.loss = path.random.nextDouble() * 0.05;
        path.duplication = path.random.nextDouble() * 0.2;
        path.delay = Duration.ofMillis(1 + path.random.nextInt(50));
        path.jitter = Duration.ofMillis(1 + path.random.nextInt(30));
        path.icmpDelay = Duration.ofMillis(path.random.nextInt(1000));
        return path;
    }
}
