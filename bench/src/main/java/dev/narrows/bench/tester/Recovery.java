package dev.narrows.bench.tester;

/**
 * Finds out how soon after an overload no packet is lost any more.
 */
final class Recovery {
    /** Nothing may be lost for so long. */
    static final int QUIET_MILLIS = 10;
    /** In place of a time. */
    static final long NEVER = -1;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final long[] lost;

    /**
     * Before anything was lost.
     *
     * @param millis how long it is watched.
     */
    Recovery(int millis) {
        lost = new long[millis];
    }

    /**
     * Says that packets were lost.
     *
     * @param nanos when they were to be sent, since the end of the overload.
     * @param count how many.
     */
    void lose(long nanos, long count) {
        lost[Math.clamp(nanos / NANOS_PER_MILLI, 0, lost.length - 1)] += count;
    }

    /** {@return after how many milliseconds nothing was lost for {@link #QUIET_MILLIS}, or {@link #NEVER}} */
    long millis() {
        int quiet = 0;
        for (int i = 0; i < lost.length; i++) {
            quiet = lost[i] == 0 ? quiet + 1 : 0;
            if (quiet == QUIET_MILLIS) {
                return i + 1L - QUIET_MILLIS;
            }
        }
        return NEVER;
    }

    /** {@return all that was lost} */
    long lost() {
        long sum = 0;
        for (long count : lost) {
            sum += count;
        }
        return sum;
    }
}
