package dev.narrows.cli;

import dev.narrows.control.status.PoolProbe;
import dev.narrows.packet.PacketPool;

/**
 * Tells the conductor of the packet pool.
 */
final class PoolStatus implements PoolProbe {
    private final PacketPool pool;
    private final int reassemblySlots;

    PoolStatus(PacketPool pool, int reassemblySlots) {
        this.pool = pool;
        this.reassemblySlots = reassemblySlots;
    }

    @Override
    public long inUse() {
        return pool.inUse();
    }

    @Override
    public long size() {
        return (long)pool.size() + reassemblySlots;
    }
}
