package dev.narrows.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one section of the bench has to say.
 */
public final class Chapter {
    private final String title;
    private final List<String> notes = new ArrayList<>();
    private final List<Table> tables = new ArrayList<>();
    private final List<String> plots = new ArrayList<>();
    private final List<Measurement> measurements = new ArrayList<>();

    /**
     * An empty chapter.
     *
     * @param title its heading.
     */
    public Chapter(String title) {
        this.title = title;
    }

    /**
     * Adds a paragraph: how it was measured, what was left out and why.
     *
     * @param text sentences.
     */
    public void note(String text) {
        notes.add(text);
    }

    /**
     * Adds a table.
     *
     * @param table not to be changed any more.
     */
    public void table(Table table) {
        tables.add(table);
    }

    /**
     * Adds a plot.
     *
     * @param svg as the plots here write it.
     */
    public void plot(String svg) {
        plots.add(svg);
    }

    /**
     * Adds a measurement.
     *
     * @param measurement with every sample.
     */
    public void add(Measurement measurement) {
        measurements.add(measurement);
    }

    /** {@return its notes and tables for a terminal} */
    public String text() {
        StringBuilder out = new StringBuilder("\n== ").append(title).append(" ==\n");
        notes.forEach(note -> out.append(note).append('\n'));
        tables.forEach(table -> out.append('\n').append(table.text()));
        return out.toString();
    }

    String html() {
        StringBuilder out = new StringBuilder("<h2>").append(Html.escape(title)).append("</h2>\n");
        notes.forEach(note -> out.append("<p>").append(Html.escape(note)).append("</p>\n"));
        plots.forEach(out::append);
        tables.forEach(table -> out.append(table.html()));
        return out.toString();
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("title", title);
        json.put("notes", notes);
        json.put("measurements", measurements.stream().map(Measurement::toJson).toList());
        return json;
    }
}
