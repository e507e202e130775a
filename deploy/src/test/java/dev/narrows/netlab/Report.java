package dev.narrows.netlab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A table of what was measured, for people: in Markdown, in a file of {@code target/measured}, and in the tests'
 * output.
 */
final class Report {
    private final Path file;
    private final int columns;

    /**
     * Begins a table, in place of that of an earlier run.
     *
     * @param name    the file's, without its ending.
     * @param columns the heads of the columns.
     */
    Report(String name, String... columns) {
        Path directory = Path.of("target", "measured").toAbsolutePath();
        this.file = directory.resolve(name + ".md");
        this.columns = columns.length;
        try {
            Files.createDirectories(directory);
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        append(line(Arrays.stream(columns)));
        append(line(Collections.nCopies(columns.length, "---").stream()));
    }

    /** Adds a row. */
    void row(Object... cells) {
        if (cells.length != columns) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns + " columns");
        }
        String line = line(Arrays.stream(cells).map(Object::toString));
        System.out.print("measured: " + line);
        append(line);
    }

    private static String line(Stream<String> cells) {
        return cells.collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private void append(String line) {
        try {
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
