package dev.narrows.bench.peer;

import dev.narrows.bench.gateway.Direction;
import dev.narrows.bench.gateway.GatewayOptions;
import dev.narrows.bench.traffic.TrafficMix;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Narrows, serving a tester.
 */
public final class ServedNarrows implements Served {
    private static final double MILLIS = 1e3;
    private static final String COMMAND = Direction.OUTBOUND.with(TrafficMix.IMIX);

    private final NarrowsProcess process;
    private final Path pauseLog;
    private double turnStarted;
    private double turnEnded;

    /**
     * Starts it.
     *
     * @param options whose traffic is {@link GatewayOptions.Traffic#MEMIF}.
     * @throws IOException          where it does not start.
     * @throws InterruptedException where this thread was interrupted.
     */
    public ServedNarrows(GatewayOptions options) throws IOException, InterruptedException {
        pauseLog = options.folder().resolve("pauses.log");
        process = new NarrowsProcess(options, "-Xlog:safepoint:file=" + pauseLog + ":uptime");
    }

    @Override
    public String name() {
        return "narrows";
    }

    @Override
    public void serve() throws IOException, InterruptedException {
        turnStarted = process.ask("serve " + COMMAND, 0).number("uptimeMillis") / MILLIS;
    }

    @Override
    public void pause() throws IOException, InterruptedException {
        turnEnded = process.ask("pause", 0).number("uptimeMillis") / MILLIS;
    }

    /**
     * Begins a turn in which it is asked something all the time, as by a conductor.
     *
     * @throws IOException          where its process ended.
     * @throws InterruptedException where this thread was interrupted.
     */
    public void serveAndAsk() throws IOException, InterruptedException {
        process.ask("ask " + COMMAND, 0);
    }

    /**
     * Ends such a turn.
     *
     * @return how answers came, and every counter that moved.
     * @throws IOException          where its process ended.
     * @throws InterruptedException where this thread was interrupted.
     */
    public Answer answers() throws IOException, InterruptedException {
        return process.ask("answers", 0);
    }

    @Override
    public String pauses() {
        return JvmPauses.read(pauseLog, turnStarted, turnEnded).text();
    }

    @Override
    public void close() {
        process.close();
    }
}
