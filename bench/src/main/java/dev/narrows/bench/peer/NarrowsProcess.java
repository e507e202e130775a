package dev.narrows.bench.peer;

import dev.narrows.bench.gateway.GatewayOptions;
import dev.narrows.bench.gateway.GatewayProcess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A process with Narrows' data plane in it, in a JVM with this one's options, which are the product's.
 */
public final class NarrowsProcess implements AutoCloseable {
    private static final long START_SECONDS = 60;
    private static final long SLACK_SECONDS = 60;
    private static final int MOST_ANSWERS = 16;

    private final BlockingQueue<String> answers = new ArrayBlockingQueue<>(MOST_ANSWERS);
    private final ChildProcess process;
    private final String versions;

    /**
     * Starts it, and waits until it is ready.
     *
     * @param options    what it is to do.
     * @param jvmOptions to come after this process's own.
     * @throws IOException          where it does not start, saying why.
     * @throws InterruptedException where this thread was interrupted.
     */
    public NarrowsProcess(GatewayOptions options, String... jvmOptions) throws IOException, InterruptedException {
        process = new ChildProcess("narrows", command(options, jvmOptions), log(options.folder()), this::onLine);
        try {
            versions = await(START_SECONDS).text().substring("ready ".length());
        } catch (IOException | InterruptedException e) {
            process.close();
            throw e;
        }
    }

    private static Path log(Path folder) {
        return folder.resolve("narrows.log");
    }

    private static List<String> command(GatewayOptions options, String... jvmOptions) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of(jvmOptions));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), GatewayProcess.class.getName()));
        command.addAll(options.arguments());
        return command;
    }

    private void onLine(String line) {
        if (line.startsWith(GatewayProcess.ANSWER)) {
            answers.add(line.substring(GatewayProcess.ANSWER.length()));
        }
    }

    /** {@return the versions of the libraries that it uses, for people} */
    public String versions() {
        return versions;
    }

    /**
     * Asks it to do something, and waits until it is done.
     *
     * @param command see {@link GatewayProcess}.
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
        throw new IOException("narrows did not answer in " + seconds + " s: " + process.lastWords());
    }

    /**
     * One of the things that it can do, as a contender. Closing that one ends nothing.
     *
     * @param name    for tables.
     * @param command to which the milliseconds are added.
     * @return the contender.
     */
    public Contender contender(String name, String command) {
        return new Contender() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public double packetsPerSecond(long millis) throws IOException, InterruptedException {
                return ask(command + " " + millis, millis).rate();
            }

            @Override
            public void close() {
                // The process serves others.
            }
        };
    }

    @Override
    public void close() {
        process.close();
    }
}
