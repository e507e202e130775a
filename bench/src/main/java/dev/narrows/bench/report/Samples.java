package dev.narrows.bench.report;

import java.util.Arrays;
import java.util.Locale;

/**
 * Repeated measurements of one quantity.
 *
 * @param median the middle one, or the mean of the two in the middle.
 * @param least  the smallest.
 * @param most   the largest.
 */
public record Samples(double median, double least, double most) {
    /**
     * Sums measurements up.
     *
     * @param values one at least.
     * @return their summary.
     */
    public static Samples of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Samples(median, sorted[0], sorted[sorted.length - 1]);
    }

    /**
     * Writes the summary for a table.
     *
     * @param factor what the values are multiplied by first.
     * @param digits behind the point.
     * @return such as {@code 6.42 (6.37-6.44)}.
     */
    public String text(double factor, int digits) {
        String number = "%." + digits + "f";
        return String.format(Locale.ROOT, number + " (" + number + "-" + number + ")", median * factor, least * factor,
            most * factor);
    }
}
