package dev.narrows.worker;

import dev.narrows.policy.Classifier;
import dev.narrows.policy.FragmentDecisions;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.Policy;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.PolicyTable;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.Tunnel;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.IpHeader;

/**
 * Asks the policies about packets, in every direction (RFC 4301 5), with the time of the duty cycle.
 */
final class PolicyGate {
    private static final int FRAGMENTED_PACKETS = 1024;
    private static final int FRAGMENTED_EXCHANGES = 64;
    /** Stands for what no policy decided: our host makes keys, and that passes in clear whatever the policies are. */
    private static final Policy KEY_EXCHANGE = new Policy(0, 0,
        Selectors.of(IpPrefix.parse("0.0.0.0/0"), IpPrefix.parse("0.0.0.0/0")), PolicyAction.BYPASS, null);

    private final PolicyTable policies;
    private final Classifier classifier;
    private final FragmentDecisions keyExchanges = new FragmentDecisions(FRAGMENTED_EXCHANGES);
    private long now;

    PolicyGate(PolicyTable policies) {
        this.policies = policies;
        classifier = new Classifier(policies, FRAGMENTED_PACKETS);
    }

    /**
     * Begins a duty cycle.
     *
     * @param nowNanos the clock.
     */
    void begin(long nowNanos) {
        now = nowNanos;
    }

    /**
     * Decides about a packet that goes out.
     *
     * @param header the packet's.
     * @return a policy that protects or bypasses; null where there is none, and {@link #reason()} says why.
     */
    Policy outbound(IpHeader header) {
        return classifier.outbound(header, now);
    }

    /**
     * Finds another tunnel for a packet whose first one cannot send.
     *
     * @param header the packet's.
     * @return the next in the order that can, or null.
     */
    Tunnel alternative(IpHeader header) {
        Policy policy = classifier.alternative(header, now);
        return policy == null ? null : policy.tunnel();
    }

    /** {@return whether a tunnel's own policies protect what leaves with this header} */
    boolean isOutboundOf(IpHeader header, Tunnel tunnel) {
        return classifier.isOutboundOf(header, tunnel);
    }

    /**
     * Tells whether a packet of our own host's belongs to its IKE. Later fragments, which show no ports, follow their
     * first.
     *
     * @param header the packet's.
     * @return whether no policy can ask for its protection.
     */
    boolean isKeyExchange(IpHeader header) {
        if (header.isLaterFragment()) {
            return keyExchanges.find(header, 0, now) != null;
        }
        boolean isIke = Ike.isFromUs(header);
        if (isIke && header.isFragment()) {
            keyExchanges.put(header, KEY_EXCHANGE, 0, now);
        }
        return isIke;
    }

    /** {@return why {@link #outbound} gave none: {@link DropReason#NO_POLICY}, or another where one forbids it} */
    DropReason reason() {
        return classifier.reason();
    }

    /** {@return why what came out of a tunnel's SA with this header may not go on, or null where it may} */
    DropReason fromTunnel(IpHeader header, Tunnel tunnel) {
        return classifier.inbound(header, tunnel, now);
    }

    /** {@return why what came in clear from outside with this header may not go on, or null where it may} */
    DropReason fromUnprotected(IpHeader header) {
        return classifier.fromUnprotected(header, now);
    }

    /** {@return the policy for a packet to an address of ours that came in clear, or null} */
    Policy toUs(IpHeader header) {
        return policies.lookup(header.destinationHigh(), header.destinationLow(), header.sourceHigh(),
            header.sourceLow(), header.protocol(), header.destinationPort(), header.sourcePort());
    }
}
