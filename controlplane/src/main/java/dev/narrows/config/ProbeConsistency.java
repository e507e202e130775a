package dev.narrows.config;

import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.Mode;
import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.Icmpv6;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks the addresses that paths are probed between against the ports, and against what the tunnels protect.
 */
final class ProbeConsistency {
    private ProbeConsistency() {
    }

    /**
     * Checks that probes go from an address of ours to one that is not.
     *
     * @param tunnels the tunnels.
     * @param ports   all ports.
     */
    static void checkAddresses(List<Located<TunnelConfig>> tunnels, List<Located<PortConfig>> ports) {
        List<InterfaceAddress> ours = ports.stream().flatMap(port -> port.value().addresses().stream()).toList();
        for (Located<TunnelConfig> tunnel : tunnels) {
            // In transport mode the tunnel's own addresses are checked.
            if (tunnel.value().settings().mode() == Mode.TUNNEL) {
                tunnel.value().probe().ifPresent(probe -> checkAddresses(probe, section(tunnel), ours));
            }
        }
    }

    private static void checkAddresses(ProbeConfig probe, Section section, List<InterfaceAddress> ours) {
        if (ours.stream().noneMatch(own -> own.address().equals(probe.from()))) {
            section.errorAt("from", probe.from() + " is not an address of this gateway; it must be one of "
                + String.join(", ", ours.stream().map(own -> own.address().toString()).toList()));
        }
        if (ours.stream().anyMatch(own -> own.address().equals(probe.to()))) {
            section.errorAt("to", probe.to() + " is an address of this gateway; it must be the peer's");
        }
    }

    /**
     * Checks that policies, where they lead to a tunnel at all, let its probes and their answers through.
     *
     * @param tunnels  the tunnels.
     * @param policies the ordered policies.
     */
    static void checkPolicies(List<Located<TunnelConfig>> tunnels, List<Located<PolicyConfig>> policies) {
        for (Located<TunnelConfig> tunnel : tunnels) {
            tunnel.value().probe().ifPresent(probe -> {
                List<Selectors> selectors = selectors(tunnel.value(), policies);
                if (!selectors.isEmpty() && selectors.stream().noneMatch(one -> covers(one, probe))) {
                    section(tunnel).errorAt("to", "ICMP echo from " + probe.from() + " to " + probe.to()
                        + " is outside the tunnel's policies; one of them must protect it");
                }
            });
        }
    }

    private static List<Selectors> selectors(TunnelConfig tunnel, List<Located<PolicyConfig>> policies) {
        List<Selectors> selectors = new ArrayList<>(tunnel.policies());
        for (Located<PolicyConfig> policy : policies) {
            if (policy.value().action() == PolicyAction.PROTECT
                && policy.value().tunnel().filter(tunnel.name()::equals).isPresent()) {
                selectors.add(policy.value().selectors());
            }
        }
        return selectors;
    }

    private static boolean covers(Selectors selectors, ProbeConfig probe) {
        if (!selectors.local().contains(probe.from()) || !selectors.remote().contains(probe.to())) {
            return false;
        }
        boolean isIpv4 = probe.to().isIpv4();
        return selectors.protocol() == Selectors.ANY_PROTOCOL || (selectors.isIcmp()
            && selectors.localPorts().contains((isIpv4 ? Icmpv4.ECHO_REQUEST : Icmpv6.ECHO_REQUEST) << Byte.SIZE)
            && selectors.localPorts().contains((isIpv4 ? Icmpv4.ECHO_REPLY : Icmpv6.ECHO_REPLY) << Byte.SIZE));
    }

    private static Section section(Located<TunnelConfig> tunnel) {
        return tunnel.section().section("probe").orElseThrow();
    }
}
