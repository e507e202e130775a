package dev.narrows.config;

import dev.narrows.policy.Selectors;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.TunnelSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A tunnel to a peer, or what protects two hosts in transport mode.
 *
 * @param name          as the operator calls it.
 * @param endpoints     the outer addresses, and the UDP ports where ESP is in UDP.
 * @param settings      mode, DF, DSCP, padding, and whether it is an interface.
 * @param keepalive     how long a NAT may see nothing of us; nothing where no keepalives are sent.
 * @param dummyInterval how often a dummy packet is sent; nothing where none are.
 * @param probe         between which inner addresses its path is probed; nothing where it is not.
 * @param policies      its own policies: what it protects. None where it is an interface, or where only the ordered
 *                      ones lead to it.
 * @param out           the SAs that seal its packets: a general one, and one for each of some workers; none where they
 *                      are added later.
 * @param in            the SAs that open the peer's packets; none where they are added later.
 * @param yieldAfter    how long its probes may go unanswered before others take what it protects; nothing where that
 *                      decides nothing.
 */
public record TunnelConfig(
    String name,
    Endpoints endpoints,
    TunnelSettings settings,
    Optional<Duration> keepalive,
    Optional<Duration> dummyInterval,
    Optional<ProbeConfig> probe,
    List<Selectors> policies,
    List<SaSpec> out,
    List<SaSpec> in,
    Optional<Duration> yieldAfter) {
    /** The least MTU of a tunnel that is an interface, in bytes: what every link takes (RFC 791 3.2). */
    public static final int MIN_MTU = 68;
    /** The most, as large as a port's may be. */
    public static final int MAX_MTU = 9216;

    /** A tunnel, with its own copies of the lists. */
    public TunnelConfig {
        policies = List.copyOf(policies);
        out = List.copyOf(out);
        in = List.copyOf(in);
    }

    /** A tunnel that yields only where it has no SA to send by. */
    public TunnelConfig(String name, Endpoints endpoints, TunnelSettings settings, Optional<Duration> keepalive,
        Optional<Duration> dummyInterval, Optional<ProbeConfig> probe, List<Selectors> policies, List<SaSpec> out,
        List<SaSpec> in) {
        this(name, endpoints, settings, keepalive, dummyInterval, probe, policies, out, in, Optional.empty());
    }
}
