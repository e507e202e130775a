package dev.narrows.bench.peer;

import java.io.IOException;

/**
 * A gateway that serves a tester in its turns, and does nothing between them.
 */
public interface Served extends AutoCloseable {
    /** {@return what it is called in tables} */
    String name();

    /**
     * Begins a turn.
     *
     * @throws IOException          where its process ended.
     * @throws InterruptedException where this thread was interrupted.
     */
    void serve() throws IOException, InterruptedException;

    /**
     * Ends a turn.
     *
     * @throws IOException          where its process ended.
     * @throws InterruptedException where this thread was interrupted.
     */
    void pause() throws IOException, InterruptedException;

    /**
     * Tells of the times in its last turn in which nothing of it ran at all, because its run-time system had it so.
     *
     * @return words for a table.
     */
    default String pauses() {
        return "-";
    }

    @Override
    void close();
}
