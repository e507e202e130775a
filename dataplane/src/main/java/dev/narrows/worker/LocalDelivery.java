package dev.narrows.worker;

import dev.narrows.packet.Packet;
import dev.narrows.pmtu.Probe;
import dev.narrows.pmtu.ProbeAnswerWriter;
import dev.narrows.policy.Policy;
import dev.narrows.sa.Tunnel;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.IpHeader;

/**
 * Serves what is addressed to the gateway itself in clear: where there is a port to its own host, that host gets it;
 * else the gateway answers ICMP echo, in place (RFC 1122 3.2.2.6, RFC 4443 4.2). Path probes of a Narrows peer it
 * answers itself in any case, and shortly.
 */
final class LocalDelivery {
    private final Topology topology;
    private final PolicyGate policies;
    private final CleartextStage cleartextStage;
    private final WorkerCounters counters;
    private final EchoAnswer echoAnswer = new EchoAnswer();
    private final ProbeAnswerWriter probeAnswerWriter = new ProbeAnswerWriter();

    LocalDelivery(
        Topology topology,
        PolicyGate policies,
        CleartextStage cleartextStage,
        WorkerCounters counters) {
        this.topology = topology;
        this.policies = policies;
        this.cleartextStage = cleartextStage;
        this.counters = counters;
    }

    /**
     * Serves a packet that came in clear from outside: what a policy protects must come by ESP (RFC 4301 5.2), but for
     * IKE that makes the keys.
     *
     * @param packet whose data are exactly one valid IP packet for one of our addresses.
     * @param header its header.
     * @return why the packet ends here, or null where it is on its way.
     */
    DropReason deliverFromUnprotected(Packet packet, IpHeader header) {
        Policy policy = Ike.isToUs(header) ? null : policies.toUs(header);
        if (policy == null) {
            return deliverUnnamed(packet, header);
        }
        return switch (policy.action()) {
            case BYPASS -> deliver(packet, header);
            case DISCARD -> DropReason.POLICY_DISCARD;
            case PROTECT -> DropReason.CLEARTEXT_FROM_UNPROTECTED;
        };
    }

    /**
     * Serves what no policy has a say in. Its source must not be one that is inside or behind a tunnel: whoever sends
     * in such a name would have our answers go there (RFC 3704 2).
     */
    private DropReason deliverUnnamed(Packet packet, IpHeader header) {
        NextHop back = topology.route(header.sourceHigh(), header.sourceLow());
        return back != null && (back.isInside() || back.tunnel() != null)
            ? DropReason.CLEARTEXT_FROM_UNPROTECTED : deliver(packet, header);
    }

    /**
     * Serves a packet that came by a protected port. Its source must not be outside: our answer, with what the packet
     * brought, would go there in clear (RFC 3704 2).
     *
     * @param packet whose data are exactly one valid IP packet for one of our addresses.
     * @param header its header.
     * @return why the packet ends here, or null where it is on its way.
     */
    DropReason deliverFromProtected(Packet packet, IpHeader header) {
        NextHop back = topology.route(header.sourceHigh(), header.sourceLow());
        return back != null && back.port() != null && !back.isInside()
            ? DropReason.INVALID_ADDRESS : deliver(packet, header);
    }

    /**
     * Serves a packet that came out of a tunnel, inside its SA's selectors. A Narrows peer's path probe is answered
     * here, before the host sees it: the host's answer would be as long as the probe. It goes back by the tunnel that
     * is probed, whichever comes first in the order, or whether it yields: the peer asks about that one.
     *
     * @param packet whose data are exactly one valid IP packet for one of our addresses.
     * @param header its header.
     * @param tunnel which.
     * @return why the packet ends here, or null where it is on its way.
     */
    DropReason deliverFromTunnel(Packet packet, IpHeader header, Tunnel tunnel) {
        if (!Probe.isRequest(header)) {
            return deliver(packet, header);
        }
        counters.increment(WorkerCounter.PROBES_ANSWERED);
        packet.bounds(packet.offset(), probeAnswerWriter.write(header));
        return cleartextStage.sendBack(packet, tunnel);
    }

    /**
     * Serves a packet.
     *
     * @param packet whose data are exactly one valid IP packet for one of our addresses.
     * @param header its header.
     * @return why the packet ends here, or null where it is on its way.
     */
    private DropReason deliver(Packet packet, IpHeader header) {
        if (topology.hostPort() != null) {
            return cleartextStage.sendToHost(packet, header);
        }
        DropReason failure = header.isFragment() ? DropReason.NOT_SERVED : echoAnswer.write(packet, header);
        return failure == null ? cleartextStage.sendLocal(packet) : failure;
    }
}
