package dev.narrows.bench.peer;

import java.io.IOException;

/**
 * Something whose packet rate is measured in turns with others', on the same core. Between its turns it does nothing.
 */
public interface Contender extends AutoCloseable {
    /** {@return what it is called in tables} */
    String name();

    /**
     * Lets it go on for a while.
     *
     * @param millis how long it is measured.
     * @return packets a second.
     * @throws IOException          where its process ended or says nothing.
     * @throws InterruptedException where this thread was interrupted.
     */
    double packetsPerSecond(long millis) throws IOException, InterruptedException;

    /** {@return whether the others are worth comparing without it, where it cannot do what is asked} */
    default boolean mayBeLeftOut() {
        return false;
    }

    @Override
    void close();
}
