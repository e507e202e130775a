package dev.narrows.config;

import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.Mode;
import dev.narrows.wire.IpAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks policies against the tunnels that they lead to, and against each other.
 */
public final class PolicyConsistency {
    private PolicyConsistency() {
    }

    /**
     * Tells what speaks against a policy that protects by a tunnel.
     *
     * @param tunnel    the tunnel.
     * @param selectors what the policy matches.
     * @return the objection, as the end of a sentence about it; nothing where there is none.
     */
    public static Optional<String> objection(TunnelConfig tunnel, Selectors selectors) {
        if (tunnel.settings().isInterface()) {
            return Optional.of("tunnel " + tunnel.name() + " is an interface, which routes lead into and no policies");
        }
        IpPrefix ours = host(tunnel.endpoints().local());
        IpPrefix theirs = host(tunnel.endpoints().remote());
        if (tunnel.settings().mode() == Mode.TRANSPORT
            && !(selectors.local().equals(ours) && selectors.remote().equals(theirs))) {
            return Optional.of("tunnel " + tunnel.name() + " is in transport mode; local must be " + ours + " and remote "
                + theirs);
        }
        return Optional.empty();
    }

    /**
     * Checks the ordered policies.
     *
     * @param policies the policies.
     * @param tunnels  the tunnels.
     */
    static void check(List<Located<PolicyConfig>> policies, List<Located<TunnelConfig>> tunnels) {
        Map<String, TunnelConfig> byName = new HashMap<>();
        tunnels.forEach(tunnel -> byName.put(tunnel.value().name(), tunnel.value()));
        Map<Selectors, Integer> lines = new HashMap<>();
        for (Located<PolicyConfig> policy : policies) {
            if (policy.value().action() == PolicyAction.PROTECT) {
                checkTunnel(policy, byName);
            }
            Integer earlier = lines.putIfAbsent(policy.value().selectors(), policy.section().line());
            if (earlier != null) {
                policy.section().error("matches what the policy in line " + earlier
                    + " matches, and comes after it; it must match something else");
            }
        }
    }

    /**
     * Checks that a packet matches the own policies of one tunnel only, and none of them is there twice.
     *
     * @param tunnels the tunnels.
     */
    static void checkTunnels(List<Located<TunnelConfig>> tunnels) {
        PolicyOverlaps overlaps = new PolicyOverlaps();
        for (Located<TunnelConfig> tunnel : tunnels) {
            List<Section> sections = tunnel.section().sections("policies");
            List<Selectors> policies = tunnel.value().policies();
            for (int i = 0; i < policies.size(); i++) {
                // In transport mode there may be a policy that nobody wrote.
                overlaps.add(tunnel.value().name(), policies.get(i),
                    sections.isEmpty() ? tunnel.section() : sections.get(i));
            }
        }
        overlaps.report();
    }

    private static void checkTunnel(Located<PolicyConfig> policy, Map<String, TunnelConfig> byName) {
        String name = policy.value().tunnel().orElseThrow();
        TunnelConfig tunnel = byName.get(name);
        if (tunnel == null) {
            policy.section().errorAt("tunnel", "there is no tunnel \"" + name + "\" without mistakes");
        } else {
            objection(tunnel, policy.value().selectors())
                .ifPresent(objection -> policy.section().errorAt("tunnel", objection));
        }
    }

    private static IpPrefix host(IpAddress address) {
        return new IpPrefix(address, address.bits());
    }
}
