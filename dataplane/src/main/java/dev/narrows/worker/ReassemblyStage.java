package dev.narrows.worker;

import dev.narrows.fragment.Reassembly;
import dev.narrows.packet.Packet;
import dev.narrows.packet.PacketPool;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.IpHeader;

/**
 * Puts fragmented packets for the gateway together before anybody looks at them. Fragments are copied out of their
 * packets, which go home at once, so that a flood of fragments cannot drain the pool. Those that come from an address
 * that a tunnel leads to have a share of the room that nobody else's can take.
 */
final class ReassemblyStage {
    private final Topology topology;
    private final Reassembly peers;
    private final Reassembly strangers;
    private final PacketPool pool;
    private final WorkerCounters counters;
    private final Packet whole = new Packet();
    private Reassembly completed;
    private long now;
    private int held;

    ReassemblyStage(
        Topology topology, Reassembly peers, Reassembly strangers, PacketPool pool, WorkerCounters counters) {
        this.topology = topology;
        this.peers = peers;
        this.strangers = strangers;
        this.pool = pool;
        this.counters = counters;
    }

    /**
     * Begins a duty cycle: gives up what has waited too long.
     *
     * @param nowNanos the clock.
     */
    void begin(long nowNanos) {
        now = nowNanos;
        int expired = peers.expire(nowNanos) + strangers.expire(nowNanos);
        if (expired > 0) {
            counters.add(WorkerCounter.REASSEMBLY_TIMEOUTS, expired);
            countHeld();
        }
    }

    /**
     * Takes what a fragment holds.
     *
     * @param header of a valid IP packet for an address of ours.
     * @return how the fragment itself ends, which is needed no more.
     */
    DropReason take(IpHeader header) {
        Reassembly reassembly = topology.isPeer(header.sourceHigh(), header.sourceLow()) ? peers : strangers;
        DropReason end = reassembly.accept(header, now);
        counters.add(WorkerCounter.REASSEMBLY_DISPLACED, reassembly.takeDisplaced());
        countHeld();
        completed = reassembly.isComplete() ? reassembly : null;
        return end;
    }

    private void countHeld() {
        int before = held;
        held = peers.inUse() + strangers.inUse();
        counters.add(WorkerCounter.REASSEMBLING, held - before);
    }

    /**
     * Makes a packet of the datagram that the last fragment completed.
     *
     * @return whether there is one, {@link #whole}; its header may be bad.
     */
    boolean complete() {
        if (completed == null) {
            return false;
        }
        int length = completed.completedLength();
        long handle = pool.allocate(length);
        if (handle == PacketPool.EXHAUSTED) {
            counters.increment(WorkerCounter.NOT_MADE);
            return false;
        }
        whole.wrap(handle);
        whole.bounds(Math.min(whole.offset(), whole.buffer().capacity() - length), length);
        completed.copyTo(whole.buffer(), whole.offset());
        counters.increment(WorkerCounter.MADE);
        counters.increment(WorkerCounter.REASSEMBLED);
        return true;
    }

    /** {@return the packet made last, whose data are exactly one IP packet} */
    Packet whole() {
        return whole;
    }
}
