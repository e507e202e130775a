package dev.narrows.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * A table for people: columns as wide as their widest cell, two spaces between them, numbers to the right.
 */
final class TextTable {
    private static final String GAP = "  ";

    private record Column(String title, boolean isRight) {
    }

    private final List<Column> columns = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();
    private final List<Integer> widths = new ArrayList<>();
    private boolean hasTitles = true;

    /**
     * Adds a column of text.
     *
     * @param title its title.
     * @return this.
     */
    TextTable text(String title) {
        columns.add(new Column(title, false));
        widths.add(title.length());
        return this;
    }

    /**
     * Adds a column of numbers.
     *
     * @param title its title.
     * @return this.
     */
    TextTable number(String title) {
        columns.add(new Column(title, true));
        widths.add(title.length());
        return this;
    }

    /**
     * Adds a row.
     *
     * @param cells one for each column.
     */
    void row(List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(cells.size() + " cells for " + columns.size() + " columns");
        }
        rows.add(cells);
    }

    /**
     * Makes this the next part of a table of the same columns: without titles, and with columns no narrower than there.
     *
     * @param earlier the part before, which was printed.
     */
    void continueFrom(TextTable earlier) {
        hasTitles = false;
        for (int i = 0; i < widths.size(); i++) {
            widths.set(i, Math.max(widths.get(i), earlier.widths.get(i)));
        }
    }

    /**
     * Prints titles and rows.
     *
     * @param out where to.
     */
    void print(PrintWriter out) {
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths.set(i, Math.max(widths.get(i), row.get(i).length()));
            }
        }
        if (hasTitles) {
            printRow(out, columns.stream().map(Column::title).toList());
        }
        rows.forEach(row -> printRow(out, row));
    }

    private void printRow(PrintWriter out, List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String padding = " ".repeat(widths.get(i) - cells.get(i).length());
            line.append(i == 0 ? "" : GAP);
            line.append(columns.get(i).isRight() ? padding + cells.get(i) : cells.get(i) + padding);
        }
        out.println(line.toString().stripTrailing());
    }
}
