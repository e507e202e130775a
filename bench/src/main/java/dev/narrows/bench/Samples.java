package dev.narrows.bench;

import java.util.Arrays;

/**
 * Repeated measurements of one quantity.
 *
 * @param median the middle one, or the mean of the two in the middle.
 * @param least  the smallest.
 * @param most   the largest.
 */
record Samples(double median, double least, double most) {
    /**
     * Sums measurements up.
     *
     * @param values one at least.
     * @return their summary.
     */
    static Samples of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Samples(median, sorted[0], sorted[sorted.length - 1]);
    }
}
