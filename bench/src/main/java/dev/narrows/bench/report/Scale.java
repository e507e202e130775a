package dev.narrows.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Maps values to an axis, evenly or by their logarithms, and chooses round marks.
 */
final class Scale {
    private static final int MARKS = 5;
    private static final double[] ROUND = {1, 2, 5, 10};
    private static final double TEN = 10;
    private static final double KILO = 1e3;
    private static final double MEGA = 1e6;

    private final boolean isLogarithmic;
    private final double least;
    private final double most;
    private final double step;

    private Scale(boolean isLogarithmic, double least, double most, double step) {
        this.isLogarithmic = isLogarithmic;
        this.least = least;
        this.most = most;
        this.step = step;
    }

    /**
     * A scale from zero.
     *
     * @param most the largest value, from 0.
     */
    static Scale even(double most) {
        double rough = Math.max(most, Double.MIN_NORMAL) / MARKS;
        double power = Math.pow(TEN, Math.floor(Math.log10(rough)));
        double step = TEN * power;
        for (double round : ROUND) {
            if (round * power >= rough) {
                step = round * power;
                break;
            }
        }
        return new Scale(false, 0, Math.max(Math.ceil(most / step), 1) * step, step);
    }

    /**
     * A scale by logarithms, from a power of ten to one.
     *
     * @param least the smallest value, above 0.
     * @param most  the largest.
     */
    static Scale logarithmic(double least, double most) {
        double low = Math.floor(Math.log10(least));
        double high = Math.max(Math.ceil(Math.log10(most)), low + 1);
        return new Scale(true, low, high, 1);
    }

    /** {@return where a value stands, from 0 to 1} */
    double position(double value) {
        double linear = isLogarithmic ? Math.log10(Math.max(value, Double.MIN_NORMAL)) : value;
        return Math.clamp((linear - least) / (most - least), 0, 1);
    }

    /** {@return the values to be marked} */
    List<Double> marks() {
        List<Double> marks = new ArrayList<>();
        for (int i = 0; least + i * step <= most + step / 2; i++) {
            double mark = least + i * step;
            marks.add(isLogarithmic ? Math.pow(TEN, mark) : mark);
        }
        return marks;
    }

    /** {@return a value as short as it can be said} */
    static String label(double value) {
        if (value >= MEGA) {
            return trim(value / MEGA) + "M";
        }
        return value >= TEN * KILO ? trim(value / KILO) + "k" : trim(value);
    }

    private static String trim(double value) {
        String text = String.format(Locale.ROOT, "%.4f", value);
        return text.replaceAll("\\.?0+$", "");
    }
}
