package dev.narrows.bench.report;

import java.util.Arrays;
import java.util.List;

/**
 * Lines through points.
 */
public final class LinePlot {
    private LinePlot() {
    }

    /** One line. */
    public static final class Line {
        private final String name;
        private final double[] x;
        private final double[] y;

        /**
         * A line.
         *
         * @param name for the legend.
         * @param x    the points' places, rising.
         * @param y    their values, as many.
         */
        public Line(String name, double[] x, double[] y) {
            this.name = name;
            this.x = x.clone();
            this.y = y.clone();
        }
    }

    /**
     * What the axes say.
     *
     * @param x            the unit along.
     * @param y            the unit up.
     * @param isXByLogarithm whether the axis along is logarithmic; its values are above 0 then.
     * @param isYByLogarithm whether the axis up is logarithmic; its values are above 0 then.
     */
    public record Axes(String x, String y, boolean isXByLogarithm, boolean isYByLogarithm) {
    }

    /**
     * Draws.
     *
     * @param title what it shows.
     * @param axes  what they say.
     * @param lines one at least, of one point at least.
     * @return SVG.
     */
    public static String draw(String title, Axes axes, List<Line> lines) {
        Canvas canvas = new Canvas(title, axes.y(), lines.stream().map(line -> line.name).toList());
        double[] allX = lines.stream().flatMapToDouble(line -> Arrays.stream(line.x)).toArray();
        double[] allY = lines.stream().flatMapToDouble(line -> Arrays.stream(line.y)).toArray();
        Scale xScale = scale(axes.isXByLogarithm(), allX);
        Scale yScale = scale(axes.isYByLogarithm(), allY);
        canvas.yAxis(yScale);
        canvas.xAxis(xScale, axes.x());
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            double[] x = new double[line.x.length];
            double[] y = new double[x.length];
            for (int j = 0; j < x.length; j++) {
                x[j] = Canvas.LEFT + xScale.position(line.x[j]) * (Canvas.RIGHT - Canvas.LEFT);
                y[j] = Canvas.BOTTOM - yScale.position(line.y[j]) * (Canvas.BOTTOM - Canvas.TOP);
            }
            canvas.polyline(x, y, Canvas.color(i));
        }
        return canvas.svg();
    }

    private static Scale scale(boolean isByLogarithm, double... values) {
        Samples summary = Samples.of(values);
        return isByLogarithm ? Scale.logarithmic(summary.least(), summary.most()) : Scale.even(summary.most());
    }
}
