package dev.narrows.config;

import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.Mode;
import dev.narrows.wire.IpAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

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
            return Optional.of("tunnel " + tunnel.name() + " is in transport mode; local must be " + ours
                + " and remote "
                + theirs);
        }
        return Optional.empty();
    }

    /**
     * Tells what speaks against selectors whose packets are to pass.
     *
     * @param selectors the selectors.
     * @return the objection, as the end of a sentence about them; nothing where there is none.
     */
    public static Optional<String> objection(Selectors selectors) {
        return Stream.of(selectors.local(), selectors.remote())
            .flatMap(prefix -> UnroutedAddresses.kind(prefix)
                .map(kind -> prefix + " is " + kind + ", and nothing from or to"
                + " such addresses is forwarded").stream())
            .findFirst();
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
        Map<Selectors, Map<Optional<String>, Integer>> lines = new HashMap<>();
        for (Located<PolicyConfig> policy : policies) {
            if (policy.value().action() == PolicyAction.PROTECT) {
                checkTunnel(policy, byName);
            }
            if (policy.value().action() != PolicyAction.DISCARD) {
                objection(policy.value().selectors()).ifPresent(policy.section()::error);
            }
            Map<Optional<String>, Integer> alike =
                lines.computeIfAbsent(policy.value().selectors(), selectors -> new LinkedHashMap<>());
            Optional<String> tunnel = policy.value().tunnel();
            // Behind one that protects, another tunnel's has its turn where that one's cannot send.
            boolean isReached = tunnel.isPresent() && !alike.containsKey(tunnel)
                && !alike.containsKey(Optional.empty());
            if (!alike.isEmpty() && !isReached) {
                policy.section().error("matches what the policy in line "
                    + alike.getOrDefault(tunnel, alike.values().iterator().next())
                    + " matches, and comes after it; it must match something else");
            }
            alike.putIfAbsent(tunnel, policy.section().line());
        }
    }

    /**
     * Checks that no tunnel has one policy of its own twice. Those of two tunnels may overlap or be the same: what
     * leaves goes by the first tunnel in the file that can send, what arrives is checked against its own tunnel's (RFC
     * 4301 5.2).
     *
     * @param tunnels the tunnels.
     */
    static void checkTunnels(List<Located<TunnelConfig>> tunnels) {
        for (Located<TunnelConfig> tunnel : tunnels) {
            List<Section> sections = tunnel.section().sections("policies");
            Map<Selectors, Integer> lines = new HashMap<>();
            // In transport mode there may be a policy that nobody wrote, which is the only one.
            for (int i = 0; i < sections.size(); i++) {
                Selectors selectors = tunnel.value().policies().get(i);
                objection(selectors).ifPresent(sections.get(i)::error);
                Integer earlier = lines.putIfAbsent(selectors, sections.get(i).line());
                if (earlier != null) {
                    sections.get(i).error(selectors + " is the tunnel's policy in line " + earlier
                        + " too; it must be another, or none");
                }
            }
        }
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
