package dev.narrows.bench.process;

import dev.narrows.dpdk.Eal;
import java.nio.file.Path;
import java.util.List;

/**
 * Starts EAL on a thread of its own, since EAL pins the thread that starts it.
 */
public final class EalStart {
    private EalStart() {
    }

    /**
     * Starts it.
     *
     * @param arguments EAL's.
     * @param log       receives what it says.
     * @throws InterruptedException where this thread was interrupted.
     */
    public static void run(List<String> arguments, Path log) throws InterruptedException {
        Thread thread = new Thread(() -> Eal.init(arguments, log), "eal");
        RuntimeException[] failure = new RuntimeException[1];
        thread.setUncaughtExceptionHandler((t, e) -> failure[0] = new IllegalStateException(e.getMessage(), e));
        thread.start();
        thread.join();
        if (failure[0] != null) {
            throw failure[0];
        }
    }
}
