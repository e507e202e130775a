package dev.narrows.worker;

import dev.narrows.channel.PacketRing;
import dev.narrows.packet.Packet;
import dev.narrows.sa.Tunnel;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.IpHeader;
import java.util.List;

/**
 * Takes what other workers hand over, and goes on where they stopped. Headers are parsed anew.
 */
final class TakeOver {
    private final PacketRing[] rings;
    private final List<Tunnel> tunnels;
    private final HandOver handOver;
    private final Topology topology;
    private final Ingress ingress;
    private final UnprotectedIngress unprotectedIngress;
    private final OutboundStage outboundStage;
    private final Disposer disposer;
    private final WorkerCounters counters;
    private final Packet packet = new Packet();
    private final IpHeader header = new IpHeader();

    TakeOver(
        WorkerPlace place,
        HandOver handOver,
        Topology topology,
        Ingress ingress,
        UnprotectedIngress unprotectedIngress,
        OutboundStage outboundStage,
        Disposer disposer,
        WorkerCounters counters) {
        rings = new PacketRing[place.mesh().workers() - 1];
        int count = 0;
        for (int from = 0; from < place.mesh().workers(); from++) {
            if (from != place.number()) {
                rings[count] = place.mesh().ring(from, place.number());
                count++;
            }
        }
        tunnels = place.tunnels();
        this.handOver = handOver;
        this.topology = topology;
        this.ingress = ingress;
        this.unprotectedIngress = unprotectedIngress;
        this.outboundStage = outboundStage;
        this.disposer = disposer;
        this.counters = counters;
    }

    /**
     * Takes a burst of each other worker's.
     *
     * @return how many packets there were.
     */
    int poll() {
        int count = 0;
        for (PacketRing ring : rings) {
            count += poll(ring);
        }
        return count;
    }

    private int poll(PacketRing ring) {
        int count = 0;
        while (count < Worker.BURST) {
            long handle = ring.take();
            if (handle == 0) {
                break;
            }
            count++;
            packet.wrap(handle);
            disposer.end(packet, process(ring.note()));
        }
        if (count > 0) {
            ring.release();
            counters.add(WorkerCounter.TAKEN_OVER, count);
            handOver.takenNothing();
        }
        return count;
    }

    private DropReason process(long note) {
        int purpose = HandOver.purpose(note);
        int subject = HandOver.subject(note);
        handOver.taken(purpose);
        if (purpose == HandOver.TRANSMIT) {
            topology.ports()[subject].transmit(packet);
            return null;
        }
        if (purpose == HandOver.FRAGMENT) {
            return ingress.processFragment(packet, topology.ports()[subject]);
        }
        if (!header.parse(packet.buffer(), packet.offset(), packet.length())) {
            return DropReason.badHeader(header.isIpv6());
        }
        return switch (purpose) {
            case HandOver.TO_US -> unprotectedIngress.processWhole(packet, header);
            case HandOver.ANSWER -> outboundStage.answer(packet, header, tunnels.get(subject));
            default -> outboundStage.protect(packet, header, tunnels.get(subject),
                purpose == HandOver.PROTECT_FORWARDED || purpose == HandOver.PROTECT_NEXT_FORWARDED);
        };
    }
}
