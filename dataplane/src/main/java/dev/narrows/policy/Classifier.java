package dev.narrows.policy;

import dev.narrows.sa.Tunnel;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;

/**
 * Decides by the policies what becomes of a packet at the IPsec boundary, in either direction (RFC 4301 5):
 *
 * <ol>
 * <li>a packet that shows its ports goes by the first policy that matches;
 * <li>a later fragment goes the way of its first fragment, where that was seen lately (RFC 4301 7.4);
 * <li>any other packet that hides its ports goes by a policy only where no port could lead to another;
 * <li>an ICMP error that no policy protects goes the way of the packet that it answers: its quote's selectors, reversed
 *     (RFC 4301 6.2), unless a policy discards it that says more than "all the rest".
 * </ol>
 *
 * <p>Not thread safe. Allocates nothing.
 */
public final class Classifier {
    private final PolicyTable policies;
    private final FragmentDecisions outbound;
    private final FragmentDecisions inbound;
    private final FragmentDecisions cleartext;
    private final IpHeader quote = new IpHeader();
    private DropReason reason = DropReason.NO_POLICY;

    /**
     * A classifier that has seen no fragment.
     *
     * @param policies  the policies, which may change between two packets.
     * @param fragments how many fragmented packets it keeps in mind in each direction, a power of two from 4.
     */
    public Classifier(PolicyTable policies, int fragments) {
        this.policies = policies;
        outbound = new FragmentDecisions(fragments);
        inbound = new FragmentDecisions(fragments);
        cleartext = new FragmentDecisions(fragments);
    }

    /**
     * Decides about a packet that goes towards the peers' side (RFC 4301 5.1).
     *
     * @param header the packet's, valid.
     * @param now    nanoseconds of the clock.
     * @return a policy that protects or bypasses; null where the packet may not leave, and {@link #reason()} says why.
     */
    public Policy outbound(IpHeader header, long now) {
        Policy policy = find(header, true, outbound, now);
        if (policy != null && policy.action() == PolicyAction.PROTECT) {
            remember(header, policy, outbound, now);
            return policy;
        }
        return policy == null && reason == DropReason.FRAGMENT_OPAQUE ? null : unprotected(header, policy, now);
    }

    /** {@return why the last call of {@link #outbound} gave no policy} */
    public DropReason reason() {
        return reason;
    }

    /**
     * Finds the next tunnel for a packet whose first one cannot send: in the order of the policies, by the same rules.
     * A policy that discards or bypasses ends the search: nothing leaves in clear for want of a tunnel.
     *
     * @param header the packet's, for which {@link #outbound} gave a policy that protects.
     * @param now    nanoseconds of the clock.
     * @return a policy that protects by a tunnel that can send, or null.
     */
    public Policy alternative(IpHeader header, long now) {
        Policy policy = header.isLaterFragment() ? outbound.find(header, policies.version(), now) : null;
        if (policy == null || !policy.isNotAnothers(null)) {
            policy = findFor(null, header, true);
        }
        if (policy != null && policy.tunnel() != null) {
            remember(header, policy, outbound, now);
            return policy;
        }
        if (mayFollowQuote(header, policy) && hasQuote(header)) {
            policy = findFor(null, quote, false);
        }
        return policy == null || policy.tunnel() == null ? null : policy;
    }

    /**
     * Tells whether a packet is one of a tunnel's own, so that it may leave by that one whichever comes first in the
     * order.
     *
     * @param header the packet's.
     * @param tunnel the tunnel.
     * @return whether its policies protect it.
     */
    public boolean isOutboundOf(IpHeader header, Tunnel tunnel) {
        Policy policy = findFor(tunnel, header, true);
        return policy != null && policy.tunnel() == tunnel;
    }

    /**
     * Decides about a packet that came out of a tunnel's security association, by that tunnel's own selectors
     * (RFC 4301 5.2): where those of another come first in the order, that is of no account, as only packets that leave
     * need one way. A policy before them that discards or bypasses counts.
     *
     * @param header the inner packet's, valid.
     * @param tunnel the SA's.
     * @param now    nanoseconds of the clock.
     * @return why it is not to go on, or null where it is.
     */
    public DropReason inbound(IpHeader header, Tunnel tunnel, long now) {
        Policy policy = find(header, false, inbound, now);
        if (policy == null ? reason == DropReason.FRAGMENT_OPAQUE : !policy.isNotAnothers(tunnel)) {
            policy = findFor(tunnel, header, false);
        }
        if (policy != null && policy.tunnel() == tunnel) {
            remember(header, policy, inbound, now);
            return null;
        }
        if (policy == null && reason == DropReason.FRAGMENT_OPAQUE) {
            return reason;
        }
        if (mayFollowQuote(header, policy)) {
            Policy quoted = hasQuote(header) ? findFor(tunnel, quote, true) : null;
            if (quoted != null && quoted.tunnel() == tunnel) {
                return null;
            }
        }
        return DropReason.SELECTOR_MISMATCH;
    }

