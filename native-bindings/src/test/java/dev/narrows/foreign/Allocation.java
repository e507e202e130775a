package dev.narrows.foreign;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Measures what the calling thread allocates on the heap. */
public final class Allocation {
    private static final int ROUNDS = 20;

    private Allocation() {
    }

    /**
     * Runs some work again and again and returns the bytes that its most frugal run has allocated: linking and
     * compiling allocate in the first runs, but work that allocates of itself does so in each.
     */
    public static long least(Runnable work) {
        ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            work.run();
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }
}
