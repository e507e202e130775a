package dev.narrows.netlab;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waiting for what another process will show in a moment, with a bound far above any right behaviour.
 */
final class Eventually {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(90);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** Longer than a packet is under way, and than TCP takes to send again what was lost. */
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

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

    /**
     * Reads when nothing is under way any more; fails if that does not come to be in time.
     *
     * @param reading what is read, such as the counters of both ends.
     * @return what was read twice, with a pause in between.
     */
    static <T> T settled(Supplier<T> reading) {
        long begin = System.nanoTime();
        T last = reading.get();
        while (true) {
            LockSupport.parkNanos(QUIET_NANOS);
            T next = reading.get();
            if (Objects.equals(last, next)) {
                return next;
            }
            if (System.nanoTime() - begin > LIMIT_NANOS) {
                throw new AssertionError("it does not come to rest: " + last + ", then " + next);
            }
            last = next;
        }
    }
}
