package dev.narrows.pmtu;

import dev.narrows.wire.IpAddress;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.agrona.BitUtil;

/**
 * Limits the ICMP errors made here, for each source that caused them and in all (RFC 1812 4.3.2.8). One bucket for all
 * alone would let an attacker silence path MTU discovery for everybody.
 *
 * <p>With IPv6 all of a /64 is one source: a host has as many addresses there as it likes.
 *
 * <p>Each bucket holds one second's worth of tokens and fills evenly. A token is taken from the source's bucket and
 * from that for all together, or from neither: what the source's bucket refuses costs the others nothing, and what the
 * bucket for all refuses costs the source nothing.
 *
 * <p>What the bucket for all holds back for whom makes the share of each fair, however many flood it:
 * <ul>
 * <li>a source that was told just now leaves half of it to others, and less the longer ago that was, so that those who
 *     ask all the time share what is left with each other, and one who asks seldom finds a token;
 * <li>a source of which nothing is known leaves a fifth of it to those who were told before, so that forged sources,
 *     each another one, do not silence these;
 * <li>a source that was refused for this and asks again leaves nothing. What repeats itself is rarely forged.
 * </ul>
 *
 * <p>Sources' buckets stand in a table of fixed size. A source is hashed, with a seed that attackers do not know, to a
 * set of {@value #SET_SIZE} neighbours and to one of them as its home.
 * <ol>
 * <li>Where the set holds its bucket, that one serves.
 * <li>Else it takes over a bucket that is full again, that of the owner who was told longest ago: a full one is the
 *     same as a new one.
 * <li>Else it shares its home with that one's owner, and the two have one source's rate between them.
 * </ol>
 * A bucket that is not full lost a token within the last second. So no more than two seconds' worth of tokens in all
 * are ever out, and the table has at least twice as many buckets: sharing is rare even under a flood of forged sources.
 * Such a flood can still use up the limit in all, as it must.
 *
 * <p>Belongs to one thread. Allocates nothing after construction.
 */
public final class IcmpErrorLimiter {
    /** The highest rate that makes sense here, in packets per second. */
    public static final int MAX_RATE = 100_000;

    private static final int SET_SIZE = 4;
    private static final int BUCKETS_PER_TOKEN = 4;
    private static final int MIN_BUCKETS = 4096;
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    /** Whoever was told longer ago leaves no less than who was told then. */
    private static final long MEMORY = TimeUnit.HOURS.toNanos(1);
    private static final long NEVER = -1;
    /** Which part of the tokens in all whoever was told just now leaves to others; a second later half as many. */
    private static final int PART_LEFT_BY_TOLD = 2;
    /** Which part of them whoever is not known leaves. */
    private static final int PART_LEFT_BY_STRANGERS = 5;
    /** Sources that were refused, a power of two. */
    private static final int ASKERS = 4096;
    /** How long one of them is kept whoever else is refused. */
    private static final int ASKER_KEPT_MILLIS = 2000;

    /** Nanoseconds that a token takes to come back. */
    private final long sourceInterval;
    private final long totalInterval;
    private final long seed;
    private final int bucketMask;
    private final long[] sources;
    /** When each bucket is full again, on the limiter's own clock, which starts at zero. */
    private final long[] fullAt;
    /** When each bucket's owner was told last, on the same clock. */
    private final long[] toldAt;
    /** The upper half of a refused source's hash, and the lower half of the milliseconds when it was refused. */
    private final long[] askers = new long[ASKERS];
    private final int tokensInAll;
    private long totalFullAt;
    private long epoch;
    private boolean isStarted;

    /**
     * A limiter whose buckets are all full.
     *
     * @param perSourcePerSecond ICMP errors a second to one source, from 1 to {@link #MAX_RATE}.
     * @param totalPerSecond     ICMP errors a second in all, from 1 to {@link #MAX_RATE}.
     * @param seed               for the hash of sources; unpredictable from outside.
     */
    public IcmpErrorLimiter(int perSourcePerSecond, int totalPerSecond, long seed) {
        sourceInterval = interval(perSourcePerSecond);
        totalInterval = interval(totalPerSecond);
        this.seed = seed;
        int buckets = BitUtil.findNextPositivePowerOfTwo(Math.max(MIN_BUCKETS, totalPerSecond * BUCKETS_PER_TOKEN));
        bucketMask = buckets - 1;
        sources = new long[buckets];
        fullAt = new long[buckets];
        toldAt = new long[buckets];
        Arrays.fill(toldAt, NEVER);
        tokensInAll = totalPerSecond;
    }

