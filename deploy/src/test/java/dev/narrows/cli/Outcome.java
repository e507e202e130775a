package dev.narrows.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * What a command line led to.
 *
 * @param exitCode the exit code.
 * @param out      standard output.
 * @param err      standard error.
 */
record Outcome(int exitCode, String out, String err) {
    /** Runs a command line in this process. */
    static Outcome of(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
        return new Outcome(exitCode, out.toString(), err.toString());
    }

    /** The outcome of a command that must fail with one line on standard error and nothing on standard output. */
    String failure(int expectedExitCode) {
        if (exitCode != expectedExitCode || !out.isEmpty() || err.lines().count() != 1) {
            throw new AssertionError("not one line and exit code " + expectedExitCode + ": " + this);
        }
        return err.strip();
    }

    /** The output of a command that must succeed and say nothing on standard error. */
    String success() {
        if (exitCode != 0 || !err.isEmpty()) {
            throw new AssertionError("no success: " + this);
        }
        return out;
    }
}
