package dev.narrows.bench.report;

import java.util.Arrays;
import java.util.List;

/**
 * Repeated measurements of one quantity, by the start of what was measured: two starts of one program differ by more
 * than two moments of one start.
 *
 * @param samples of each start, in the order in which they were taken; one of one start at least.
 */
public record Starts(List<double[]> samples) {
    /**
     * Measurements of a single start.
     *
     * @param samples one at least.
     * @return all of them.
     */
    public static Starts single(double... samples) {
        return new Starts(List.of(samples));
    }

    /** {@return the samples of all starts, one start's behind the other's} */
    public double[] all() {
        return samples.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    /** {@return the summary of all samples, whichever start they are of} */
    public Samples summary() {
        return Samples.of(all());
    }

    /** {@return each start's median} */
    public double[] medians() {
        return samples.stream().mapToDouble(one -> Samples.of(one).median()).toArray();
    }
}
