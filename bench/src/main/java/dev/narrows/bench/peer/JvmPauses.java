package dev.narrows.bench.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The times that a JVM stopped all its threads, by its own log ({@code -Xlog:safepoint}, decorated with the uptime).
 *
 * @param count        how often.
 * @param longestNanos the longest, from when threads were asked to stop until they went on.
 */
record JvmPauses(long count, long longestNanos) {
    private static final Pattern PAUSE = Pattern.compile("\\[([0-9.]+)s\\].* Total: +([0-9]+) ns.*");
    private static final double MICROS = 1e3;

    /**
     * Reads a log.
     *
     * @param log  the file, being written or not.
     * @param from the uptime from when on pauses count, in seconds.
     * @param to   until when.
     * @return the pauses in between; none where there is no log.
     */
    static JvmPauses read(Path log, double from, double to) {
        try {
            return of(Files.readAllLines(log), from, to);
        } catch (IOException e) {
            return new JvmPauses(0, 0);
        }
    }

    static JvmPauses of(List<String> lines, double from, double to) {
        long count = 0;
        long longest = 0;
        for (String line : lines) {
            Matcher matcher = PAUSE.matcher(line);
            if (matcher.matches() && Double.parseDouble(matcher.group(1)) >= from
                && Double.parseDouble(matcher.group(1)) <= to) {
                count++;
                longest = Math.max(longest, Long.parseLong(matcher.group(2)));
            }
        }
        return new JvmPauses(count, longest);
    }

    /** {@return words for a table} */
    String text() {
        return count == 0 ? "none" : String.format(Locale.ROOT, "%d, longest %.0f us", count, longestNanos / MICROS);
    }
}
