package dev.narrows.bench;

import com.sun.management.ThreadMXBean;
import dev.narrows.dpdk.DpdkThread;
import dev.narrows.linux.Affinity;
import dev.narrows.worker.Worker;
import java.lang.management.ManagementFactory;

/**
 * A thread that does nothing but a worker's duty cycles, on a CPU of its own.
 */
final class WorkerThread {
    private static final ThreadMXBean THREADS = (ThreadMXBean)ManagementFactory.getThreadMXBean();

    private final Thread thread;
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
            while (isRunning) {
                worker.doWork();
            }
            DpdkThread.unregister();
        } catch (RuntimeException e) {
            failure = e;
        }
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
