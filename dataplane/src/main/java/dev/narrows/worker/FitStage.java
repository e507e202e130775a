package dev.narrows.worker;

import dev.narrows.fragment.Ipv4Fragmenter;
import dev.narrows.fragment.Ipv6Fragmenter;
import dev.narrows.packet.HandleArray;
import dev.narrows.packet.Packet;
import dev.narrows.packet.PacketPool;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.IpHeader;

/**
 * What becomes of a packet that is longer than fits: with DF, and always with IPv6, its sender is told and it is dropped
 * (RFC 1191 4, RFC 8200 5), without DF it is replaced by fragments.
 */
final class FitStage {
    private final IcmpReporter reporter;
    private final Disposer disposer;
    private final WorkerCounters counters;
    private final PacketPool pool;
    private final Ipv4Fragmenter ipv4Fragmenter = new Ipv4Fragmenter();
    private final Ipv6Fragmenter ipv6Fragmenter;

    FitStage(IcmpReporter reporter, Disposer disposer, WorkerCounters counters, WorkerSetup setup) {
        this.reporter = reporter;
        this.disposer = disposer;
        this.counters = counters;
        pool = setup.pool();
        WorkerMesh mesh = setup.place().mesh();
        ipv6Fragmenter = new Ipv6Fragmenter(mesh.identificationSeed(), setup.place().number(), mesh.workers());
    }

    /**
     * Disposes of a packet that is too long.
     *
     * @param packet    whose data are one IP packet; not to be used any more.
     * @param header    its header.
     * @param mtu       what fits, in bytes.
     * @param fragments receives the packets in its place.
     * @return how many there are, from 0.
     */
    int shorten(Packet packet, IpHeader header, int mtu, HandleArray fragments) {
        if (header.dontFragment()) {
            reporter.tooBig(packet, header, mtu);
            disposer.drop(packet, DropReason.TOO_BIG);
            return 0;
        }
        return cut(packet, false, mtu, fragments);
    }

    /**
     * Replaces a packet by fragments of itself.
     *
     * @param packet    whose data are one IP packet of our own, or one without DF; not to be used any more.
     * @param isIpv6    its family.
     * @param mtu       what fits, in bytes.
     * @param fragments receives the packets in its place.
     * @return how many there are, from 0.
     */
    int cut(Packet packet, boolean isIpv6, int mtu, HandleArray fragments) {
        DropReason failure = isIpv6
            ? ipv6Fragmenter.fragment(packet, mtu, pool, fragments)
            : ipv4Fragmenter.fragment(packet, mtu, pool, fragments);
        if (failure != null) {
            disposer.drop(packet, failure);
            return 0;
        }
        int count = isIpv6 ? ipv6Fragmenter.count() : ipv4Fragmenter.count();
        counters.add(WorkerCounter.MADE, count);
        disposer.drop(packet, DropReason.FRAGMENTED);
        return count;
    }
}
