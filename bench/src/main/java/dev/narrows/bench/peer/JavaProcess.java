package dev.narrows.bench.peer;

import dev.narrows.bench.process.CommandLoop;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A process of this project's own, in a JVM with this one's options and the product's heap. It is asked, and answers.
 */
public final class JavaProcess implements AutoCloseable {
    private static final long START_SECONDS = 60;
    private static final long SLACK_SECONDS = 60;
    private static final int MOST_ANSWERS = 16;

    private final String name;
    private final BlockingQueue<String> answers = new ArrayBlockingQueue<>(MOST_ANSWERS);
    private final ChildProcess process;
    private final String greeting;

    /**
     * Starts it, and waits until it is ready.
     *
     * @param main       its main class.
     * @param log        receives what it prints.
     * @param arguments  its command line.
     * @param jvmOptions to come after this process's own.
     * @throws IOException          where it does not start, saying why.
     * @throws InterruptedException where this thread was interrupted.
     */
    public JavaProcess(Class<?> main, Path log, List<String> arguments, String... jvmOptions)
        throws IOException, InterruptedException {
        name = main.getSimpleName();
        process = new ChildProcess(name, command(main, arguments, jvmOptions), log, this::onLine);
        try {
            greeting = await(START_SECONDS).text().substring("ready ".length());
        } catch (IOException | InterruptedException e) {
            process.close();
            throw e;
        }
    }

    private static List<String> command(Class<?> main, List<String> arguments, String... jvmOptions) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        // As the launcher has it, deploy/narrows: what fits there fits here.
        command.addAll(List.of("-Xms256m", "-Xmx256m", "-Xmn64m", "-XX:MaxDirectMemorySize=16g"));
        command.addAll(List.of(jvmOptions));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return command;
    }

    private void onLine(String line) {
        if (line.startsWith(CommandLoop.ANSWER)) {
            answers.add(line.substring(CommandLoop.ANSWER.length()));
        }
    }

    /** {@return its number} */
    long pid() {
        return process.pid();
    }

    /** {@return what it said of itself when it was ready} */
    public String greeting() {
        return greeting;
    }

    /**
     * Asks it to do something, and waits until it is done.
     *
     * @param command see its main class.
     * @param millis  how long that takes.
     * @return what came of it.
     * @throws IOException          where it failed, saying why.
     * @throws InterruptedException where this thread was interrupted.
     */
    public Answer ask(String command, long millis) throws IOException, InterruptedException {
        process.tell(command);
        return await(TimeUnit.MILLISECONDS.toSeconds(millis) + SLACK_SECONDS);
    }

    private Answer await(long seconds) throws IOException, InterruptedException {
        for (long i = 0; i < seconds; i++) {
            String text = answers.poll(1, TimeUnit.SECONDS);
            if (text != null) {
                return Answer.parse(text);
            }
            process.requireAlive();
        }
        throw new IOException(name + " did not answer in " + seconds + " s: " + process.lastWords());
    }

    @Override
    public void close() {
        process.close();
    }
}
