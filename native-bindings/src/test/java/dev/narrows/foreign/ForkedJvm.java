package dev.narrows.foreign;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs a class's main method in a JVM of its own, for what a process does only once or does not survive. */
public final class ForkedJvm {
    private ForkedJvm() {
    }

    /**
     * How it ended.
     *
     * @param exitCode the process's
     * @param output   what it printed, errors included
     */
    public record Result(int exitCode, String output) {
    }

    /** Runs it to its end, on this JVM's class path. */
    public static Result run(Class<?> main, List<String> arguments) throws IOException, InterruptedException {
        return run(main, arguments, Map.of());
    }

    /** As {@link #run(Class, List)}, with some more variables in its environment. */
    public static Result run(Class<?> main, List<String> arguments, Map<String, String> environment)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m",
                        "-XX:-CreateCoredumpOnCrash",
                "--enable-native-access=ALL-UNNAMED", "-cp", classPath(), main.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    /** Surefire hides the class path in a jar's manifest and tells it in a property. */
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
