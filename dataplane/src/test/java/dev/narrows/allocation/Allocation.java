package dev.narrows.allocation;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Measures what code allocates on the heap, once it is warm. */
public final class Allocation {
    private static final int WARM_UP = 20;
    private static final int ATTEMPTS = 50;

    private Allocation() {
    }

    /**
     * Runs code on this thread until it is warm, then measures it.
     *
     * @param code allocates nothing if the packet path is as it should be; should take well over a microsecond.
     * @return the bytes that its most frugal run allocated: code that allocates does so in every run, while the JVM may
     *     allocate in any one.
     */
    public static long perRun(Runnable code) {
        ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        for (int i = 0; i < WARM_UP; i++) {
            code.run();
        }
        long least = Long.MAX_VALUE;
        for (int i = 0; i < ATTEMPTS && least > 0; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            code.run();
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }
}
