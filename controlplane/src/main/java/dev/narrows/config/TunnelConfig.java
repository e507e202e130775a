package dev.narrows.config;

import dev.narrows.pmtu.DfPolicy;
import java.util.List;
import java.util.Optional;

/**
 * A tunnel to a peer.
 *
 * @param name     as the operator calls it.
 * @param local    our outer IPv4 address, in network significance.
 * @param remote   the peer's outer IPv4 address, in network significance.
 * @param df       what becomes of the outer DF bit.
 * @param policies what it protects, at least one.
 * @param out      the SA that seals its packets; nothing where it is added later.
 * @param in       the SA that opens the peer's packets; nothing where it is added later.
 */
public record TunnelConfig(
    String name,
    int local,
    int remote,
    DfPolicy df,
    List<PolicyConfig> policies,
    Optional<SaConfig> out,
    Optional<SaConfig> in) {
    /** A tunnel, with its own copy of the list. */
    public TunnelConfig {
        policies = List.copyOf(policies);
    }
}
