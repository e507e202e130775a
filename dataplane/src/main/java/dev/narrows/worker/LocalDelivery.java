package dev.narrows.worker;

import dev.narrows.packet.Packet;
import dev.narrows.pmtu.Probe;
import dev.narrows.pmtu.ProbeAnswerWriter;
import dev.narrows.policy.Policy;
import dev.narrows.policy.PolicyAction;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv6;

/**
 * Serves what is addressed to the gateway itself in clear: where there is a port to its own host, that host gets it; else
 * the gateway answers ICMP echo, in place (RFC 1122 3.2.2.6, RFC 4443 4.2). Path probes of a Narrows peer it answers
 * itself in any case, and shortly.
 */
final class LocalDelivery {
    private static final int TTL = 64;

    private final Topology topology;
    private final PolicyGate policies;
    private final CleartextStage cleartextStage;
    private final Disposer disposer;
    private final WorkerCounters counters;
    private final Icmpv4 icmpv4 = new Icmpv4();
    private final Icmpv6 icmpv6 = new Icmpv6();
    private final ProbeAnswerWriter probeAnswerWriter = new ProbeAnswerWriter();

    LocalDelivery(
        Topology topology,
        PolicyGate policies,
        CleartextStage cleartextStage,
        Disposer disposer,
        WorkerCounters counters) {
        this.topology = topology;
        this.policies = policies;
        this.cleartextStage = cleartextStage;
        this.disposer = disposer;
        this.counters = counters;
    }

    /**
     * Serves a packet that came in clear from outside: what a policy protects must come by ESP (RFC 4301 5.2), but for IKE
     * that makes the keys.
     *
     * @param packet whose data are exactly one valid IP packet for one of our addresses.
     * @param header its header.
     */
    void deliverFromUnprotected(Packet packet, IpHeader header) {
        Policy policy = Ike.isToUs(header) ? null : policies.toUs(header);
        if (policy == null) {
            deliverUnnamed(packet, header);
        } else if (policy.action() == PolicyAction.BYPASS) {
            deliver(packet, header);
        } else {
            disposer.drop(packet, policy.action() == PolicyAction.DISCARD
                ? DropReason.POLICY_DISCARD : DropReason.CLEARTEXT_FROM_UNPROTECTED);
        }
    }

    /**
     * Serves a packet that came in clear from outside and that no policy has a say in. Its source must not be one that is
     * inside or behind a tunnel: whoever sends in such a name would have our answers go there (RFC 3704 2).
     *
     * @param packet whose data are exactly one valid IP packet for one of our addresses.
     * @param header its header.
     */
    void deliverUnnamed(Packet packet, IpHeader header) {
        NextHop back = topology.route(header.sourceHigh(), header.sourceLow());
        if (back != null && (back.isInside() || back.tunnel() != null)) {
            disposer.drop(packet, DropReason.CLEARTEXT_FROM_UNPROTECTED);
        } else {
            deliver(packet, header);
        }
    }

    /**
     * Serves a packet that came by a protected port. Its source must not be outside: our answer, with what the packet
     * brought, would go there in clear (RFC 3704 2).
     *
     * @param packet whose data are exactly one valid IP packet for one of our addresses.
     * @param header its header.
     */
    void deliverFromProtected(Packet packet, IpHeader header) {
        NextHop back = topology.route(header.sourceHigh(), header.sourceLow());
        if (back != null && back.port() != null && !back.isInside()) {
            disposer.drop(packet, DropReason.INVALID_ADDRESS);
        } else {
            deliver(packet, header);
        }
    }

    /**
     * Serves a packet that came out of a tunnel, inside its SA's selectors. A Narrows peer's path probe is answered
     * here, before the host sees it: the host's answer would be as long as the probe.
     *
     * @param packet whose data are exactly one valid IP packet for one of our addresses.
     * @param header its header.
     */
    void deliverFromTunnel(Packet packet, IpHeader header) {
        if (Probe.isRequest(header)) {
            counters.increment(WorkerCounter.PROBES_ANSWERED);
            packet.bounds(packet.offset(), probeAnswerWriter.write(header));
            cleartextStage.sendLocal(packet);
        } else {
            deliver(packet, header);
        }
    }

    /**
     * Serves a packet.
     *
     * @param packet whose data are exactly one valid IP packet for one of our addresses.
     * @param header its header.
     */
    void deliver(Packet packet, IpHeader header) {
        if (topology.hostPort() != null) {
            cleartextStage.sendToHost(packet, header);
        } else if (header.isFragment()) {
            disposer.drop(packet, DropReason.NOT_SERVED);
        } else if (header.protocol() == IpProtocol.ICMP && !header.isIpv6()) {
            serveIcmpv4(packet, header);
        } else if (header.protocol() == IpProtocol.ICMPV6 && header.isIpv6()) {
            serveIcmpv6(packet, header);
        } else {
            disposer.drop(packet, DropReason.NOT_SERVED);
        }
    }

    private void serveIcmpv4(Packet packet, IpHeader header) {
        int length = header.payloadLength();
        icmpv4.wrap(packet.buffer(), header.payloadOffset());
        if (!icmpv4.isValid(length) || !icmpv4.isChecksumRight(length)) {
            disposer.drop(packet, DropReason.BAD_ICMP);
        } else if (icmpv4.type() != Icmpv4.ECHO_REQUEST) {
            disposer.drop(packet, DropReason.ICMP_IGNORED);
        } else {
            Ipv4 ipv4 = header.ipv4();
            int asker = ipv4.source();
            // Whoever asks how much fits on the way here learns it although less fits on the way back.
            ipv4.source(ipv4.destination()).destination(asker).ttl(TTL).fragment(false, false, 0).computeChecksum();
            icmpv4.type(Icmpv4.ECHO_REPLY).computeChecksum(length);
            cleartextStage.sendLocal(packet);
        }
    }

    private void serveIcmpv6(Packet packet, IpHeader header) {
        int length = header.payloadLength();
        // Source and destination change places in the reply: the pseudo header's sum is the same.
        int pseudoHeaderSum = header.pseudoHeaderSum(IpProtocol.ICMPV6, length);
        icmpv6.wrap(packet.buffer(), header.payloadOffset());
        if (!icmpv6.isValid(length) || !icmpv6.isChecksumRight(pseudoHeaderSum, length)) {
            disposer.drop(packet, DropReason.BAD_ICMP);
        } else if (icmpv6.type() != Icmpv6.ECHO_REQUEST) {
            disposer.drop(packet, DropReason.ICMP_IGNORED);
        } else {
            Ipv6 ipv6 = header.ipv6();
            ipv6.source(header.destinationHigh(), header.destinationLow())
                .destination(header.sourceHigh(), header.sourceLow()).hopLimit(TTL);
            icmpv6.type(Icmpv6.ECHO_REPLY).computeChecksum(pseudoHeaderSum, length);
            cleartextStage.sendLocal(packet);
        }
    }
}
