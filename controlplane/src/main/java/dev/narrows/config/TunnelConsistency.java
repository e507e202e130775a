package dev.narrows.config;

import dev.narrows.wire.Ipv4Address;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks tunnels against the ports and against each other.
 */
final class TunnelConsistency {
    private TunnelConsistency() {
    }

    /**
     * Checks the tunnels' outer addresses.
     *
     * @param tunnels the tunnels.
     * @param ports   all ports.
     */
    static void checkAddresses(List<Located<TunnelConfig>> tunnels, List<Located<PortConfig>> ports) {
        for (Located<TunnelConfig> tunnel : tunnels) {
            int local = tunnel.value().local();
            int remote = tunnel.value().remote();
            if (ports.stream().noneMatch(port -> isUnprotected(port.value(), local))) {
                tunnel.section().errorAt("local", Ipv4Address.format(local)
                    + " is not the address of an unprotected port; it must be one of " + unprotected(ports));
            }
            if (ports.stream().anyMatch(port -> port.value().address() == remote)) {
                tunnel.section().errorAt("remote",
                    Ipv4Address.format(remote) + " is an address of this gateway; it must be the peer's");
            } else if (remote == local) {
                tunnel.section().errorAt("remote",
                    Ipv4Address.format(remote) + " is local as well; it must be the peer's");
            }
        }
    }

    /**
     * Checks that a packet matches the policies of one tunnel only, and no policy is there twice.
     *
     * @param tunnels the tunnels.
     */
    static void checkPolicies(List<Located<TunnelConfig>> tunnels) {
        List<Placed> earlier = new ArrayList<>();
        for (Located<TunnelConfig> tunnel : tunnels) {
            List<Section> sections = tunnel.section().sections("policies");
            List<PolicyConfig> policies = tunnel.value().policies();
            for (int i = 0; i < policies.size(); i++) {
                Placed placed = new Placed(tunnel.value().name(), policies.get(i));
                Section section = sections.get(i);
                earlier.stream().filter(placed::conflicts).findFirst().ifPresent(other -> section.error(
                    text(placed.policy()) + " overlaps with " + text(other.policy()) + " of tunnel " + other.tunnel()
                        + "; each pair of inner addresses must belong to one policy of one tunnel"));
                earlier.add(placed);
            }
        }
    }

    private static String text(PolicyConfig policy) {
        return policy.local() + " to " + policy.remote();
    }

    private static boolean isUnprotected(PortConfig port, int address) {
        return port.side() == Side.UNPROTECTED && port.address() == address;
    }

    private static String unprotected(List<Located<PortConfig>> ports) {
        return String.join(", ", ports.stream()
            .map(Located::value)
            .filter(port -> port.side() == Side.UNPROTECTED)
            .map(port -> Ipv4Address.format(port.address()))
            .toList());
    }

    /**
     * A policy with its tunnel.
     *
     * @param tunnel the tunnel's name.
     * @param policy the policy.
     */
    private record Placed(String tunnel, PolicyConfig policy) {
        /** Within one tunnel it does not matter which of two policies a packet matches, unless one is superfluous. */
        private boolean conflicts(Placed other) {
            if (tunnel.equals(other.tunnel)) {
                return policy.equals(other.policy);
            }
            return PortConsistency.overlap(policy.local(), other.policy.local())
                && PortConsistency.overlap(policy.remote(), other.policy.remote());
        }
    }
}
