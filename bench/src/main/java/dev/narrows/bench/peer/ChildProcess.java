package dev.narrows.bench.peer;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A process of ours that can be halted and let go on. What it prints goes to a log file, and line by line to whoever
 * listens. It ends with this process at the latest.
 */
final class ChildProcess implements AutoCloseable {
    private static final int LAST_LINES = 30;
    private static final long END_SECONDS = 5;

    private final String name;
    private final Process process;
    private final BufferedWriter input;
    private final Thread reader;
    private final Thread atExit;
    private final Deque<String> lastLines = new ArrayDeque<>();
    private boolean isHalted;

    /**
     * Starts it.
     *
     * @param name     for messages.
     * @param command  the program and its arguments.
     * @param log      receives what it prints.
     * @param listener receives each line, on a thread of its own.
     * @throws IOException where the program cannot be started.
     */
    ChildProcess(String name, List<String> command, Path log, Consumer<String> listener) throws IOException {
        this.name = name;
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        input = process.outputWriter(StandardCharsets.UTF_8);
        atExit = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(atExit);
        reader = new Thread(() -> read(log, listener), "output of " + name);
        reader.setDaemon(true);
        reader.start();
    }

    private void read(Path log, Consumer<String> listener) {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
            BufferedWriter file = Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            String line = output.readLine();
            while (line != null) {
                file.write(line);
                file.newLine();
                remember(line);
                listener.accept(line);
                line = output.readLine();
            }
        } catch (IOException e) {
            remember(e.getMessage());
        }
    }

    private void remember(String line) {
        synchronized (lastLines) {
            if (!line.isBlank()) {
                lastLines.add(line.strip());
            }
            if (lastLines.size() > LAST_LINES) {
                lastLines.remove();
            }
        }
    }

    /** {@return its number} */
    long pid() {
        return process.pid();
    }

    /** Writes a line to its standard input. */
    void tell(String line) throws IOException {
        input.write(line);
        input.newLine();
        input.flush();
    }

    /** Makes it do nothing until {@link #goOn}. */
    void halt() throws IOException, InterruptedException {
        signal("STOP");
        isHalted = true;
    }

    /** Ends what {@link #halt} began. */
    void goOn() throws IOException, InterruptedException {
        if (isHalted) {
            isHalted = false;
            signal("CONT");
        }
    }

    private void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    }

    /** Fails where it has ended, with what it said last. */
    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new IOException(name + " ended: " + lastWords());
        }
    }

    /** {@return its last lines} */
    String lastWords() {
        synchronized (lastLines) {
            return String.join(" | ", lastLines);
        }
    }

    @Override
    public void close() {
        try {
            goOn();
            process.destroy();
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            reader.join();
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
