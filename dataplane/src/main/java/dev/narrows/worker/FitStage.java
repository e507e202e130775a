package dev.narrows.worker;

import dev.narrows.fragment.Ipv4Fragmenter;
import dev.narrows.packet.HandleArray;
import dev.narrows.packet.Packet;
import dev.narrows.packet.PacketPool;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.Ipv4;

/**
 * What becomes of a packet that is longer than fits: with DF its sender is told and it is dropped (RFC 1191 4),
 * without DF it is replaced by fragments.
 */
final class FitStage {
    private final IcmpReporter reporter;
    private final Disposer disposer;
    private final WorkerCounters counters;
    private final PacketPool pool;
    private final Ipv4Fragmenter fragmenter = new Ipv4Fragmenter();
    private final Ipv4 ipv4 = new Ipv4();

    FitStage(IcmpReporter reporter, Disposer disposer, WorkerCounters counters, PacketPool pool) {
        this.reporter = reporter;
        this.disposer = disposer;
        this.counters = counters;
        this.pool = pool;
    }

    /**
     * Disposes of a packet that is too long.
     *
     * @param packet    whose data start at its IPv4 header; not to be used any more.
     * @param mtu       what fits, in bytes.
     * @param fragments receives the packets in its place.
     * @return how many there are, from 0.
     */
    int shorten(Packet packet, int mtu, HandleArray fragments) {
        if (ipv4.wrap(packet.buffer(), packet.offset()).dontFragment()) {
            reporter.tooBig(packet, mtu);
            disposer.drop(packet, DropReason.TOO_BIG);
            return 0;
        }
        DropReason failure = fragmenter.fragment(packet, mtu, pool, fragments);
        if (failure != null) {
            disposer.drop(packet, failure);
            return 0;
        }
        int count = fragmenter.count();
        counters.add(WorkerCounter.MADE, count);
        disposer.drop(packet, DropReason.FRAGMENTED);
        return count;
    }
}
