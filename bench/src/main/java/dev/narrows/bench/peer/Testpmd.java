package dev.narrows.bench.peer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * DPDK's {@code testpmd}, which receives and transmits: the limit that the devices set.
 */
public final class Testpmd implements Contender {
    private static final Pattern SENT = Pattern.compile("TX-packets: ([0-9]+) +TX-errors:.*");
    private static final int PORTS = 2;
    private static final long SETTLE_MILLIS = 100;
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final double NANOS_PER_SECOND = 1e9;

    private final ChildProcess process;
    /** Guarded by itself. */
    private final List<Long> sent = new ArrayList<>();

    /**
     * Starts it, and halts it.
     *
     * @param peers   where it is.
     * @param setting the devices.
     * @throws IOException          where it does not start.
     * @throws InterruptedException where this thread was interrupted.
     */
    public Testpmd(Peers peers, Setting setting) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(Peers.lineByLine(peers.testpmd()));
        command.addAll(List.of("-l", setting.controlCpu() + "," + setting.workerCpu(), "--main-lcore",
            Integer.toString(setting.controlCpu())));
        command.addAll(Setting.ealArguments());
        command.addAll(setting.devices());
        command.addAll(List.of("--", "-i", "--forward-mode=io", "--no-flush-rx", "--total-num-mbufs=16383",
            "--auto-start"));
        process = new ChildProcess("testpmd", command, setting.folder().resolve("testpmd.log"), this::onLine);
        try {
            packetsSent();
            process.halt();
        } catch (IOException | InterruptedException e) {
            process.close();
            throw e;
        }
    }

    private void onLine(String line) {
        Matcher matcher = SENT.matcher(line.strip());
        if (matcher.matches()) {
            synchronized (sent) {
                sent.add(Long.parseLong(matcher.group(1)));
                sent.notifyAll();
            }
        }
    }

    private long packetsSent() throws IOException, InterruptedException {
        long end = System.nanoTime() + ANSWER_NANOS;
        synchronized (sent) {
            sent.clear();
            process.tell("show port stats all");
            while (sent.size() < PORTS) {
                process.requireAlive();
                if (System.nanoTime() > end) {
                    throw new IOException("testpmd does not answer: " + process.lastWords());
                }
                sent.wait(1);
            }
            return sent.stream().mapToLong(Long::longValue).sum();
        }
    }

    @Override
    public String name() {
        return "testpmd";
    }

    @Override
    public double packetsPerSecond(long millis) throws IOException, InterruptedException {
        process.goOn();
        Thread.sleep(SETTLE_MILLIS);
        long before = packetsSent();
        long start = System.nanoTime();
        Thread.sleep(millis);
        long count = packetsSent() - before;
        double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
        process.halt();
        return count / seconds;
    }

    @Override
    public void close() {
        process.close();
    }
}
