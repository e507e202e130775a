package dev.narrows.bench.report;

import java.util.List;
import java.util.Map;

/**
 * Groups of bars: a group for each category, a bar in each for every series, with a whisker from the smallest sample to
 * the largest.
 */
public final class BarPlot {
    private static final double SHARE_OF_GROUP = 0.8;
    private static final double SHARE_OF_BAR = 0.9;
    private static final int LABEL_BELOW = 18;

    private BarPlot() {
    }

    /**
     * Draws.
     *
     * @param title      what it shows.
     * @param yLabel     the unit.
     * @param categories along the axis.
     * @param series     by name, in order: a summary for each category, or null where there is none.
     * @return SVG.
     */
    public static String draw(
        String title, String yLabel, List<String> categories, Map<String, List<Samples>> series) {
        List<String> names = List.copyOf(series.keySet());
        Canvas canvas = new Canvas(title, yLabel, names);
        Scale scale = Scale.even(series.values().stream().flatMap(List::stream).filter(bar -> bar != null)
            .mapToDouble(Samples::most).max().orElse(1));
        canvas.yAxis(scale);
        double group = (double)(Canvas.RIGHT - Canvas.LEFT) / categories.size();
        double width = group * SHARE_OF_GROUP / names.size();
        for (int i = 0; i < categories.size(); i++) {
            double left = Canvas.LEFT + i * group + group * (1 - SHARE_OF_GROUP) / 2;
            canvas.text(Canvas.LEFT + (i + 1.0 / 2) * group, Canvas.BOTTOM + LABEL_BELOW, "middle", categories.get(i));
            for (int j = 0; j < names.size(); j++) {
                Samples bar = series.get(names.get(j)).get(i);
                if (bar != null) {
                    bar(canvas, scale, bar, left + j * width, width * SHARE_OF_BAR, Canvas.color(j));
                }
            }
        }
        return canvas.svg();
    }

    private static void bar(Canvas canvas, Scale scale, Samples samples, double x, double width, String color) {
        double top = y(scale, samples.median());
        canvas.rectangle(x, top, width, Canvas.BOTTOM - top, color);
        double middle = x + width / 2;
        canvas.line(middle, y(scale, samples.least()), middle, y(scale, samples.most()),
            "stroke=\"currentColor\" stroke-width=\"1\"");
    }

    private static double y(Scale scale, double value) {
        return Canvas.BOTTOM - scale.position(value) * (Canvas.BOTTOM - Canvas.TOP);
    }
}
