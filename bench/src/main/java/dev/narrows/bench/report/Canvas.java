package dev.narrows.bench.report;

import java.util.List;
import java.util.Locale;

/**
 * The drawing area that plots share: title, axes, legend, and SVG's primitives. Coordinates are in pixels.
 */
final class Canvas {
    static final int WIDTH = 860;
    static final int HEIGHT = 380;
    static final int LEFT = 70;
    static final int RIGHT = WIDTH - 20;
    static final int TOP = 64;
    static final int BOTTOM = HEIGHT - 48;

    private static final int LINE_HEIGHT = 18;
    private static final int LETTER_WIDTH = 7;
    private static final int SWATCH = 12;
    private static final int GAP = 8;
    private static final String[] COLORS = {
        "#2f6fdd", "#e07b28", "#3a9d5d", "#b8487f", "#7d62c9", "#8a8f2c", "#2aa0a8", "#8c8c94"};

    private final StringBuilder out = new StringBuilder();

    Canvas(String title, String yLabel, List<String> legend) {
        out.append(String.format(Locale.ROOT, "<svg viewBox=\"0 0 %d %d\" width=\"%d\" role=\"img\">%n", WIDTH,
            HEIGHT, WIDTH));
        text(LEFT, LINE_HEIGHT, "start", title);
        text(LEFT, TOP - GAP, "end", yLabel);
        int x = LEFT;
        for (int i = 0; i < legend.size(); i++) {
            rectangle(x, 2.0 * LINE_HEIGHT - SWATCH, SWATCH, SWATCH, color(i));
            text(x + SWATCH + GAP / 2.0, 2.0 * LINE_HEIGHT - 1, "start", legend.get(i));
            x += SWATCH + 2 * GAP + LETTER_WIDTH * legend.get(i).length();
        }
    }

    static String color(int series) {
        return COLORS[series % COLORS.length];
    }

    void text(double x, double y, String anchor, String text) {
        out.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x,
            y, anchor,
            Html.escape(text)));
    }

    void rectangle(double x, double y, double width, double height, String color) {
        out.append(String.format(Locale.ROOT, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" "
            + "fill=\"%s\"/>%n", x, y, width,
            height, color));
    }

    void line(double x1, double y1, double x2, double y2, String attributes) {
        out.append(String.format(Locale.ROOT, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" %s/>%n",
            x1, y1, x2, y2, attributes));
    }

    void polyline(double[] x, double[] y, String color) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < x.length; i++) {
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x[i], y[i]));
        }
        out.append(String.format(Locale.ROOT, "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" "
            + "stroke-width=\"2\"/>%n",
            points.toString().strip(), color));
    }

    /** Draws a line across at each of the scale's marks, and says what it stands for. */
    void yAxis(Scale scale) {
        for (double mark : scale.marks()) {
            double y = BOTTOM - scale.position(mark) * (BOTTOM - TOP);
            line(LEFT, y, RIGHT, y, "class=\"grid\"");
            text(LEFT - GAP, y + GAP / 2.0, "end", Scale.label(mark));
        }
    }

    /** Says below what the scale's marks stand for. */
    void xAxis(Scale scale, String label) {
        for (double mark : scale.marks()) {
            double x = LEFT + scale.position(mark) * (RIGHT - LEFT);
            line(x, BOTTOM, x, BOTTOM + GAP / 2.0, "class=\"grid\"");
            text(x, BOTTOM + LINE_HEIGHT, "middle", Scale.label(mark));
        }
        text((LEFT + RIGHT) / 2.0, BOTTOM + 2.0 * LINE_HEIGHT, "middle", label);
    }

    String svg() {
        return out + "</svg>\n";
    }
}
