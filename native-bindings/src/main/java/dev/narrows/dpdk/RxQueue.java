package dev.narrows.dpdk;

import java.lang.foreign.MemorySegment;

/**
 * A receive queue of a started port, to be polled by one thread at a time. Dead once the port is stopped: get another
 * from {@link EthPort#rxQueue} after the next start.
 */
public final class RxQueue {
    private final MemorySegment function;
    private final long queue;
    private final boolean critical;

    RxQueue(MemorySegment function, long queue, boolean critical) {
        this.function = function;
        this.queue = queue;
        this.critical = critical;
    }

    /**
     * Receives what has arrived, without waiting. Neither allocates Java memory nor throws.
     *
     * @param mbufArrayAddress where to put the packets' addresses, 8 bytes each; the caller owns the packets
     * @param max              how many at most, 0 to 65535; drivers like multiples of 8
     * @return how many have been received
     */
    public int receive(long mbufArrayAddress, int max) {
        return critical
                ? BurstFunctions.callCritical(function, queue, mbufArrayAddress, max)
                : BurstFunctions.callOrdinary(function, queue, mbufArrayAddress, max);
    }
}
