package dev.narrows.bench;

import com.sun.management.ThreadMXBean;
import dev.narrows.dpdk.DpdkThread;
import dev.narrows.linux.Affinity;
import dev.narrows.worker.Worker;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * A thread that does nothing but a worker's duty cycles, on a CPU of its own, and takes their time.
 */
final class WorkerThread {
    private static final ThreadMXBean THREADS = (ThreadMXBean)ManagementFactory.getThreadMXBean();

    private static final long LONGEST_CYCLE_NS = TimeUnit.SECONDS.toNanos(10);
    private static final int DIGITS = 3;

    private final Histogram cycles = new Histogram(LONGEST_CYCLE_NS, DIGITS);
    private final Thread thread;
    private volatile boolean isToForget;
    private volatile boolean isRunning = true;
    private volatile RuntimeException failure;

    WorkerThread(Worker worker, int cpu) {
        thread = new Thread(() -> run(worker, cpu), worker.roleName());
        thread.start();
    }

    private void run(Worker worker, int cpu) {
        try {
            Affinity.pin(cpu);
            DpdkThread.register();
            poll(worker);
            DpdkThread.unregister();
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void poll(Worker worker) {
        long before = System.nanoTime();
        while (isRunning) {
            worker.doWork();
            long after = System.nanoTime();
            cycles.recordValue(Math.min(after - before, LONGEST_CYCLE_NS));
            if (isToForget) {
                isToForget = false;
                cycles.reset();
            }
            before = after;
        }
    }

    /** Forgets the duty cycles so far: they were the warm-up's. */
    void forgetCycles() {
        isToForget = true;
    }

    /** {@return the time of each duty cycle since {@link #forgetCycles}, in nanoseconds; once the thread has ended} */
    Histogram cycles() {
        return cycles;
    }

    /** {@return the bytes that the thread has allocated on the heap since it started} */
    long allocatedBytes() {
        return THREADS.getThreadAllocatedBytes(thread.threadId());
    }

    /** Fails where the worker has failed. */
    void check() {
        if (failure != null) {
            throw new IllegalStateException("the worker failed: " + failure.getMessage(), failure);
        }
    }

    /** Ends the thread, and fails where the worker has failed. */
    void stop() throws InterruptedException {
        isRunning = false;
        thread.join();
        check();
    }
}
