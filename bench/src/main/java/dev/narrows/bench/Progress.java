package dev.narrows.bench;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Says on a terminal what is going on: one line, written over and over. Into a file it says each thing on a line of its
 * own.
 */
final class Progress {
    private static final String CLEAR = "\r\u001b[K";

    private final PrintStream out;
    private final boolean isTerminal;
    private final long start = System.nanoTime();

    Progress(PrintStream out, boolean isTerminal) {
        this.out = out;
        this.isTerminal = isTerminal;
    }

    /** Says what is being done. */
    void at(String what) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        String line = String.format(Locale.ROOT, "[%2d:%02d] %s", seconds / 60, seconds % 60, what);
        if (isTerminal) {
            out.print(CLEAR + line);
        } else {
            out.println(line);
        }
        out.flush();
    }

    /** Says something that stays. */
    void say(String text) {
        out.print((isTerminal ? CLEAR : "") + text);
        out.flush();
    }
}
