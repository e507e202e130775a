package dev.narrows.netlab;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waiting for what another process will show in a moment, with a bound far above any right behaviour.
 */
final class Eventually {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private Eventually() {
    }

    /**
     * Returns when the condition holds; fails if it does not in time.
     *
     * @param condition what should come true.
     * @param otherwise what to say if it does not.
     */
    static void holds(BooleanSupplier condition, Supplier<String> otherwise) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > LIMIT_NANOS) {
                throw new AssertionError(otherwise.get());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
