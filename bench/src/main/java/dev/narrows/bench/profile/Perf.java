package dev.narrows.bench.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Linux {@code perf}, and what it needs to know of a JVM.
 */
final class Perf {
    /** Samples a second. */
    static final int FREQUENCY = 4999;

    private static final String WORKER = "narrows-worker";

    private final Path folder;
    private final long pid;

    /**
     * For one process.
     *
     * @param folder for what it writes.
     * @param pid    the process.
     */
    Perf(Path folder, long pid) {
        this.folder = folder;
        this.pid = pid;
    }

    /** {@return the file that the JVM writes for perf, outside of any folder of ours} */
    Path symbols() {
        return Path.of("/tmp", "perf-" + pid + ".map");
    }

    /**
     * Looks at the worker's thread.
     *
     * @param seconds how long.
     * @return the samples, a line each.
     * @throws IOException          where it cannot, saying why.
     * @throws InterruptedException where this thread was interrupted.
     */
    List<String> record(int seconds) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        run("jcmd.log", jcmd, Long.toString(pid), "Compiler.perfmap");
        Path data = folder.resolve("perf.data");
        run("record.log", "perf", "record", "-q", "-F", Integer.toString(FREQUENCY), "-t", worker(), "-o",
            data.toString(), "sleep", Integer.toString(seconds));
        return Files.readAllLines(run("script.log", "perf", "script", "-i", data.toString(), "-F", "ip,sym,dso"));
    }

    private String worker() throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path thread : threads.toList()) {
                if (name(thread).equals(Optional.of(WORKER))) {
                    return thread.getFileName().toString();
                }
            }
        }
        throw new IOException("the gateway has no thread '" + WORKER + "'");
    }

    /** A thread may end while others are looked at. */
    private static Optional<String> name(Path thread) {
        try {
            return Optional.of(Files.readString(thread.resolve("comm")).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Path run(String log, String... command) throws IOException, InterruptedException {
        Path output = folder.resolve(log);
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        } catch (IOException e) {
            throw new IOException(command[0] + " cannot be started; install the package linux-perf, or a whole JDK: "
                + e.getMessage(), e);
        }
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + Files.readString(output).strip());
        }
        return output;
    }
}
