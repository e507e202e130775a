package dev.narrows.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A first link that takes packets of another size while the path is in use (RFC 8899 4.1: its MTU bounds every probe).
 */
final class PathLinkTest {
    private static final Duration A_WHILE = Duration.ofSeconds(3);
    private static final Duration OFTEN = Duration.ofMillis(20);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldFollowTheLinkDownAndUp(boolean isProbed) {
        SimulatedPath path = new SimulatedPath(ClaimPolicy.VERIFY, isProbed, 1);
        path.run(A_WHILE);
        path.link(1400);
        assertEquals(List.of("1500 to 1400 link"), path.changes);
        path.runWithTraffic(A_WHILE, OFTEN);
        path.mtu = 1500;
        path.link(1500);
        path.runWithTraffic(A_WHILE, OFTEN);
        assertEquals(List.of("1500 to 1400 link", "1400 to 1500 link"), path.changes);
        assertEquals(1500, path.path.linkMtu());
    }

    @Test
    void shouldKnowAgainWhatWasKnownOnceTheLinkTakesMoreThanThePath() {
        SimulatedPath path = new SimulatedPath(ClaimPolicy.VERIFY, false, 1);
        path.claim(1300, 1500, SimulatedPath.ROUTER);
        path.link(1200);
        path.link(1250);
        path.link(1400);
        assertEquals(List.of("1500 to 1300 too-big", "1300 to 1200 link", "1200 to 1250 link", "1250 to 1300 too-big"),
            path.changes);
        assertEquals(SimulatedPath.ROUTER, path.path.claimedBy());
        path.run(SimulatedPath.RAISE_AFTER.plusSeconds(1));
        assertEquals("1300 to 1400 link", path.changes.getLast(), "after a while a claim counts no more");
    }

    @Test
    void shouldForgetWhatIsTooOldOrOfAnotherWay() {
        SimulatedPath old = new SimulatedPath(ClaimPolicy.VERIFY, false, 1);
        old.claim(1300, 1500, SimulatedPath.ROUTER);
        old.link(1200);
        old.run(SimulatedPath.RAISE_AFTER.plusSeconds(1));
        old.link(1500);
        assertEquals("1200 to 1500 link", old.changes.getLast());

        SimulatedPath moved = new SimulatedPath(ClaimPolicy.VERIFY, false, 1);
        moved.claim(1300, 1500, SimulatedPath.ROUTER);
        moved.link(1200);
        moved.restart();
        moved.link(1500);
        assertEquals("1200 to 1500 link", moved.changes.getLast());
    }

    @Test
    void shouldStayBelowALinkThatTakesLessThanTheFloor() {
        SimulatedPath path = new SimulatedPath(ClaimPolicy.VERIFY, true, 1);
        path.run(A_WHILE);
        path.link(500);
        path.runWithTraffic(A_WHILE, OFTEN);
        assertEquals(500, path.path.effectiveMtu());
        path.mtu = 1500;
        path.link(1500);
        path.runWithTraffic(A_WHILE, OFTEN);
        assertEquals(1500, path.path.effectiveMtu());
    }

    /** A claim that waits for probes is decided by nobody once the sizes in question are others. */
    @Test
    void shouldEndASearchThatTheLinkOvertakes() {
        SimulatedPath path = new SimulatedPath(ClaimPolicy.VERIFY, true, 1);
        path.run(A_WHILE);
        path.claim(1450, 1500, SimulatedPath.FORGER);
        path.link(1400);
        assertEquals(1, path.count(ClaimVerdict.UNDECIDED));
        path.isAnswering = false;
        path.run(Duration.ofMinutes(2));
        assertEquals(1400, path.path.effectiveMtu());
        assertFalse(path.isSearching());
    }
}
