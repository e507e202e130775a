package dev.narrows.bench.tester;

import java.util.List;
import java.util.StringJoiner;
import org.HdrHistogram.Histogram;

/**
 * A histogram of latencies as it is written in an answer: {@code p50=}, ... {@code p99.99=}, {@code max=}, in
 * nanoseconds.
 */
public final class Percentiles {
    /** Those that are told. */
    public static final List<Double> TOLD = List.of(1.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.5, 99.9,
        99.95, 99.99);

    private final Histogram histogram;

    Percentiles(Histogram histogram) {
        this.histogram = histogram;
    }

    /**
     * Names a percentile in an answer.
     *
     * @param percentile such as 99.9.
     * @return such as {@code p99.9}.
     */
    public static String name(double percentile) {
        return "p"
            + (percentile == Math.rint(percentile) ? Long.toString((long)percentile) : Double.toString(percentile));
    }

    String text() {
        StringJoiner text = new StringJoiner(" ");
        for (double percentile : TOLD) {
            text.add(name(percentile) + "=" + histogram.getValueAtPercentile(percentile));
        }
        return text + " max=" + histogram.getMaxValue();
    }
}
