package dev.narrows.control.sad;

import dev.narrows.sa.OutboundSa;
import java.util.concurrent.TimeUnit;

/**
 * How fast an outbound SA uses sequence numbers, and so how many it should have ahead: what it uses in 14 s. It asks
 * for more when half of that is left, so that the disk may stand still for 5 s and more at that rate; of an SA that
 * sends little, more are left than it needs, for when it sends more.
 *
 * <p>Conductor's thread only.
 */
public final class LeaseRate {
    /** What an SA gets before it has sent anything: it asks for more with its first packet. */
    public static final long FIRST = 1L << 20;
    /** What an SA that sends gets at the least. */
    public static final long LEAST = 1L << 22;

    private static final long AHEAD_SECONDS = 14;
    private static final long SHORTEST_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long MOST = 1L << 26;

    private long measuredNs;
    private long measuredSequence;
    private long rate;

    /**
     * The rate of an SA that has sent nothing yet.
     *
     * @param nowNs    the present.
     * @param sequence the last number before its first.
     * @param rate     what is expected of it, in numbers a second: what the SA used that it takes the place of.
     */
    LeaseRate(long nowNs, long sequence, long rate) {
        measuredNs = nowNs;
        measuredSequence = sequence;
        this.rate = rate;
    }

    /**
     * Measures the rate since it was measured last. An SA that pauses is still thought to be half as fast as before.
     *
     * @param sa    the SA.
     * @param nowNs the present.
     * @return numbers a second.
     */
    long measure(OutboundSa sa, long nowNs) {
        long sequence = sa.sequence();
        long elapsed = Math.max(nowNs - measuredNs, SHORTEST_NS);
        double measured = (double)(sequence - measuredSequence) * TimeUnit.SECONDS.toNanos(1) / elapsed;
        rate = Math.min(Math.max((long)measured, rate / 2), MOST);
        measuredNs = nowNs;
        measuredSequence = sequence;
        return rate;
    }

    /** {@return how many numbers an SA that sends should have ahead at this rate} */
    static long ahead(long rate) {
        return Math.max(LEAST, rate * AHEAD_SECONDS);
    }

    /** {@return how many numbers an SA should start with at an expected rate} */
    static long first(long rate) {
        return Math.max(FIRST, rate * AHEAD_SECONDS);
    }
}