    /**
     * Takes a token where there is one.
     *
     * @param sourceHigh the first eight bytes of the address that the ICMP error would go to, as {@link IpAddress} has
     *                   it.
     * @param sourceLow  its last eight.
     * @param nowNs      a clock that never goes back, such as {@link System#nanoTime()}, in nanoseconds; any origin.
     * @return whether the ICMP error may be made.
     */
    public boolean tryTake(long sourceHigh, long sourceLow, long nowNs) {
        long source = IpAddress.isIpv4(sourceHigh, sourceLow) ? sourceLow : sourceHigh;
        if (!isStarted) {
            isStarted = true;
            epoch = nowNs;
        }
        // The difference is right also where the clock overflows.
        long now = nowNs - epoch;
        long hash = hash(source);
        int bucket = bucket(source, (int)hash & bucketMask, now);
        if (isEmpty(fullAt[bucket], sourceInterval, now) || isEmpty(totalFullAt, totalInterval, now)) {
            return false;
        }
        boolean isKnown = sources[bucket] == source && toldAt[bucket] != NEVER;
        long left = isKnown ? leftByTold(now - toldAt[bucket]) : tokensInAll / PART_LEFT_BY_STRANGERS;
        if (isEmpty(Math.max(totalFullAt, now) + left * totalInterval, totalInterval, now)
            && (isKnown || !hasAsked(hash, now))) {
            return false;
        }
        if (fullAt[bucket] <= now) {
            sources[bucket] = source;
        }
        fullAt[bucket] = Math.max(fullAt[bucket], now) + sourceInterval;
        toldAt[bucket] = now;
        totalFullAt = Math.max(totalFullAt, now) + totalInterval;
        return true;
    }

    private long leftByTold(long ago) {
        return tokensInAll * SECOND / (PART_LEFT_BY_TOLD * (SECOND + Math.min(ago, MEMORY)));
    }

    /** Whether a stranger was refused lately; where not, it is now. */
    private boolean hasAsked(long hash, long now) {
        int slot = (int)hash & (ASKERS - 1);
        int millis = (int)(now / MILLISECOND);
        long asker = askers[slot];
        if ((int)(asker >>> Integer.SIZE) == (int)(hash >>> Integer.SIZE)) {
            return true;
        }
        if (asker == 0 || millis - (int)asker >= ASKER_KEPT_MILLIS) {
            askers[slot] = hash >>> Integer.SIZE << Integer.SIZE | (millis & 0xFFFF_FFFFL);
        }
        return false;
    }

    private int bucket(long source, int home, long now) {
        int set = home & -SET_SIZE;
        int oldest = -1;
        for (int bucket = set; bucket < set + SET_SIZE; bucket++) {
            if (sources[bucket] == source) {
                return bucket;
            }
            if (fullAt[bucket] <= now && (oldest < 0 || toldAt[bucket] < toldAt[oldest])) {
                oldest = bucket;
            }
        }
        return oldest < 0 ? home : oldest;
    }

    /** A bucket is empty where less than one token's time is left of the second that it takes to fill. */
    private static boolean isEmpty(long fullAt, long interval, long now) {
        return fullAt - now > SECOND - interval;
    }

    private long hash(long source) {
        long h = (source ^ seed) * 0xBF58_476D_1CE4_E5B9L;
        h = (h ^ h >>> 27) * 0x94D0_49BB_1331_11EBL;
        return h ^ h >>> 32;
    }

    private static long interval(int perSecond) {
        if (perSecond < 1 || perSecond > MAX_RATE) {
            throw new IllegalArgumentException(
                "the limit is " + perSecond + " ICMP errors a second; it must be from 1 to " + MAX_RATE);
        }
        return SECOND / perSecond;
    }
}
