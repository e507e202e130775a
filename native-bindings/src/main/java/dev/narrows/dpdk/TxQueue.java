package dev.narrows.dpdk;

import java.lang.foreign.MemorySegment;

/**
 * A transmit queue of a started port, to be used by one thread at a time. Dead once the port is stopped: get another
 * from {@link EthPort#txQueue} after the next start.
 */
public final class TxQueue {
    private final MemorySegment function;
    private final long queue;
    private final boolean critical;

    TxQueue(MemorySegment function, long queue, boolean critical) {
        this.function = function;
        this.queue = queue;
        this.critical = critical;
    }

    /**
     * Hands packets to the driver, without waiting. Neither allocates Java memory nor throws.
     *
     * @param mbufArrayAddress where the packets' addresses are, 8 bytes each
     * @param count            how many there are, 0 to 65535
     * @return how many of the first the driver has taken and now owns; the caller still owns the rest
     */
    public int transmit(long mbufArrayAddress, int count) {
        return critical
                ? BurstFunctions.callCritical(function, queue, mbufArrayAddress, count)
                : BurstFunctions.callOrdinary(function, queue, mbufArrayAddress, count);
    }
}
