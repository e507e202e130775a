package dev.narrows.worker;

import dev.narrows.packet.HandleArray;
import dev.narrows.packet.Packet;
import dev.narrows.policy.Policy;
import dev.narrows.policy.PolicyAction;
import dev.narrows.sa.Tunnel;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.IpHeader;

/**
 * Decides where a cleartext packet goes on: through a tunnel, to a protected port, to our own host, or nowhere. Nothing
 * leaves in clear by an unprotected port but what the gateway and its host say from that port's own address, and what a
 * policy lets pass.
 */
final class CleartextStage {
    private static final int MOST_FRAGMENTS = 128;

    private final Topology topology;
    private final PolicyGate policies;
    private final OutboundStage outboundStage;
    private final FitStage fitStage;
    private final Forwarder forwarder;
    private final IcmpReporter reporter;
    private final Disposer disposer;
    private final HandleArray fragments = new HandleArray(MOST_FRAGMENTS);
    private final Packet fragment = new Packet();
    private final IpHeader fragmentHeader = new IpHeader();
    private final IpHeader localHeader = new IpHeader();

    CleartextStage(
        Topology topology,
        PolicyGate policies,
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
     * @param packet whose data are exactly one valid IP packet, not for the gateway itself.
     * @param header its header.
     * @return why the packet ends here, or null where it is on its way.
     */
    DropReason forwardFromProtected(Packet packet, IpHeader header) {
        if (header.ttl() <= 1) {
            return expire(packet, header);
        }
        Policy policy = policies.outbound(header);
        if (policy != null) {
            return apply(policy, packet, header, true);
        }
        return policies.reason() == DropReason.NO_POLICY ? forwardByRoute(packet, header) : policies.reason();
    }

    /**
     * Tells where {@link #forwardFromProtected} would send a packet, without a change.
     *
     * @param header of a packet that came in by a protected port and is not for the gateway itself.
     * @return the tunnel that it would go through, or null where it would not.
     */
    Tunnel tunnelFromProtected(IpHeader header) {
        Policy policy = policies.outbound(header);
        if (policy != null) {
            return policy.tunnel();
        }
        NextHop nextHop = policies.reason() == DropReason.NO_POLICY ? route(header) : null;
        return nextHop == null ? null : nextHop.tunnel();
    }

    /**
     * Sends on a packet of our own host's. That host is its source: the time to live does not count down here.
     *
     * @param packet whose data are exactly one valid IP packet, not for the gateway itself.
     * @param header its header.
     * @return why the packet ends here, or null where it is on its way.
     */
    DropReason forwardFromHost(Packet packet, IpHeader header) {
        return topology.isLocal(header.sourceHigh(), header.sourceLow()) && policies.isKeyExchange(header)
            ? sendOwn(packet, header) : sendByPolicy(packet, header);
    }

    /**
     * Sends on a packet that came out of a tunnel: to a protected port where its route leads to one, else, as a hub
     * between tunnels does, through the tunnel that its route or its policy names.
     *
     * @param packet whose data are exactly one valid IP packet, inside its SA's selectors and not for the gateway.
     * @param header its header.
     * @return why the packet ends here, or null where it is on its way.
     */
    DropReason forwardFromTunnel(Packet packet, IpHeader header) {
        if (header.ttl() <= 1) {
            return expire(packet, header);
        }
        NextHop nextHop = route(header);
        if (nextHop != null && nextHop.isInside()) {
            return send(packet, header, nextHop, true);
        }
        Policy policy = policies.outbound(header);
        if (policy != null && policy.action() == PolicyAction.PROTECT) {
            return apply(policy, packet, header, true);
        }
        if (policy == null && policies.reason() != DropReason.NO_POLICY) {
            return policies.reason();
        }
        if (nextHop != null && nextHop.tunnel() != null) {
            return outboundStage.protect(packet, header, nextHop.tunnel(), true);
        }
        return nextHop == null
            ? endWithoutRoute(packet, header, DropReason.NO_ROUTE) : DropReason.CLEARTEXT_TO_UNPROTECTED;
    }

    /**
     * Sends on a packet in clear that came from outside and is not for the gateway itself, where a policy lets it pass.
     * Its source must be where a route leads to outside: a policy says what may pass, not who is where (RFC 3704 2.2).
     *
     * @param packet whose data are exactly one valid IP packet.
     * @param header its header.
     * @return why the packet ends here, or null where it is on its way.
     */
    DropReason forwardFromUnprotected(Packet packet, IpHeader header) {
        DropReason failure = policies.fromUnprotected(header);
        if (failure != null) {
            return failure;
        }
        if (!isOutside(routeBack(header))) {
            return DropReason.REVERSE_PATH;
        }
        if (header.ttl() <= 1) {
            return expire(packet, header);
        }
        NextHop nextHop = route(header);
        return nextHop == null ? endWithoutRoute(packet, header, DropReason.NO_ROUTE)
            : toInside(packet, header, nextHop, true, DropReason.CLEARTEXT_FROM_UNPROTECTED);
    }

    /**
     * Sends a packet of the gateway's own.
     *
     * @param packet whose data are exactly one valid IP packet.
     * @return why the packet ends here, or null where it is on its way.
     */
    DropReason sendLocal(Packet packet) {
        localHeader.parse(packet.buffer(), packet.offset(), packet.length());
        return sendByPolicy(packet, localHeader);
    }

    /**
     * Sends the gateway's own answer by the tunnel that the question came out of, where that protects it; else as any
     * packet of the gateway's own.
     *
     * @param packet whose data are exactly one valid IP packet.
     * @param tunnel the tunnel.
     * @return why the packet ends here, or null where it is on its way.
     */
    DropReason sendBack(Packet packet, Tunnel tunnel) {
        localHeader.parse(packet.buffer(), packet.offset(), packet.length());
        boolean isItsOwn = tunnel.settings().isInterface()
            ? topology.mayLeadInto(localHeader.destinationHigh(), localHeader.destinationLow(), tunnel)
            : policies.isOutboundOf(localHeader, tunnel);
        return isItsOwn
            ? outboundStage.answer(packet, localHeader, tunnel) : sendByPolicy(packet, localHeader);
    }

    /**
     * Gives a packet to the gateway's own host.
     *
     * @param packet whose data are exactly one valid IP packet.
     * @param header its header.
     * @return why the packet ends here, or null where it is on its way.
     */
    DropReason sendToHost(Packet packet, IpHeader header) {
        return send(packet, header, topology.hostPort().host(), false);
    }

    private DropReason forwardByRoute(Packet packet, IpHeader header) {
        NextHop nextHop = route(header);
        if (nextHop == null) {
            return endWithoutRoute(packet, header, DropReason.NO_POLICY);
        }
        return nextHop.tunnel() == null ? toInside(packet, header, nextHop, true, DropReason.NO_POLICY)
            : outboundStage.protect(packet, header, nextHop.tunnel(), true);
    }

    private DropReason sendByPolicy(Packet packet, IpHeader header) {
        NextHop nextHop = route(header);
        if (nextHop != null && staysInside(header, nextHop)) {
            return send(packet, header, nextHop, false);
        }
        Policy policy = policies.outbound(header);
        if (policy == null) {
            return policies.reason() == DropReason.NO_POLICY ? sendOwn(packet, header) : policies.reason();
        }
        return isNarrower(nextHop, policy) && topology.isLocal(header.sourceHigh(), header.sourceLow())
            ? send(packet, header, nextHop, false) : apply(policy, packet, header, false);
    }

    /**
     * What the gateway says to its own host, or from an address of its own to a host on a subnet of a protected port,
     * does not cross the IPsec boundary, so that no policy is asked (RFC 4301 4.4.1).
     */
    private boolean staysInside(IpHeader header, NextHop nextHop) {
        return nextHop.isInside() && (nextHop == nextHop.port().host()
            || (nextHop.gateway() == null && topology.isLocal(header.sourceHigh(), header.sourceLow())));
    }

    /** So it is with hosts behind a router inside, where the route to them says more than the policy does. */
    private static boolean isNarrower(NextHop nextHop, Policy policy) {
        return nextHop != null && nextHop.isInside() && nextHop.prefixLength() > policy.selectors().remote().length();
    }

    /** A policy that protects or bypasses: one that discards never comes here. */
    private DropReason apply(Policy policy, Packet packet, IpHeader header, boolean isForwarded) {
        return policy.action() == PolicyAction.PROTECT
            ? outboundStage.protect(packet, header, policy.tunnel(), isForwarded) : bypass(packet, header, isForwarded);
    }

    /**
     * Out in clear by whatever port the route leads to; to the outside not in the name of anybody there (RFC 2827 3,
     * RFC 3704 2.2).
     */
    private DropReason bypass(Packet packet, IpHeader header, boolean isForwarded) {
        NextHop nextHop = route(header);
        if (nextHop == null || nextHop.port() == null) {
            return endWithoutRoute(packet, header, DropReason.NO_ROUTE);
        }
        return isForwarded && isOutside(nextHop) && isOutside(routeBack(header))
            ? DropReason.REVERSE_PATH : send(packet, header, nextHop, isForwarded);
    }

    /**
     * What we say from an unprotected port's own address may leave there in clear where no policy speaks of it; all
     * else stays inside, or goes into the tunnel that its route leads to.
     */
    private DropReason sendOwn(Packet packet, IpHeader header) {
        NextHop nextHop = route(header);
        if (nextHop == null) {
            return endWithoutRoute(packet, header, DropReason.NO_ROUTE);
        }
        if (nextHop.tunnel() != null) {
            return outboundStage.protect(packet, header, nextHop.tunnel(), false);
        }
        return !nextHop.isInside() && nextHop.port().owns(header.sourceHigh(), header.sourceLow())
            ? send(packet, header, nextHop, false)
            : toInside(packet, header, nextHop, false, DropReason.CLEARTEXT_TO_UNPROTECTED);
    }

    private NextHop route(IpHeader header) {
        return topology.route(header.destinationHigh(), header.destinationLow());
    }

    private NextHop routeBack(IpHeader header) {
        return topology.route(header.sourceHigh(), header.sourceLow());
    }

    private static boolean isOutside(NextHop nextHop) {
        return nextHop != null && nextHop.port() != null && !nextHop.isInside();
    }

    private DropReason toInside(
        Packet packet, IpHeader header, NextHop nextHop, boolean isForwarded, DropReason otherwise) {
        return nextHop.isInside() ? send(packet, header, nextHop, isForwarded) : otherwise;
    }

    private DropReason send(Packet packet, IpHeader header, NextHop nextHop, boolean isForwarded) {
        int mtu = nextHop.port().mtu();
        if (packet.length() <= mtu) {
            return sendFitting(packet, header, nextHop, isForwarded);
        }
        DropReason end = fitStage.shorten(packet, header, mtu, fragments);
        int count = fitStage.count();
        for (int i = 0; i < count; i++) {
            fragment.wrap(fragments.get(i));
            fragmentHeader.parse(fragment.buffer(), fragment.offset(), fragment.length());
            disposer.end(fragment, sendFitting(fragment, fragmentHeader, nextHop, isForwarded));
        }
        return end;
    }

    private DropReason sendFitting(Packet packet, IpHeader header, NextHop nextHop, boolean isForwarded) {
        if (isForwarded) {
            header.decrementTtl();
        }
        return forwarder.forward(
            packet, nextHop, header.isIpv6(), header.destinationHigh(), header.destinationLow());
    }

    private DropReason endWithoutRoute(Packet packet, IpHeader header, DropReason reason) {
        reporter.noRoute(packet, header);
        return reason;
    }

    private DropReason expire(Packet packet, IpHeader header) {
        reporter.timeExceeded(packet, header);
        return DropReason.TTL_EXPIRED;
    }
}
