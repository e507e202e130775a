package dev.narrows.pmtu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.allocation.Allocation;
import dev.narrows.wire.IpAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Buckets under a clock that the test moves. */
class IcmpErrorLimiterTest {
    private static final long SEED = 0x4C49_4D49_54L;
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int SOURCE = 0x0A010002;

    private final IcmpErrorLimiter limiter = new IcmpErrorLimiter(10, 1000, SEED);

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 250_000_000L})
    void shouldAllowASecondsWorthAtOnceAndThenRefillEvenly(long start) {
        assertEquals(10, taken(SOURCE, 100, start));
        assertEquals(0, taken(SOURCE, 100, start + 100 * MILLISECOND - 1));
        assertEquals(1, taken(SOURCE, 100, start + 100 * MILLISECOND));
        assertEquals(0, taken(SOURCE, 100, start + 200 * MILLISECOND - 1));
        assertEquals(4, taken(SOURCE, 100, start + 500 * MILLISECOND));
        assertEquals(10, taken(SOURCE, 100, start + 1500 * MILLISECOND));
    }

    @Test
    void shouldSaveNoMoreThanASecondsWorthHoweverLongItIsIdle() {
        long now = Long.MAX_VALUE - 5;
        assertEquals(10, taken(SOURCE, 100, now));
        long years = TimeUnit.DAYS.toNanos(365);
        for (long idle : new long[] {2 * SECOND, TimeUnit.DAYS.toNanos(1), years, 100 * years, 100 * years}) {
            now += idle;
            assertEquals(10, taken(SOURCE, 100, now), "after " + idle + " ns");
        }
    }

    @Test
    void shouldSilenceOnlyTheSourceThatFloods() {
        int attacker = 0x0B0B0B0B;
        int attackersShare = 0;
        for (int step = 0; step < 1000; step++) {
            long now = step * 10L * MILLISECOND;
            attackersShare += taken(attacker, 1000, now);
            assertTrue(step % 100 != 0 || taken(SOURCE + step, 10, now) == 10, "step " + step);
        }
        assertEquals(10 + 99, attackersShare);
    }

    @Test
    void shouldLimitInAllHoweverManySourcesThereAre() {
        int taken = 0;
        for (int source = 1; source <= 5000; source++) {
            taken += taken(source, 1, 7);
        }
        assertEquals(800, taken, "a fifth is not for strangers");
        taken += taken(1, 1, 7 + SECOND / 2);
        for (int source = 1; source <= 5000; source++) {
            taken += taken(source, 1, 7 + SECOND / 2);
        }
        assertTrue(taken <= 1500, taken + " in half a second, of which a second's worth was saved up");
    }

    /** 100 flooding at 10 a second each, where there are 100 a second in all. */
    @ParameterizedTest
    @ValueSource(ints = {11, 50, 100, 300, 1000, 3000})
    void shouldGiveAQuietSourceItsShareHoweverManyFlood(int flooding) {
        IcmpErrorLimiter tight = new IcmpErrorLimiter(10, 100, SEED);
        Random random = new Random(flooding);
        int tried = 0;
        int told = 0;
        int inAll = 0;
        long end = 60 * SECOND;
        for (long now = 0; now < end; now += MILLISECOND) {
            for (int i = 0; i < 2; i++) {
                inAll += tight.tryTake(0, IpAddress.mapped(0x0B000000 + random.nextInt(flooding)), now) ? 1 : 0;
            }
            if (now >= 5 * SECOND && now % (1500 * MILLISECOND) == 0) {
                tried++;
                // As TCP does, once more after a while.
                boolean isTold = tight.tryTake(0, IpAddress.mapped(SOURCE), now)
                    || tight.tryTake(0, IpAddress.mapped(SOURCE), now + MILLISECOND / 2);
                told += isTold ? 1 : 0;
            }
        }
        assertTrue(inAll + told >= 59 * 100 && inAll + told <= 61 * 100, inAll + " and " + told + " in a minute");
        int share = 55 * 100 / (flooding + 1);
        assertTrue(told >= Math.min(tried - 1, share * 3 / 4), told + " of " + tried + ", share " + share);
    }

    /** Sources that come but once, forged, many times as many as there are tokens. */
    @ParameterizedTest
    @ValueSource(ints = {1, 10, 50})
    void shouldNotLetForgedSourcesSilenceOneThatRepeatsItself(int aMillisecond) {
        IcmpErrorLimiter tight = new IcmpErrorLimiter(10, 100, SEED);
        int forged = 0x0C000000;
        int tried = 0;
        int told = 0;
        for (long now = 0; now < 60 * SECOND; now += MILLISECOND) {
            for (int i = 0; i < aMillisecond; i++) {
                tight.tryTake(0, IpAddress.mapped(forged), now);
                forged += 3;
            }
            if (now % (500 * MILLISECOND) == 0) {
                tried++;
                told += tight.tryTake(0, IpAddress.mapped(SOURCE), now) ? 1 : 0;
            }
        }
        assertTrue(told >= tried / 4, told + " of " + tried);
    }

    @Test
    void shouldChargeTheOthersNothingForWhatASourceIsRefused() {
        IcmpErrorLimiter tight = new IcmpErrorLimiter(1, 2, SEED);
        assertTrue(tight.tryTake(0, IpAddress.mapped(1), 0));
        for (int i = 0; i < 1000; i++) {
            assertFalse(tight.tryTake(0, IpAddress.mapped(1), 0));
        }
        assertTrue(tight.tryTake(0, IpAddress.mapped(2), 0));
    }

    @Test
    void shouldChargeASourceNothingForWhatIsRefusedInAll() {
        IcmpErrorLimiter tight = new IcmpErrorLimiter(1, 2, SEED);
        assertTrue(tight.tryTake(0, IpAddress.mapped(1), 0));
        assertTrue(tight.tryTake(0, IpAddress.mapped(2), 0));
        assertFalse(tight.tryTake(0, IpAddress.mapped(3), 0));
        assertTrue(tight.tryTake(0, IpAddress.mapped(3), SECOND / 2),
            "there is one in all again, and the third has never had one");
    }

    @Test
    void shouldLetASourceShareABucketWhereAllItsNeighboursAreInUseAndOwnItLater() {
        for (long seed = 0; seed < 100; seed++) {
            IcmpErrorLimiter crowded = new IcmpErrorLimiter(1, 4000, seed);
            for (int source = 1; source <= 3000; source++) {
                if (!crowded.tryTake(0, IpAddress.mapped(source), 0)) {
                    assertFalse(crowded.tryTake(0, IpAddress.mapped(source), SECOND - 1), "seed " + seed);
                    assertTrue(crowded.tryTake(0, IpAddress.mapped(source), SECOND),
                        "the bucket is full again, seed " + seed);
                    return;
                }
            }
        }
        throw new AssertionError("no collision with any seed: the test is wrong");
    }

    @Test
    void shouldEmptyASharedBucketForItsOwnerAndForTheOther() {
        int seedsWithSharing = 0;
        for (long seed = 0; seed < 20; seed++) {
            IcmpErrorLimiter crowded = new IcmpErrorLimiter(2, 8000, seed);
            int most = 4500;
            int taken = 0;
            for (int source = 1; source <= most; source++) {
                taken += crowded.tryTake(0, IpAddress.mapped(source), 0) ? 1 : 0;
            }
            if (taken < most) {
                continue;
            }
            for (int source = 1; source <= most; source++) {
                taken += crowded.tryTake(0, IpAddress.mapped(source), SECOND / 2 - 1) ? 1 : 0;
            }
            int refused = 2 * most - taken;
            assertEquals(0, refused % 2, "both who share a bucket have had its two tokens, seed " + seed);
            seedsWithSharing += refused > 0 ? 1 : 0;
        }
        assertTrue(seedsWithSharing > 0);
    }

    @Test
    void shouldShareOnlyRarelyUnderAFloodOfForgedSources() {
        int shared = 0;
        for (long seed = 0; seed < 100; seed++) {
            IcmpErrorLimiter flooded = new IcmpErrorLimiter(1, 1000, seed);
            for (int source = 0; source < 800; source++) {
                shared += flooded.tryTake(0, IpAddress.mapped(0x0C000000 + source * 7), 0) ? 0 : 1;
            }
        }
        assertTrue(shared < 100 * 800 / 100, shared + " of 80000 refused, which is over a percent");
    }

    @Test
    void shouldAllowExactlyWhatSeparateBucketsAllow() {
        Random random = new Random(SEED);
        Map<Integer, Long> fullAt = new HashMap<>();
        long now = Long.MAX_VALUE - 30 * SECOND;
        long origin = now;
        int allowed = 0;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextInt((int)(5 * MILLISECOND));
            int source = SOURCE + random.nextInt(20);
            long elapsed = now - origin;
            long full = Math.max(elapsed, fullAt.getOrDefault(source, 0L));
            boolean expected = full + SECOND / 10 - elapsed <= SECOND;
            if (expected) {
                fullAt.put(source, full + SECOND / 10);
                allowed++;
            }
            assertEquals(expected, limiter.tryTake(0, IpAddress.mapped(source), now), "seed " + SEED + ", step " + i);
        }
        assertTrue(allowed > 1000 && allowed < 19_000, allowed + " allowed");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, IcmpErrorLimiter.MAX_RATE + 1, Integer.MAX_VALUE})
    void shouldRefuseRatesThatMakeNoSense(int rate) {
        assertThrows(IllegalArgumentException.class, () -> new IcmpErrorLimiter(rate, 1000, SEED));
        assertThrows(IllegalArgumentException.class, () -> new IcmpErrorLimiter(10, rate, SEED));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 999, IcmpErrorLimiter.MAX_RATE})
    void shouldKeepToTheRate(int rate) {
        IcmpErrorLimiter one = new IcmpErrorLimiter(rate, IcmpErrorLimiter.MAX_RATE, SEED);
        int taken = 0;
        for (long now = 0; now < 4 * SECOND; now += SECOND / rate / 2) {
            taken += one.tryTake(0, IpAddress.mapped(SOURCE), now) ? 1 : 0;
        }
        assertTrue(taken >= 4 * rate && taken <= 5 * rate + 1, taken + " in 4 seconds, of which one is saved up");
    }

    @Test
    void shouldCountAllOfASlash64AsOneSource() {
        for (int host = 0; host < 100; host++) {
            assertEquals(host < 10, limiter.tryTake(0x2001_0DB8_0000_0001L, host, 0), "host " + host);
        }
        assertTrue(limiter.tryTake(0x2001_0DB8_0000_0002L, 1, 0), "another /64");
        assertEquals(10, taken(SOURCE, 20, 0), "IPv4");
    }

    @Test
    void shouldDecideWithoutAllocation() {
        long[] now = new long[1];
        assertEquals(0, Allocation.perRun(() -> {
            for (int i = 0; i < 2000; i++) {
                now[0] += MILLISECOND / 4;
                limiter.tryTake(0, IpAddress.mapped(i * 31), now[0]);
            }
        }));
    }

    private int taken(int source, int attempts, long now) {
        int taken = 0;
        for (int i = 0; i < attempts; i++) {
            taken += limiter.tryTake(0, IpAddress.mapped(source), now) ? 1 : 0;
        }
        return taken;
    }
}
