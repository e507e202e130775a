package dev.narrows.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.wire.IpAddress;
import dev.narrows.worker.LinkLimiter.Standing;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LinkLimiterTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long PEER = IpAddress.parse("192.0.2.1").low();

    private final LinkLimiter limiter = new LinkLimiter();
    private long now = Long.MAX_VALUE - SECOND / 2;

    @BeforeEach
    void start() {
        limiter.begin(now);
    }

    @Test
    void shouldGiveEachAddressItsOwnAndFillEvenly() {
        assertEquals(LinkLimiter.PER_ADDRESS, takes(Standing.STRANGER, 0, PEER, 1000));
        assertTrue(limiter.tryTake(Standing.STRANGER, 0x2001_0DB8_0000_0000L, 1), "another address");
        after(SECOND / LinkLimiter.PER_ADDRESS);
        assertEquals(1, takes(Standing.STRANGER, 0, PEER, 1000));
        after(10 * SECOND);
        assertEquals(LinkLimiter.PER_ADDRESS, takes(Standing.STRANGER, 0, PEER, 1000), "no more than a second's worth");
    }

    @Test
    void shouldNotLetAnyFloodOfStrangersTakeFromNeighboursInUse() {
        int taken = 0;
        for (int i = 0; i < 300_000; i++) {
            taken += limiter.tryTake(Standing.STRANGER, 0, IpAddress.mapped(i)) ? 1 : 0;
        }
        assertEquals(Standing.STRANGER.perSecond(), taken);
        assertFalse(limiter.tryTake(Standing.STRANGER, 0, PEER));
        assertEquals(LinkLimiter.PER_ADDRESS, takes(Standing.ANSWERING, 0, PEER, 100));
        assertEquals(LinkLimiter.PER_ADDRESS, takes(Standing.KNOWN, 0, PEER, 100));
        assertEquals(LinkLimiter.PER_ADDRESS, takes(Standing.NEXT_HOP, 0, PEER, 100));
    }

    @Test
    void shouldSpreadTheLimitOfAllOverTheSecond() {
        for (int i = 0; i < 300_000; i++) {
            limiter.tryTake(Standing.STRANGER, 0, IpAddress.mapped(i));
        }
        int taken = 0;
        for (int ms = 0; ms < 1000; ms++) {
            after(TimeUnit.MILLISECONDS.toNanos(1));
            for (int i = 0; i < 300; i++) {
                taken += limiter.tryTake(Standing.STRANGER, 0, IpAddress.mapped(1000 * ms + i)) ? 1 : 0;
            }
        }
        assertEquals(Standing.STRANGER.perSecond(), taken, 1);
    }

    private int takes(Standing standing, long high, long low, int tries) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += limiter.tryTake(standing, high, low) ? 1 : 0;
        }
        return taken;
    }

    private void after(long ns) {
        now += ns;
        limiter.begin(now);
    }
}
