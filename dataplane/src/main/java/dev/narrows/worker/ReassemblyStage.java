package dev.narrows.worker;

import dev.narrows.fragment.Reassembly;
import dev.narrows.packet.Packet;
import dev.narrows.packet.PacketPool;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.IpHeader;

/**
 * Puts fragmented ESP packets together before they are opened. Fragments are copied out of their packets, which go
 * home at once, so that a flood of fragments cannot drain the pool.
 */
final class ReassemblyStage {
    private final Reassembly reassembly;
    private final InboundStage inboundStage;
    private final PacketPool pool;
    private final Disposer disposer;
    private final WorkerCounters counters;
    private final IpHeader header = new IpHeader();
    private final Packet whole = new Packet();
    private long now;

    ReassemblyStage(
        Reassembly reassembly,
        InboundStage inboundStage,
        PacketPool pool,
        Disposer disposer,
        WorkerCounters counters) {
        this.reassembly = reassembly;
        this.inboundStage = inboundStage;
        this.pool = pool;
        this.disposer = disposer;
        this.counters = counters;
    }

    /**
     * Begins a duty cycle: gives up what has waited too long.
     *
     * @param nowNanos the clock.
     */
    void begin(long nowNanos) {
        now = nowNanos;
        counters.add(WorkerCounter.REASSEMBLY_TIMEOUTS, reassembly.expire(nowNanos));
    }

    /**
     * Takes a fragment, and sends on the datagram that it completes.
     *
     * @param fragment whose data are exactly one valid IPv4 packet; not to be used any more.
     */
    void process(Packet fragment) {
        if (header.parse(fragment.buffer(), fragment.offset(), fragment.length())) {
            disposer.drop(fragment, reassembly.accept(header, now));
        } else {
            disposer.drop(fragment, DropReason.BAD_IPV4_HEADER);
            return;
        }
        if (reassembly.isComplete()) {
            complete();
        }
    }

    private void complete() {
        long handle = pool.allocate();
        if (handle == PacketPool.EXHAUSTED) {
            counters.increment(WorkerCounter.NOT_MADE);
            return;
        }
        whole.wrap(handle);
        int length = reassembly.copyTo(whole.buffer(), whole.offset());
        whole.bounds(whole.offset(), length);
        counters.increment(WorkerCounter.MADE);
        counters.increment(WorkerCounter.REASSEMBLED);
        inboundStage.process(whole);
    }
}
