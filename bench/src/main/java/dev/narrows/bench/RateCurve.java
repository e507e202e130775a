package dev.narrows.bench;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Packet rates over time.
 */
final class RateCurve {
    private static final Pattern POINT = Pattern.compile("([0-9]+):([0-9]+)");
    private static final double MICROS = 1e6;
    private static final double LAST_PART = 1.0 / 3;
    private static final double ENOUGH = 0.95;
    private static final double LASTING_SECONDS = 0.5;
    private static final double MEGA = 1e6;

    private final double[] seconds;
    private final double[] packets;

    private RateCurve(double[] seconds, double... packets) {
        this.seconds = seconds;
        this.packets = packets;
    }

    /**
     * Reads points.
     *
     * @param text microseconds since the start and packets until then, with a colon between, separated by commas.
     * @return the curve.
     * @throws IllegalArgumentException where there are fewer than two points.
     */
    static RateCurve parse(String text) {
        List<MatchResult> points = POINT.matcher(text).results().toList();
        if (points.size() < 2) {
            throw new IllegalArgumentException("a curve of " + points.size() + " points");
        }
        return new RateCurve(points.stream().mapToDouble(point -> Long.parseLong(point.group(1)) / MICROS).toArray(),
            points.stream().mapToDouble(point -> Long.parseLong(point.group(2))).toArray());
    }

    /** {@return the end of each step, in seconds since the start} */
    double[] seconds() {
        return seconds.clone();
    }

    /** {@return the rate in each step, in millions a second} */
    double[] ratesInMillions() {
        double[] rates = new double[seconds.length];
        for (int i = 0; i < rates.length; i++) {
            double before = i == 0 ? 0 : seconds[i - 1];
            rates[i] = (packets[i] - (i == 0 ? 0 : packets[i - 1])) / (seconds[i] - before) / MEGA;
        }
        return rates;
    }

    /** {@return the rate in the last third, in packets a second} */
    double fullRate() {
        int from = (int)(seconds.length * (1 - LAST_PART));
        return rate(Math.min(from, seconds.length - 2), seconds.length - 1);
    }

    /** {@return when the rate is first full for half a second, or for the rest where that is less, in seconds} */
    double secondsToFullRate() {
        for (int from = 0; from < seconds.length - 1; from++) {
            int to = from + 1;
            while (to < seconds.length - 1 && seconds[to] - seconds[from] < LASTING_SECONDS) {
                to++;
            }
            if (rate(from, to) >= ENOUGH * fullRate()) {
                return seconds[from];
            }
        }
        return seconds[seconds.length - 1];
    }

    private double rate(int from, int to) {
        return (packets[to] - packets[from]) / (seconds[to] - seconds[from]);
    }
}
