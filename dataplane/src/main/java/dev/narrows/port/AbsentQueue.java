package dev.narrows.port;

import dev.narrows.packet.HandleArray;

/**
 * What a worker has of a port that offers fewer queues than there are workers: nothing arrives by it, and nothing is
 * taken.
 *
 * @param macAddress the port's hardware address.
 */
public record AbsentQueue(long macAddress) implements Port {
    @Override
    public int receive(HandleArray handles) {
        return 0;
    }

    @Override
    public int transmit(HandleArray handles, int from, int count) {
        return 0;
    }

    @Override
    public void close() {
        // There is nothing to give back.
    }
}
