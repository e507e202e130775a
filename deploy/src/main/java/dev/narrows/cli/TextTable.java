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

    /**
     * Adds a column of text.
     *
     * @param title its title.
     * @return this.
     */
    TextTable text(String title) {
        columns.add(new Column(title, false));
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
     * Prints titles and rows.
     *
     * @param out where to.
     */
    void print(PrintWriter out) {
        printRow(out, columns.stream().map(Column::title).toList());
        rows.forEach(row -> printRow(out, row));
    }

    private void printRow(PrintWriter out, List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String padding = " ".repeat(width(i) - cells.get(i).length());
            line.append(i == 0 ? "" : GAP);
            line.append(columns.get(i).isRight() ? padding + cells.get(i) : cells.get(i) + padding);
        }
        out.println(line.toString().stripTrailing());
    }

    private int width(int column) {
        int titleWidth = columns.get(column).title().length();
        return rows.stream().mapToInt(row -> row.get(column).length()).reduce(titleWidth, Math::max);
    }
}
