package dev.narrows.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.narrows.sa.Endpoints;
import dev.narrows.wire.IpAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PathTest {
    private static final Moment START = new Moment(Long.MAX_VALUE - 1_000, 1_700_000_000_000L);
    private static final IpAddress REPORTER = IpAddress.parse("192.0.1.9");

    private final Path path = new Path(
        3, Endpoints.of(IpAddress.parse("192.0.1.2"), IpAddress.parse("192.0.2.2")), 1500, START);

    @Test
    void shouldStartWithTheLink() {
        assertEquals(1500, path.effectiveMtu());
        assertEquals(Path.UNCONFIRMED, path.confirmedMtu());
        assertEquals(Evidence.LINK, path.evidence());
        assertEquals(Probing.OFF, path.probing());
        assertEquals(START, path.since());
        assertNull(path.until());
    }

    @Test
    void shouldHoldWhatItWasChangedTo() {
        Moment now = START.plus(Duration.ofSeconds(5));
        path.change(1400, Evidence.TOO_BIG, REPORTER, now, now.plus(Duration.ofMinutes(10)));
        assertEquals(1400, path.effectiveMtu());
        assertEquals(Evidence.TOO_BIG, path.evidence());
        assertEquals(REPORTER, path.claimedBy());
        assertEquals(now, path.since());
        assertEquals("2023-11-14T22:23:25Z", path.until().toString());
    }

    @Test
    void shouldNotHoldMoreConfirmedThanIsInUse() {
        path.confirm(1500);
        path.change(1400, Evidence.PROBE, null, START, START);
        assertEquals(Path.UNCONFIRMED, path.confirmedMtu());
        path.confirm(1396);
        path.change(1404, Evidence.PROBE, null, START, START);
        assertEquals(1396, path.confirmedMtu(), "what arrived still arrives");
    }

    @Test
    void shouldNeverBeAboveTheLink() {
        assertThrows(IllegalArgumentException.class, () -> path.change(1501, Evidence.PROBE, null, START, null));
        assertEquals(1500, path.effectiveMtu());
    }
}
