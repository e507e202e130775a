package dev.narrows.path;

import java.time.Duration;
import java.time.Instant;

/**
 * A moment on two clocks: one that only ever runs forward, for what is due, and the one on the wall, for people.
 *
 * @param nanos       of the first, from an arbitrary origin.
 * @param epochMillis of the second.
 */
public record Moment(long nanos, long epochMillis) {
    /**
     * Adds to both.
     *
     * @param duration how long.
     * @return the moment so much later.
     */
    public Moment plus(Duration duration) {
        return new Moment(nanos + duration.toNanos(), epochMillis + duration.toMillis());
    }

    /**
     * Compares by the clock that only runs forward.
     *
     * @param other another moment of the same process.
     * @return whether this is the earlier one.
     */
    public boolean isBefore(Moment other) {
        return nanos - other.nanos < 0;
    }

    /** {@return as ISO 8601 in UTC} */
    @Override
    public String toString() {
        return Instant.ofEpochMilli(epochMillis).toString();
    }
}
