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
 * packets, which go home at once, so that a flood of fragments cannot drain the pool.
 */
final class ReassemblyStage {
    private final Reassembly reassembly;
    private final PacketPool pool;
    private final Disposer disposer;
    private final WorkerCounters counters;
    private final Packet whole = new Packet();
    private final IpHeader wholeHeader = new IpHeader();
    private UnprotectedIngress ingress;
    private long now;

    ReassemblyStage(Reassembly reassembly, PacketPool pool, Disposer disposer, WorkerCounters counters) {
        this.reassembly = reassembly;
        this.pool = pool;
        this.disposer = disposer;
        this.counters = counters;
    }

    /**
     * Says where whole datagrams go on.
     *
     * @param unprotectedIngress the stage that gives fragments to this one.
     */
    void connect(UnprotectedIngress unprotectedIngress) {
        ingress = unprotectedIngress;
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
     * @param fragment whose data are exactly one valid IP packet for an address of ours; not to be used any more.
     * @param header   its header.
     */
    void process(Packet fragment, IpHeader header) {
        disposer.drop(fragment, reassembly.accept(header, now));
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
        if (wholeHeader.parse(whole.buffer(), whole.offset(), length)) {
            ingress.processWhole(whole, wholeHeader);
        } else {
            disposer.drop(whole, wholeHeader.isIpv6() ? DropReason.BAD_IPV6_HEADER : DropReason.BAD_IPV4_HEADER);
        }
    }
}
