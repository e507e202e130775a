package dev.narrows.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.sa.Endpoints;
import dev.narrows.wire.IpAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PathTest {
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    /** Close to where nanoseconds overflow, which a monotonic clock may be. */
    private static final Moment START = new Moment(Long.MAX_VALUE - 1_000, 1_700_000_000_000L);

    private final Path path = new Path(
        3, Endpoints.of(IpAddress.parse("192.0.1.2"), IpAddress.parse("192.0.2.2")), 1500, START);

    @Test
    void shouldStartWithTheLink() {
        assertEquals(1500, path.effectiveMtu());
        assertEquals(Evidence.LINK, path.evidence());
        assertEquals(START, path.since());
        assertNull(path.until());
    }

    @Test
    void shouldAdoptClaimUntilItIsTooOld() {
        Moment now = START.plus(Duration.ofSeconds(5));
        path.believe(1400, reporter(9), now, TEN_MINUTES);
        assertEquals(1400, path.effectiveMtu());
        assertEquals(Evidence.TOO_BIG, path.evidence());
        assertEquals(reporter(9), path.claimedBy());
        assertEquals(now, path.since());
        assertEquals("2023-11-14T22:23:25Z", path.until().toString());
    }

    @Test
    void shouldReturnToTheLinkExactlyWhenDue() {
        path.believe(1400, reporter(9), START, TEN_MINUTES);
        Moment due = START.plus(TEN_MINUTES);
        assertFalse(path.raiseIfDue(START));
        assertFalse(path.raiseIfDue(new Moment(due.nanos() - 1, due.epochMillis())));
        assertEquals(1400, path.effectiveMtu());
        assertTrue(path.raiseIfDue(due));
        assertEquals(1500, path.effectiveMtu());
        assertEquals(Evidence.LINK, path.evidence());
        assertNull(path.claimedBy());
        assertEquals(due, path.since());
        assertNull(path.until());
        assertFalse(path.raiseIfDue(due.plus(TEN_MINUTES)));
    }

    @Test
    void shouldStartTheTimeAgainWithLesserClaim() {
        path.believe(1400, reporter(9), START, TEN_MINUTES);
        Moment later = START.plus(Duration.ofMinutes(9));
        path.believe(1300, reporter(8), later, TEN_MINUTES);
        assertEquals(1300, path.effectiveMtu());
        assertEquals(reporter(8), path.claimedBy());
        assertFalse(path.raiseIfDue(START.plus(TEN_MINUTES)));
        assertTrue(path.raiseIfDue(later.plus(TEN_MINUTES)));
        assertEquals(1500, path.effectiveMtu());
    }

    @Test
    void shouldBelieveAgainAfterReturning() {
        path.believe(1400, reporter(9), START, TEN_MINUTES);
        assertTrue(path.raiseIfDue(START.plus(TEN_MINUTES)));
        path.believe(1450, reporter(7), START.plus(TEN_MINUTES), TEN_MINUTES);
        assertEquals(1450, path.effectiveMtu());
        assertEquals(Evidence.TOO_BIG, path.evidence());
    }

    @Test
    void shouldNeverBeRaisedByClaim() {
        assertThrows(IllegalArgumentException.class, () -> path.believe(1500, reporter(9), START, TEN_MINUTES));
        path.believe(1400, reporter(9), START, TEN_MINUTES);
        assertThrows(IllegalArgumentException.class, () -> path.believe(1401, reporter(9), START, TEN_MINUTES));
        assertEquals(1400, path.effectiveMtu());
    }

    private static IpAddress reporter(int last) {
        return IpAddress.ofIpv4(0xC0000100 | last);
    }
}