    /**
     * Decides about a packet that came in clear from the unprotected side and is not for the gateway itself
     * (RFC 4301 5.2).
     *
     * @param header the packet's, valid.
     * @param now    nanoseconds of the clock.
     * @return why it is not to go on, or null where a policy lets it bypass.
     */
    public DropReason fromUnprotected(IpHeader header, long now) {
        Policy policy = find(header, false, cleartext, now);
        if (policy != null && policy.action() == PolicyAction.BYPASS) {
            remember(header, policy, cleartext, now);
            return null;
        }
        if (policy == null && reason == DropReason.FRAGMENT_OPAQUE) {
            return reason;
        }
        if (policy != null && policy.action() == PolicyAction.PROTECT) {
            return DropReason.CLEARTEXT_FROM_UNPROTECTED;
        }
        if (mayFollowQuote(header, policy)) {
            Policy quoted = quoted(header, false);
            if (quoted != null && quoted.action() == PolicyAction.BYPASS) {
                return null;
            }
        }
        return policy == null ? DropReason.CLEARTEXT_FROM_UNPROTECTED : DropReason.POLICY_DISCARD;
    }

    /** The rare end of {@link #outbound}: its own selectors lead a packet to no tunnel. */
    private Policy unprotected(IpHeader header, Policy policy, long now) {
        if (mayFollowQuote(header, policy)) {
            Policy quoted = quoted(header, true);
            if (quoted != null && quoted.action() != PolicyAction.DISCARD) {
                return quoted;
            }
        }
        if (policy == null) {
            reason = DropReason.NO_POLICY;
            return null;
        }
        remember(header, policy, outbound, now);
        if (policy.action() == PolicyAction.DISCARD) {
            reason = DropReason.POLICY_DISCARD;
            return null;
        }
        return policy;
    }

    private Policy find(IpHeader header, boolean isOutbound, FragmentDecisions fragments, long now) {
        reason = DropReason.NO_POLICY;
        if (arePortsHidden(header)) {
            Policy decided = header.isLaterFragment() ? fragments.find(header, policies.version(), now) : null;
            return decided != null ? decided : findWithoutPorts(header, isOutbound);
        }
        return lookup(header, isOutbound);
    }

    /** The first match, unless one before it matches with some ports. */
    private Policy findWithoutPorts(IpHeader header, boolean isOutbound) {
        Policy policy = lookup(header, isOutbound);
        if (policy != lookupWithSomePorts(header, isOutbound)) {
            reason = DropReason.FRAGMENT_OPAQUE;
            return null;
        }
        return policy;
    }

    /** The same, where policies of other tunnels do not count. */
    private Policy findFor(Tunnel tunnel, IpHeader header, boolean isOutbound) {
        reason = DropReason.NO_POLICY;
        Policy policy = lookupFor(tunnel, header, isOutbound, true);
        if (arePortsHidden(header) && policy != lookupFor(tunnel, header, isOutbound, false)) {
            reason = DropReason.FRAGMENT_OPAQUE;
            return null;
        }
        return policy;
    }

    /**
     * Keeps the decision about a first fragment where a later one of the same packet could not come to it by itself.
     */
    private void remember(IpHeader header, Policy policy, FragmentDecisions fragments, long now) {
        if (header.isFragment() && !header.isLaterFragment()) {
            boolean isOutbound = fragments == outbound;
            if (policy.hasPorts() || policy != lookupWithSomePorts(header, isOutbound)) {
                fragments.put(header, policy, policies.version(), now);
            }
        }
    }

    /** Finds the policy of the packets that an error's quote answers: those that went the other way. */
    private Policy quoted(IpHeader error, boolean isOutbound) {
        if (!hasQuote(error)) {
            return null;
        }
        return arePortsHidden(quote) ? findWithoutPorts(quote, !isOutbound) : lookup(quote, !isOutbound);
    }

