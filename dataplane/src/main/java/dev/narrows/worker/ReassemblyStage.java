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
 * packets, which go home at once, so that a flood of fragments cannot drain the pool. Those that come from an address that
 * a tunnel leads to have a share of the room that nobody else's can take.
 */
final class ReassemblyStage {
    private final Topology topology;
    private final Reassembly peers;
    private final Reassembly strangers;
    private final PacketPool pool;
    private final Disposer disposer;
    private final WorkerCounters counters;
    private final Packet whole = new Packet();
    private final IpHeader wholeHeader = new IpHeader();
    private UnprotectedIngress ingress;
    private long now;
    private int held;

    ReassemblyStage(Topology topology, Reassembly peers, Reassembly strangers, PacketPool pool, Disposer disposer,
        WorkerCounters counters) {
        this.topology = topology;
        this.peers = peers;
        this.strangers = strangers;
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
        int expired = peers.expire(nowNanos) + strangers.expire(nowNanos);
        if (expired > 0) {
            counters.add(WorkerCounter.REASSEMBLY_TIMEOUTS, expired);
            countHeld();
        }
    }

    /**
     * Takes a fragment, and sends on the datagram that it completes.
     *
     * @param fragment whose data are exactly one valid IP packet for an address of ours; not to be used any more.
     * @param header   its header.
     */
    void process(Packet fragment, IpHeader header) {
        Reassembly reassembly = topology.isPeer(header.sourceHigh(), header.sourceLow()) ? peers : strangers;
        disposer.drop(fragment, reassembly.accept(header, now));
        counters.add(WorkerCounter.REASSEMBLY_DISPLACED, reassembly.takeDisplaced());
        countHeld();
        if (reassembly.isComplete()) {
            complete(reassembly);
        }
    }

    private void countHeld() {
        int before = held;
        held = peers.inUse() + strangers.inUse();
        counters.add(WorkerCounter.REASSEMBLING, held - before);
    }

    private void complete(Reassembly reassembly) {
        int length = reassembly.completedLength();
        long handle = pool.allocate(length);
        if (handle == PacketPool.EXHAUSTED) {
            counters.increment(WorkerCounter.NOT_MADE);
            return;
        }
        whole.wrap(handle);
        whole.bounds(Math.min(whole.offset(), whole.buffer().capacity() - length), length);
        reassembly.copyTo(whole.buffer(), whole.offset());
        counters.increment(WorkerCounter.MADE);
        counters.increment(WorkerCounter.REASSEMBLED);
        if (wholeHeader.parse(whole.buffer(), whole.offset(), length)) {
            ingress.processWhole(whole, wholeHeader);
        } else {
            disposer.drop(whole, wholeHeader.isIpv6() ? DropReason.BAD_IPV6_HEADER : DropReason.BAD_IPV4_HEADER);
        }
    }
}
