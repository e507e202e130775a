package dev.narrows.netlab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program of the machine, run to its end or in the background.
 */
final class Command {
    private static final long LONGEST_SECONDS = 300;

    private Command() {
    }

    /**
     * What a program said.
     *
     * @param exitCode its exit code.
     * @param output   its standard output and error together.
     */
    record Result(int exitCode, String output) {
        Result expectSuccess() {
            if (exitCode != 0) {
                throw new AssertionError("exit code " + exitCode + ": " + output);
            }
            return this;
        }
    }

    /**
     * A program under way.
     *
     * @param process the process.
     * @param output  the file that its output goes to.
     */
    record Running(Process process, Path output) {
        /** Waits for its end; a program that does not end is killed, and the test fails. */
        Result await() {
            try {
                if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("did not end in " + LONGEST_SECONDS + " s: " + process.info());
                }
                String text = Files.readString(output, StandardCharsets.UTF_8);
                Files.delete(output);
                return new Result(process.exitValue(), text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                process.destroyForcibly();
                throw new AssertionError("interrupted", e);
            }
        }

        /** {@return what it has said so far} */
        String outputSoFar() {
            try {
                return Files.readString(output, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static Result run(String... words) {
        return run(Map.of(), List.of(words));
    }

    static Result run(Map<String, String> environment, List<String> words) {
        return start(environment, words).await();
    }

    static Running start(Map<String, String> environment, List<String> words) {
        try {
            Path output = Files.createTempFile("narrows-system-test", ".out");
            ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            return new Running(builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
