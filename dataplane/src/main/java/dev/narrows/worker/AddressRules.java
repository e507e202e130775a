package dev.narrows.worker;

import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.Policy;
import dev.narrows.policy.PolicyTable;
import dev.narrows.policy.PrefixTable;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.Tunnel;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import java.util.List;

/**
 * Which addresses a packet may have that goes through the gateway, whether it came from a wire or out of a tunnel
 * (RFC 1812 5.3.7, RFC 3927 2.7, RFC 4291 2.5 and 2.7, RFC 3704 2.2).
 *
 * <p>Most tunnels' selectors leave no room for any other, which is found out once, when a policy is added: what comes
 * out of such a tunnel is not looked at again, but for ICMP, whose errors need not agree with selectors.
 */
final class AddressRules {
    /** Nobody's, or good on one link alone. */
    private static final List<IpPrefix> NOT_TO_BE_FORWARDED = prefixes("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16",
        "224.0.0.0/3", "::/96", "fe80::/10", "ff00::/8");

    private final Topology topology;
    private final PolicyTable policies;
    private final List<IpPrefix> never;
    private final List<IpPrefix> inside;
    private final PrefixTable<IpPrefix> networksInside = new PrefixTable<>();

    /**
     * The rules at one worker.
     *
     * @param setup    its ports and routes.
     * @param topology the same, to be looked up.
     * @param policies its policies.
     */
    AddressRules(WorkerSetup setup, Topology topology, PolicyTable policies) {
        this.topology = topology;
        this.policies = policies;
        never = topology.ownAndBroadcast();
        inside = setup.routes().stream()
            .filter(route -> route.tunnel() == null && route.to().length() > 0
                && setup.ports().get(route.port()).side() == PortSide.PROTECTED)
            .map(RouteSetup::to).toList();
        inside.forEach(network -> networksInside.add(network, network));
    }

    /**
     * Looks at a policy once, when it is added: where its selectors let through what may not go through, the packets of
     * its tunnel are looked at from then on.
     *
     * @param policy the policy.
     */
    void watch(Policy policy) {
        if (policy.tunnel() != null && mayMatchForbidden(policy.selectors())) {
            policy.tunnel().checkAddresses();
        }
    }

    /**
     * Tests a packet that is not our own host's.
     *
     * @param header its header.
     * @return whether its source or destination is none that may be forwarded, or its source is ours. What is good on
     *     one IPv4 link alone may come to the gateway itself.
     */
    boolean isForbidden(IpHeader header) {
        long sourceHigh = header.sourceHigh();
        long sourceLow = header.sourceLow();
        long destinationHigh = header.destinationHigh();
        long destinationLow = header.destinationLow();
        return IpAddress.isInvalidSource(sourceHigh, sourceLow)
            || IpAddress.isInvalidSource(destinationHigh, destinationLow)
            || IpAddress.isLinkLocal(sourceHigh) || IpAddress.isLinkLocal(destinationHigh)
            || topology.isLocal(sourceHigh, sourceLow)
            || topology.isBroadcast(sourceHigh, sourceLow) || topology.isBroadcast(destinationHigh, destinationLow)
            || ((IpAddress.isIpv4LinkLocal(sourceHigh, sourceLow)
                || IpAddress.isIpv4LinkLocal(destinationHigh, destinationLow))
                && !topology.isLocal(destinationHigh, destinationLow));
    }

    /**
     * Tests what came out of a tunnel, and that its policies or routes let through.
     *
     * @param inner  its header.
     * @param tunnel the tunnel.
     * @return why it may not go on, or null where it may.
     */
    DropReason check(IpHeader inner, Tunnel tunnel) {
        if (isForbidden(inner)) {
            return DropReason.INVALID_ADDRESS;
        }
        return isSpoofed(inner, tunnel) ? DropReason.REVERSE_PATH : null;
    }

    /**
     * Tests for the name of a host on our side. It may come out of a tunnel only where a policy of that tunnel says
     * more exactly than the route does that it is on the other side. A default route says nothing of who is inside.
     */
    private boolean isSpoofed(IpHeader inner, Tunnel tunnel) {
        IpPrefix network = networksInside.lookup(inner.sourceHigh(), inner.sourceLow());
        if (network == null) {
            return false;
        }
        NextHop back = topology.route(inner.sourceHigh(), inner.sourceLow());
        if (back == null || !back.isInside()) {
            return false;
        }
        Policy policy = policies.lookupFor(inner.destinationHigh(), inner.destinationLow(), inner.sourceHigh(),
            inner.sourceLow(), inner.protocol(), IpHeader.OPAQUE, IpHeader.OPAQUE, false, tunnel);
        return policy == null || policy.tunnel() != tunnel || policy.selectors().remote().length() < network.length();
    }

    private boolean mayMatchForbidden(Selectors selectors) {
        IpPrefix remote = selectors.remote();
        return NOT_TO_BE_FORWARDED.stream().anyMatch(block -> block.overlaps(remote)
            || block.overlaps(selectors.local()))
            || never.stream().anyMatch(remote::overlaps)
            || inside.stream().anyMatch(network -> network.length() > remote.length() && network.overlaps(remote));
    }

    private static List<IpPrefix> prefixes(String... texts) {
        return List.of(texts).stream().map(IpPrefix::parse).toList();
    }
}
