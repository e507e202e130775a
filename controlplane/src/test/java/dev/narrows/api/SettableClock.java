package dev.narrows.api;

import org.agrona.concurrent.NanoClock;

/** A clock that the test moves. */
final class SettableClock implements NanoClock {
    private long now = Long.MAX_VALUE - 1000;

    @Override
    public long nanoTime() {
        return now;
    }

    /** Moves on; the first steps overflow, as {@code System.nanoTime} may. */
    void advance(long nanos) {
        now += nanos;
    }
}
