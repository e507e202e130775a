package dev.narrows.bench.gateway;

import com.sun.management.ThreadMXBean;
import dev.narrows.dpdk.DpdkThread;
import dev.narrows.linux.Affinity;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * A thread on a CPU of its own that does one thing over and over, then another, and takes the time of each round. In
 * between it sleeps.
 */
final class WorkerThread implements AutoCloseable {
    private static final ThreadMXBean THREADS = (ThreadMXBean)ManagementFactory.getThreadMXBean();

    private static final long LONGEST_CYCLE_NS = TimeUnit.SECONDS.toNanos(10);
    private static final int DIGITS = 3;

    private final Histogram cycles = new Histogram(LONGEST_CYCLE_NS, DIGITS);
    private final Thread thread;
    private final boolean isOnDpdk;
    private volatile Cycle task;
    private volatile boolean isIdle = true;
    private volatile boolean isRunning = true;
    private volatile RuntimeException failure;

    /**
     * Starts it.
     *
     * @param cpu      where it stays.
     * @param isOnDpdk whether it uses DPDK's ports and pools.
     */
    WorkerThread(int cpu, boolean isOnDpdk) {
        this.isOnDpdk = isOnDpdk;
        thread = new Thread(() -> run(cpu), "narrows-worker");
        thread.start();
    }

    private void run(int cpu) {
        try {
            Affinity.pin(cpu);
            if (isOnDpdk) {
                DpdkThread.register();
            }
            while (isRunning) {
                Cycle current = task;
                if (current == null) {
                    LockSupport.park(this);
                } else {
                    isIdle = false;
                    repeat(current);
                    isIdle = true;
                }
            }
            if (isOnDpdk) {
                DpdkThread.unregister();
            }
        } catch (RuntimeException e) {
            failure = e;
            isIdle = true;
        }
    }

    @SuppressWarnings("ReferenceEquality") // The very same, not one like it.
    private void repeat(Cycle current) {
        cycles.reset();
        long before = System.nanoTime();
        while (task == current) {
            current.run();
            long after = System.nanoTime();
            cycles.recordValue(Math.min(after - before, LONGEST_CYCLE_NS));
            before = after;
        }
    }

    /** Begins something; what was done before has been {@linkplain #pause ended}. */
    void begin(Cycle cycle) {
        task = cycle;
        LockSupport.unpark(thread);
    }

    /** Ends what is done, and waits until it is. */
    void pause() throws InterruptedException {
        task = null;
        while (!isIdle) {
            Thread.sleep(1);
        }
        check();
    }

    /** {@return the time of each round since the last {@link #begin}, in nanoseconds; while it is paused} */
    Histogram cycles() {
        return cycles;
    }

    /** {@return the bytes that the thread has allocated on the heap since it started} */
    long allocatedBytes() {
        return THREADS.getThreadAllocatedBytes(thread.threadId());
    }

    /** Fails where the thread has failed. */
    void check() {
        if (failure != null) {
            throw new IllegalStateException("the worker failed: " + failure.getMessage(), failure);
        }
    }

    /** Ends the thread. */
    @Override
    public void close() {
        isRunning = false;
        task = null;
        LockSupport.unpark(thread);
        Joining.join(thread);
    }
}
