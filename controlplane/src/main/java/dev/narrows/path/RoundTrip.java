package dev.narrows.path;

import java.util.concurrent.TimeUnit;

/**
 * How long to wait for an answer, from how long answers took (RFC 6298 2, with bounds of our own: a probe that is taken
 * for lost too soon costs another probe, no more).
 */
final class RoundTrip {
    static final long INITIAL_NS = TimeUnit.MILLISECONDS.toNanos(300);
    static final long MIN_NS = TimeUnit.MILLISECONDS.toNanos(50);
    static final long MAX_NS = TimeUnit.SECONDS.toNanos(2);

    private static final int VARIATION_WEIGHT = 4;
    private static final int SMOOTHING_SHIFT = 3;
    private static final int VARIATION_SHIFT = 2;

    private long smoothedNs;
    private long variationNs;
    private boolean isMeasured;

    /**
     * Takes a measurement.
     *
     * @param nanos from a probe to its own answer, at least 0.
     */
    void measured(long nanos) {
        if (isMeasured) {
            variationNs += (Math.abs(smoothedNs - nanos) - variationNs) >> VARIATION_SHIFT;
            smoothedNs += (nanos - smoothedNs) >> SMOOTHING_SHIFT;
        } else {
            smoothedNs = nanos;
            variationNs = nanos / 2;
            isMeasured = true;
        }
    }

    /** {@return after how many nanoseconds without an answer a probe counts as lost} */
    long timeoutNs() {
        if (!isMeasured) {
            return INITIAL_NS;
        }
        return Math.clamp(smoothedNs + VARIATION_WEIGHT * variationNs, MIN_NS, MAX_NS);
    }
}
