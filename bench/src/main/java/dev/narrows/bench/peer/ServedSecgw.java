package dev.narrows.bench.peer;

import dev.narrows.bench.traffic.Ends;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * {@code ipsec-secgw}, serving a tester.
 */
public final class ServedSecgw implements Served {
    private static final String IS_READY = "entering main loop";
    private static final long START_SECONDS = 10;

    private final SecgwMode mode;
    private final ChildProcess process;
    private final CountDownLatch isReady = new CountDownLatch(1);

    /**
     * Starts it, and halts it.
     *
     * @param peers   where it is.
     * @param setting of which the mix and the direction do not matter.
     * @param mode    how it processes packets.
     * @throws IOException          where it does not start.
     * @throws InterruptedException where this thread was interrupted.
     */
    public ServedSecgw(Peers peers, Setting setting, SecgwMode mode) throws IOException, InterruptedException {
        this.mode = mode;
        process = new ChildProcess(mode.label(),
            new SecgwCommand(peers, setting, mode).arguments(Ends.of(setting.folder(),
                mode.fileName()).gatewayDevices(), 0),
            setting.folder().resolve("secgw-served-" + mode.fileName() + ".log"), this::onLine);
        try {
            if (!isReady.await(START_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(mode.label() + " does not start: " + process.lastWords());
            }
            process.requireAlive();
            process.halt();
        } catch (IOException | InterruptedException e) {
            process.close();
            throw e;
        }
    }

    private void onLine(String line) {
        if (line.contains(IS_READY)) {
            isReady.countDown();
        }
    }

    @Override
    public String name() {
        return mode.label();
    }

    @Override
    public void serve() throws IOException, InterruptedException {
        process.requireAlive();
        process.goOn();
    }

    @Override
    public void pause() throws IOException, InterruptedException {
        process.halt();
    }

    @Override
    public void close() {
        process.close();
    }
}
