package dev.narrows.port;

import dev.narrows.packet.HandleArray;

/**
 * One queue pair of one network port, polled by one worker.
 */
public interface Port extends AutoCloseable {
    /**
     * Takes what has arrived.
     *
     * @param handles receives the packets' handles from index 0; they belong to the caller then.
     * @return how many, from 0 to the array's capacity.
     */
    int receive(HandleArray handles);

    /**
     * Hands packets to the driver.
     *
     * @param handles packets whose lengths have been stored.
     * @param from    index of the first.
     * @param count   how many.
     * @return how many the driver took, counted from the first; the rest still belong to the caller.
     */
    int transmit(HandleArray handles, int from, int count);

    /** {@return the port's hardware address, 48 bits} */
    long macAddress();

    @Override
    void close();
}
