package dev.narrows.bench.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A table for the terminal and for the report: the first column is text, the others are figures.
 */
public final class Table {
    private static final String GAP = "  ";

    private final String title;
    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * A table without rows.
     *
     * @param title    what it shows.
     * @param headings of its columns.
     */
    public Table(String title, String... headings) {
        this.title = title;
        this.headings = List.of(headings);
    }

    /**
     * Adds a row.
     *
     * @param cells one for each column.
     */
    public void add(String... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + headings.size() + " columns");
        }
        rows.add(List.of(cells));
    }

    /** {@return whether it has rows} */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** {@return the table for a terminal, with its title, and a line end behind each line} */
    public String text() {
        int[] widths = new int[headings.size()];
        widen(widths, headings);
        rows.forEach(row -> widen(widths, row));
        StringBuilder out = new StringBuilder(title).append('\n');
        appendLine(out, widths, headings);
        rows.forEach(row -> appendLine(out, widths, row));
        return out.toString();
    }

    private static void widen(int[] widths, List<String> row) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
        }
    }

    private static void appendLine(StringBuilder out, int[] widths, List<String> row) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String space = " ".repeat(widths[i] - row.get(i).length());
            line.append(i == 0 ? row.get(i) + space : GAP + space + row.get(i));
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }

    String html() {
        StringBuilder out = new StringBuilder("<table><caption>").append(Html.escape(title)).append("</caption>\n");
        appendRow(out, "th", headings);
        rows.forEach(row -> appendRow(out, "td", row));
        return out.append("</table>\n").toString();
    }

    private static void appendRow(StringBuilder out, String tag, List<String> row) {
        out.append("<tr>");
        for (String cell : row) {
            out.append('<').append(tag).append('>').append(Html.escape(cell)).append("</").append(tag).append('>');
        }
        out.append("</tr>\n");
    }
}
