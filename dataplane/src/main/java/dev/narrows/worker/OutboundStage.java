package dev.narrows.worker;

import dev.narrows.channel.EventRing;
import dev.narrows.esp.EspEncapsulator;
import dev.narrows.packet.HandleArray;
import dev.narrows.packet.Packet;
import dev.narrows.pmtu.SentLedger;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.Tunnel;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.Ipv4;

/**
 * Sends a cleartext packet through its tunnel:
 *
 * <ol>
 * <li>the tunnel's SA is found;
 * <li>the packet must fit the path after ESP, or its sender is told, or it is fragmented before encryption
 *     (RFC 4301 8.2.1);
 * <li>a forwarded packet's time to live is decremented (RFC 4301 5.1.2.1);
 * <li>what is sent with DF is written to the ledger;
 * <li>ESP (RFC 4303 3.3);
 * <li>the next hop of the path.
 * </ol>
 */
final class OutboundStage {
    private static final int MOST_FRAGMENTS = 128;

    private final Topology topology;
    private final FitStage fitStage;
    private final Forwarder forwarder;
    private final Disposer disposer;
    private final EventRing events;
    private final WorkerCounters counters;
    private final SentLedger ledger;
    private final int ledgerFloor;
    private final EspEncapsulator encapsulator = new EspEncapsulator();
    private final HandleArray fragments = new HandleArray(MOST_FRAGMENTS);
    private final Packet fragment = new Packet();
    private final Ipv4 ipv4 = new Ipv4();

    OutboundStage(
        Topology topology,
        FitStage fitStage,
        Forwarder forwarder,
        Disposer disposer,
        WorkerSetup setup,
        SentLedger ledger) {
        this.topology = topology;
        this.fitStage = fitStage;
        this.forwarder = forwarder;
        this.disposer = disposer;
        this.events = setup.events();
        this.counters = setup.counters();
        this.ledger = ledger;
        this.ledgerFloor = setup.limits().ledgerFloor();
    }

    /**
     * Sends a packet through a tunnel.
     *
     * @param packet      whose data are exactly one valid IPv4 packet.
     * @param tunnel      which.
     * @param isForwarded whether the packet came from elsewhere, so that its time to live counts down here.
     */
    void protect(Packet packet, Tunnel tunnel, boolean isForwarded) {
        OutboundSa sa = tunnel.outboundSa();
        if (sa == null) {
            disposer.drop(packet, DropReason.NO_OUTBOUND_SA);
            return;
        }
        int largestInner = sa.largestInner();
        if (packet.length() <= largestInner) {
            seal(packet, sa, isForwarded);
        } else {
            int count = fitStage.shorten(packet, largestInner, fragments);
            for (int i = 0; i < count; i++) {
                fragment.wrap(fragments.get(i));
                seal(fragment, sa, isForwarded);
            }
        }
    }

    private void seal(Packet packet, OutboundSa sa, boolean isForwarded) {
        Tunnel tunnel = sa.tunnel();
        ipv4.wrap(packet.buffer(), packet.offset());
        if (isForwarded) {
            ipv4.decrementTtl();
        }
        remember(packet, sa, tunnel.dfPolicy().outer(ipv4.dontFragment()));
        DropReason failure = encapsulator.encapsulate(packet, sa);
        if (sa.claimRenewal() && !events.leaseLow(sa.id(), sa.sequence())) {
            sa.retryRenewal();
        }
        if (failure != null) {
            disposer.drop(packet, failure);
            return;
        }
        counters.increment(WorkerCounter.ENCAPSULATED);
        NextHop nextHop = topology.nextHop(tunnel.path());
        if (nextHop == null) {
            disposer.drop(packet, DropReason.NO_ROUTE);
        } else {
            forwarder.forward(packet, nextHop, tunnel.path().remote());
        }
    }

    /**
     * Writes a packet to the ledger under the number that it is about to get, since encryption is in place. Where
     * encapsulation fails the number goes to the next packet, whose entry takes this one's place.
     */
    private void remember(Packet packet, OutboundSa sa, boolean isOuterDf) {
        int outerLength = sa.overhead().outerLength(packet.length());
        if (isOuterDf && outerLength > ledgerFloor) {
            ledger.record(
                sa.spi(), sa.sequence() + 1, outerLength, packet.buffer(), packet.offset(), packet.length());
        }
    }
}
