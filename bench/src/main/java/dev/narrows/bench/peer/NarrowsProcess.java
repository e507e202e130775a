package dev.narrows.bench.peer;

import dev.narrows.bench.gateway.GatewayOptions;
import dev.narrows.bench.gateway.GatewayProcess;
import java.io.IOException;

/**
 * A process with Narrows' data plane in it.
 */
public final class NarrowsProcess implements AutoCloseable {
    private final JavaProcess process;

    /**
     * Starts it, and waits until it is ready.
     *
     * @param options    what it is to do.
     * @param jvmOptions to come after this process's own.
     * @throws IOException          where it does not start, saying why.
     * @throws InterruptedException where this thread was interrupted.
     */
    public NarrowsProcess(GatewayOptions options, String... jvmOptions) throws IOException, InterruptedException {
        process = new JavaProcess(
            GatewayProcess.class, options.folder().resolve("narrows.log"), options.arguments(), jvmOptions);
    }

    /** {@return its number} */
    public long pid() {
        return process.pid();
    }

    /** {@return the versions of the libraries that it uses, for people} */
    public String versions() {
        return process.greeting();
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
        return process.ask(command, millis);
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
