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
 * What becomes of a packet that is longer than fits: with DF, and always with IPv6, its sender is told and it is
 * dropped (RFC 1191 4, RFC 8200 5), without DF it is replaced by fragments.
 */
final class FitStage {
    private final IcmpReporter reporter;
    private final WorkerCounters counters;
    private final PacketPool pool;
    private final Ipv4Fragmenter ipv4Fragmenter = new Ipv4Fragmenter();
    private final Ipv6Fragmenter ipv6Fragmenter;
    private int count;

    FitStage(IcmpReporter reporter, WorkerCounters counters, WorkerSetup setup) {
        this.reporter = reporter;
        this.counters = counters;
        pool = setup.pool();
        WorkerMesh mesh = setup.place().mesh();
        ipv6Fragmenter = new Ipv6Fragmenter(mesh.identificationSeed(), setup.place().number(), mesh.workers());
    }

    /**
     * Tells the sender of a packet that is too long, or replaces it by fragments.
     *
     * @param packet    whose data are one IP packet.
     * @param header    its header.
     * @param mtu       what fits, in bytes.
     * @param fragments receives the packets in its place, {@link #count} of them.
     * @return why the packet itself ends here.
     */
    DropReason shorten(Packet packet, IpHeader header, int mtu, HandleArray fragments) {
        if (header.dontFragment()) {
            reporter.tooBig(packet, header, mtu);
            count = 0;
            return DropReason.TOO_BIG;
        }
        return cut(packet, false, mtu, fragments);
    }

    /**
     * Replaces a packet by fragments of itself.
     *
     * @param packet    whose data are one IP packet of our own, or one without DF.
     * @param isIpv6    its family.
     * @param mtu       what fits, in bytes.
     * @param fragments receives the packets in its place, {@link #count} of them.
     * @return why the packet itself ends here.
     */
    DropReason cut(Packet packet, boolean isIpv6, int mtu, HandleArray fragments) {
        DropReason failure = isIpv6
            ? ipv6Fragmenter.fragment(packet, mtu, pool, fragments)
            : ipv4Fragmenter.fragment(packet, mtu, pool, fragments);
        if (failure != null) {
            count = 0;
            return failure;
        }
        count = isIpv6 ? ipv6Fragmenter.count() : ipv4Fragmenter.count();
        counters.add(WorkerCounter.MADE, count);
        return DropReason.FRAGMENTED;
    }

    /** {@return how many packets there are in place of the last one, from 0} */
    int count() {
        return count;
    }
}
