package dev.narrows.netlab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A capture by tcpdump on a host's port: begun by {@link #on}, ended by {@link #frames} or {@link #file}.
 */
final class Capture implements AutoCloseable {
    /** Longer than a captured frame needs from the kernel to tcpdump's file, which is written frame by frame. */
    private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Path file;
    private final Command.Running tcpdump;
    private boolean ended;

    private Capture(Path file, Command.Running tcpdump) {
        this.file = file;
        this.tcpdump = tcpdump;
    }

    /**
     * Begins to capture.
     *
     * @param filter what to capture, in tcpdump's words; empty for everything.
     */
    static Capture on(Netlab netlab, String host, String port, String... filter) {
        try {
            Path file = Files.createTempFile("narrows-system-test", ".pcap");
            List<String> words = new ArrayList<>(List.of("tcpdump", "-i", port, "-n", "-U", "-Z", "root",
                "--immediate-mode", "-w", file.toString()));
            words.addAll(List.of(filter));
            Capture capture = new Capture(file, netlab.spawn(host, words.toArray(String[]::new)));
            Eventually.holds(() -> capture.tcpdump.outputSoFar().contains("listening on"),
                () -> "tcpdump did not start: " + capture.tcpdump.outputSoFar());
            return capture;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the capture. */
    List<Frame> frames() {
        end();
        return Frame.read(file);
    }

    /** Ends the capture. The file lives until {@link #close}. */
    Path file() {
        end();
        return file;
    }

    private void end() {
        if (!ended) {
            LockSupport.parkNanos(SETTLE_NANOS);
            stop();
        }
    }

    private void stop() {
        ended = true;
        tcpdump.process().destroy();
        tcpdump.await();
    }

    @Override
    public void close() {
        if (!ended) {
            stop();
        }
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
