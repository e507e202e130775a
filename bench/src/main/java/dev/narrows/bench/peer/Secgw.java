package dev.narrows.bench.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * DPDK's {@code ipsec-secgw}, measured by the statistics that it prints ten times a second.
 */
public final class Secgw implements Contender {
    private static final Pattern TOTAL = Pattern.compile("Total packets (received|sent|dropped): +([0-9]+)");
    private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MOST_LOST = 1e-3;

    private final SecgwMode mode;
    private final ChildProcess process;
    /** Written by the thread that reads its output, under this object's lock, as all below. */
    private long sent;
    private long dropped;
    private Statistics last = new Statistics(0, 0, 0);

    /** What it printed at one moment. */
    private record Statistics(long nanos, long sent, long dropped) {
    }

    /**
     * Starts it, and halts it.
     *
     * @param peers   where it is.
     * @param setting the devices and the SAs.
     * @param mode    how it processes packets.
     * @throws IOException          where it does not start, saying why.
     * @throws InterruptedException where this thread was interrupted.
     */
    public Secgw(Peers peers, Setting setting, SecgwMode mode) throws IOException, InterruptedException {
        this(mode, setting.folder(), setting.label(),
            new SecgwCommand(peers, setting, mode).arguments(setting.devices(), 1));
    }

    private Secgw(SecgwMode mode, Path folder, String label, List<String> command)
        throws IOException, InterruptedException {
        this.mode = mode;
        process = new ChildProcess(mode.label(), command,
            folder.resolve("secgw-" + label + "-" + mode.fileName() + ".log"), this::onLine);
        try {
            await(0);
            process.halt();
        } catch (IOException | InterruptedException e) {
            process.close();
            throw e;
        }
    }

    private synchronized void onLine(String line) {
        Matcher matcher = TOTAL.matcher(line);
        if (matcher.matches()) {
            long value = Long.parseLong(matcher.group(2));
            switch (matcher.group(1)) {
                case "sent" -> sent = value;
                case "dropped" -> dropped = value;
                default -> { }
            }
        } else if (line.startsWith("Total frag packets dropped")) {
            last = new Statistics(System.nanoTime(), sent, dropped);
            notifyAll();
        }
    }

    private synchronized Statistics await(long nanos) throws IOException, InterruptedException {
        long end = System.nanoTime() + ANSWER_NANOS + Math.max(nanos - System.nanoTime(), 0);
        while (last.nanos() == 0 || last.nanos() < nanos) {
            process.requireAlive();
            if (System.nanoTime() > end) {
                throw new IOException(mode.label() + " prints no statistics: " + process.lastWords());
            }
            wait(1);
        }
        return last;
    }

    @Override
    public String name() {
        return mode.label();
    }

    @Override
    public double packetsPerSecond(long millis) throws IOException, InterruptedException {
        process.goOn();
        Statistics before = await(System.nanoTime() + SETTLE_NANOS);
        Statistics after = await(before.nanos() + TimeUnit.MILLISECONDS.toNanos(millis));
        process.halt();
        long count = after.sent() - before.sent();
        long lost = after.dropped() - before.dropped();
        if (count == 0 || lost > count * MOST_LOST) {
            throw new IOException(mode.label() + " sent " + count + " packets and dropped " + lost);
        }
        return count / ((after.nanos() - before.nanos()) / NANOS_PER_SECOND);
    }

    @Override
    public boolean mayBeLeftOut() {
        return true;
    }

    @Override
    public void close() {
        process.close();
    }
}