    /**
     * Reads an error's quote. The error must go to the sender of the quoted packet, or it could be smuggled past the
     * selectors to anybody; and what it quotes must be what one host can have sent to another.
     */
    private boolean hasQuote(IpHeader error) {
        return quote.parseStart(error.buffer(), error.payloadOffset() + Icmpv4.HEADER_LENGTH,
                error.payloadLength() - Icmpv4.HEADER_LENGTH)
            && quote.isIpv6() == error.isIpv6()
            && quote.sourceHigh() == error.destinationHigh() && quote.sourceLow() == error.destinationLow()
            && !IpAddress.isInvalidSource(quote.sourceHigh(), quote.sourceLow())
            && !IpAddress.isInvalidSource(quote.destinationHigh(), quote.destinationLow());
    }

    private Policy lookup(IpHeader header, boolean isOutbound) {
        int protocol = protocol(header);
        return isOutbound
            ? policies.lookup(header.sourceHigh(), header.sourceLow(), header.destinationHigh(),
                header.destinationLow(),
                protocol, header.sourcePort(), header.destinationPort())
            : policies.lookup(header.destinationHigh(), header.destinationLow(), header.sourceHigh(),
                header.sourceLow(),
                protocol, header.destinationPort(), header.sourcePort());
    }

    private Policy lookupFor(Tunnel tunnel, IpHeader header, boolean isOutbound, boolean arePortsSeen) {
        int protocol = protocol(header);
        return isOutbound
            ? policies.lookupFor(header.sourceHigh(), header.sourceLow(), header.destinationHigh(),
                header.destinationLow(), protocol, header.sourcePort(), header.destinationPort(), arePortsSeen, tunnel)
            : policies.lookupFor(header.destinationHigh(), header.destinationLow(), header.sourceHigh(),
                header.sourceLow(), protocol, header.destinationPort(), header.sourcePort(), arePortsSeen, tunnel);
    }

    private Policy lookupWithSomePorts(IpHeader header, boolean isOutbound) {
        int protocol = protocol(header);
        return isOutbound
            ? policies.lookupWithSomePorts(header.sourceHigh(), header.sourceLow(), header.destinationHigh(),
                header.destinationLow(), protocol)
            : policies.lookupWithSomePorts(header.destinationHigh(), header.destinationLow(), header.sourceHigh(),
                header.sourceLow(), protocol);
    }

    /**
     * A policy that discards some of what there is means it; one that discards all the rest says what happens anyway.
     */
    private static boolean mayFollowQuote(IpHeader header, Policy policy) {
        boolean isDiscarded = policy != null && policy.action() == PolicyAction.DISCARD
            && !policy.selectors().isEverything();
        return !isDiscarded && isIcmpError(header);
    }

    /**
     * Tells what may go the way of the packet that it quotes (RFC 4301 6.2).
     *
     * @param header a packet's, valid.
     * @return whether it is an ICMP error, whole, and no redirect.
     */
    public static boolean isIcmpError(IpHeader header) {
        if (!isIcmp(header) || header.isFragment() || header.sourcePort() == IpHeader.OPAQUE) {
            return false;
        }
        int type = header.sourcePort() >> Byte.SIZE;
        return header.isIpv6() ? Icmpv6.isError(type) : switch (type) {
            case Icmpv4.DESTINATION_UNREACHABLE, Icmpv4.TIME_EXCEEDED, Icmpv4.PARAMETER_PROBLEM -> true;
            default -> false;
        };
    }

    private static boolean isIcmp(IpHeader header) {
        return header.protocol() == (header.isIpv6() ? IpProtocol.ICMPV6 : IpProtocol.ICMP);
    }

    /** A later fragment hides the ports, and so does a packet that is too short for them. */
    private static boolean arePortsHidden(IpHeader header) {
        return header.sourcePort() == IpHeader.OPAQUE
            && (header.isLaterFragment() || IpProtocol.hasPorts(header.protocol()) || isIcmp(header));
    }

    /** Of a later IPv6 fragment with further extension headers, the upper layer's protocol cannot be seen. */
    private static int protocol(IpHeader header) {
        return header.isLaterFragment() && header.isIpv6() && IpProtocol.isExtension(header.protocol())
            ? IpHeader.OPAQUE : header.protocol();
    }
}
