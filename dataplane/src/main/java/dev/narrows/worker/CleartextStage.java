package dev.narrows.worker;

import dev.narrows.packet.HandleArray;
import dev.narrows.packet.Packet;
import dev.narrows.policy.Policy;
import dev.narrows.policy.PolicyTable;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.Ipv4;

/**
 * Decides where a cleartext packet goes on: through a tunnel, to a protected port, or nowhere. Nothing leaves in clear
 * by an unprotected port but what the gateway itself says from that port's own address.
 */
final class CleartextStage {
    private static final int MOST_FRAGMENTS = 128;

    private final Topology topology;
    private final PolicyTable policies;
    private final OutboundStage outboundStage;
    private final FitStage fitStage;
    private final Forwarder forwarder;
    private final IcmpReporter reporter;
    private final Disposer disposer;
    private final HandleArray fragments = new HandleArray(MOST_FRAGMENTS);
    private final Packet fragment = new Packet();
    private final Ipv4 ipv4 = new Ipv4();

    CleartextStage(
        Topology topology,
        PolicyTable policies,
        OutboundStage outboundStage,
        FitStage fitStage,
        Forwarder forwarder,
        IcmpReporter reporter,
        Disposer disposer) {
        this.topology = topology;
        this.policies = policies;
        this.outboundStage = outboundStage;
        this.fitStage = fitStage;
        this.forwarder = forwarder;
        this.reporter = reporter;
        this.disposer = disposer;
    }

    /**
     * Sends on a packet that came in by a protected port.
     *
     * @param packet whose data are exactly one valid IPv4 packet, not for the gateway itself.
     */
    void forwardFromProtected(Packet packet) {
        ipv4.wrap(packet.buffer(), packet.offset());
        if (ipv4.ttl() <= 1) {
            expire(packet);
            return;
        }
        Policy policy = policy(ipv4.source(), ipv4.destination());
        if (policy != null) {
            outboundStage.protect(packet, policy.tunnel(), true);
        } else {
            toProtectedPort(packet, ipv4.destination(), true, DropReason.NO_POLICY);
        }
    }

    /**
     * Sends on a packet that came out of a tunnel: to a protected port where its route leads to one, else, as a hub
     * between tunnels does, through the tunnel that its policy names.
     *
     * @param packet whose data are exactly one valid IPv4 packet, inside its SA's selectors and not for the gateway.
     */
    void forwardFromTunnel(Packet packet) {
        ipv4.wrap(packet.buffer(), packet.offset());
        if (ipv4.ttl() <= 1) {
            expire(packet);
            return;
        }
        int destination = ipv4.destination();
        NextHop nextHop = topology.route(destination);
        if (nextHop != null && nextHop.port().isProtected()) {
            send(packet, nextHop, destination, true);
            return;
        }
        Policy policy = policy(ipv4.source(), destination);
        if (policy != null) {
            outboundStage.protect(packet, policy.tunnel(), true);
        } else {
            disposer.drop(packet, nextHop == null ? DropReason.NO_ROUTE : DropReason.CLEARTEXT_TO_UNPROTECTED);
        }
    }

    /**
     * Sends a packet of the gateway's own.
     *
     * @param packet whose data are exactly one valid IPv4 packet.
     */
    void sendLocal(Packet packet) {
        ipv4.wrap(packet.buffer(), packet.offset());
        int source = ipv4.source();
        int destination = ipv4.destination();
        Policy policy = policy(source, destination);
        if (policy != null) {
            outboundStage.protect(packet, policy.tunnel(), false);
            return;
        }
        NextHop nextHop = topology.route(destination);
        if (nextHop != null && !nextHop.port().isProtected() && nextHop.port().address() == source) {
            send(packet, nextHop, destination, false);
        } else {
            toProtectedPort(packet, destination, false, DropReason.CLEARTEXT_TO_UNPROTECTED);
        }
    }

    private Policy policy(int source, int destination) {
        return policies.lookup(0, IpAddress.mapped(source), 0, IpAddress.mapped(destination), ipv4.protocol(),
            IpHeader.OPAQUE, IpHeader.OPAQUE);
    }

    private void toProtectedPort(Packet packet, int destination, boolean isForwarded, DropReason otherwise) {
        NextHop nextHop = topology.route(destination);
        if (nextHop == null || !nextHop.port().isProtected()) {
            disposer.drop(packet, otherwise);
        } else {
            send(packet, nextHop, destination, isForwarded);
        }
    }

    private void send(Packet packet, NextHop nextHop, int destination, boolean isForwarded) {
        int mtu = nextHop.port().mtu();
        if (packet.length() <= mtu) {
            sendFitting(packet, nextHop, destination, isForwarded);
        } else {
            int count = fitStage.shorten(packet, mtu, fragments);
            for (int i = 0; i < count; i++) {
                fragment.wrap(fragments.get(i));
                sendFitting(fragment, nextHop, destination, isForwarded);
            }
        }
    }

    private void sendFitting(Packet packet, NextHop nextHop, int destination, boolean isForwarded) {
        if (isForwarded) {
            ipv4.wrap(packet.buffer(), packet.offset()).decrementTtl();
        }
        forwarder.forward(packet, nextHop, destination);
    }

    private void expire(Packet packet) {
        reporter.timeExceeded(packet);
        disposer.drop(packet, DropReason.TTL_EXPIRED);
    }
}
