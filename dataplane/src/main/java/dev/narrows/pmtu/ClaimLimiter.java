package dev.narrows.pmtu;

import java.util.concurrent.TimeUnit;

/**
 * Limits how many claims of "too big" a second are taken to the control plane: a flood of them must not keep it from
 * its other work, nor from claims that may be true. Those about packets in the ledger have a limit of their own, so
 * that forgeries which know of no packet never stand in their way.
 *
 * <p>Each limit is a bucket that holds one second's worth and fills evenly. Belongs to one thread.
 */
public final class ClaimLimiter {
    /** Claims a second about packets that are in the ledger. */
    public static final int KNOWN_PER_SECOND = 10_000;
    /** Claims a second about packets that are not. */
    public static final int UNKNOWN_PER_SECOND = 1_000;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private long knownFullAt;
    private long unknownFullAt;
    private boolean isStarted;

    /**
     * Takes a token where there is one.
     *
     * @param isKnown whether the claim is about a packet that is in the ledger.
     * @param nowNs   a clock that never goes back, in nanoseconds; any origin.
     * @return whether the claim may be taken to the control plane.
     */
    public boolean tryTake(boolean isKnown, long nowNs) {
        if (!isStarted) {
            isStarted = true;
            knownFullAt = nowNs;
            unknownFullAt = nowNs;
        }
        long interval = SECOND / (isKnown ? KNOWN_PER_SECOND : UNKNOWN_PER_SECOND);
        // Until when the bucket lacks something; the differences are right also where the clock overflows.
        long lacking = Math.max((isKnown ? knownFullAt : unknownFullAt) - nowNs, 0);
        if (lacking > SECOND - interval) {
            return false;
        }
        if (isKnown) {
            knownFullAt = nowNs + lacking + interval;
        } else {
            unknownFullAt = nowNs + lacking + interval;
        }
        return true;
    }
}
