package dev.narrows.config;

import dev.narrows.pmtu.DfPolicy;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.Fragmentation;
import dev.narrows.sa.Mode;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.wire.IpAddress;
import dev.narrows.worker.Ike;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads {@code tunnels}.
 */
final class TunnelsSection {
    private static final int MAX_PORT = 65535;
    private static final int NAT_PORT = 4500;
    private static final int MAX_DSCP = 63;
    private static final ValueType<DfPolicy> DF = Values.oneOf(
        Map.of("copy", DfPolicy.COPY, "set", DfPolicy.SET, "clear", DfPolicy.CLEAR), DfPolicy.COPY);
    private static final ValueType<Mode> MODE =
        Values.oneOf(Map.of("tunnel", Mode.TUNNEL, "transport", Mode.TRANSPORT), Mode.TUNNEL);
    private static final ValueType<Integer> UDP_PORT = Values.integer(1, MAX_PORT);
    private static final ValueType<Integer> DSCP =
        Values.integerOr(Map.of("copy", TunnelSettings.COPY_DSCP), 0, MAX_DSCP);
    private static final ValueType<Integer> TFC = Values.integerOr(
        Map.of("off", TunnelSettings.NO_TFC, "mtu", TunnelSettings.TFC_TO_MTU), TunnelConfig.MIN_MTU,
        TunnelConfig.MAX_MTU);
    private static final ValueType<Integer> MTU = Values.integer(TunnelConfig.MIN_MTU, TunnelConfig.MAX_MTU);
    private static final ValueType<Fragmentation> FRAGMENT = Values.oneOf(
        Map.of("before", Fragmentation.BEFORE, "after", Fragmentation.AFTER), Fragmentation.BEFORE);
    // From what a host takes without the option (RFC 9293 3.7.1) to the largest inner packet's.
    private static final ValueType<Integer> TCP_MSS = Values.integerOr(
        Map.of("off", TunnelSettings.NO_CLAMP, "auto", TunnelSettings.CLAMP_TO_MTU), 536, TunnelConfig.MAX_MTU - 40);
    /** RFC 3948 4. */
    private static final Duration DEFAULT_KEEPALIVE = Duration.ofSeconds(20);

    private TunnelsSection() {
    }

    /**
     * Reads the tunnels.
     *
     * @param root       the whole file.
     * @param keys       where the SAs' keys come from.
     * @param protecting the names of tunnels that ordered policies lead to: they are no interfaces.
     * @return the tunnels in which nothing is wrong.
     */
    static List<Located<TunnelConfig>> read(Section root, KeySource keys, Set<String> protecting) {
        List<Located<TunnelConfig>> tunnels = new ArrayList<>();
        root.section("tunnels").ifPresent(section -> section.namedSections().forEach(
            (name, tunnel) -> tunnel.read(from -> tunnel(name, from, keys, protecting.contains(name)))
            .ifPresent(tunnels::add)));
        return tunnels;
    }

    private static TunnelConfig tunnel(String name, Section section, KeySource keys, boolean isProtecting) {
        Names.check(name, section);
        IpAddress local = section.required("local", Values.ADDRESS);
        IpAddress remote = section.required("remote", Values.ADDRESS);
        Mode mode = section.optional("mode", MODE).orElse(Mode.TUNNEL);
        Optional<UdpConfig> udp = section.section("udp-encapsulation")
            .flatMap(ports -> ports.read(TunnelsSection::udp)).map(Located::value);
        List<Selectors> policies = mode == Mode.TRANSPORT
            ? hostPolicies(section, local, remote) : policies(section);
        return new TunnelConfig(
            name,
            endpoints(section, local, remote, udp),
            settings(section, mode, policies.isEmpty() && !isProtecting),
            udp.map(UdpConfig::keepalive).filter(Duration::isPositive),
            dummyInterval(section, mode),
            ProbeSection.read(section, mode, local, remote),
            policies,
            sas(section, "out", sa -> SaSection.readOutbound(sa, keys)),
            sas(section, "in", sa -> SaSection.readInbound(sa, keys)),
            yieldAfter(section));
    }

    private static List<SaSpec> sas(Section section, String key, Function<Section, Optional<SaSpec>> reader) {
        return section.oneOrMoreSections(key).stream().map(reader).flatMap(Optional::stream).toList();
    }

    private static Endpoints endpoints(Section section, IpAddress local, IpAddress remote, Optional<UdpConfig> udp) {
        if (local.isIpv4() != remote.isIpv4()) {
            section.errorAt("remote", remote + " is of another family than local; both must be of the same");
            return Endpoints.of(local, local);
        }
        return udp.map(ports -> new Endpoints(local, remote, ports.localPort(), ports.remotePort()))
            .orElse(Endpoints.of(local, remote));
    }

    private static UdpConfig udp(Section section) {
        int localPort = section.optional("local-port", UDP_PORT).orElse(NAT_PORT);
        if (localPort == Ike.PORT) {
            section.errorAt("local-port", localPort + " is IKE's, where nothing tells ESP from it; it must be another,"
                + " as " + NAT_PORT + ", which both share (RFC 3948 2)");
        }
        return new UdpConfig(
            localPort,
            section.optional("remote-port", UDP_PORT).orElse(NAT_PORT),
            section.optional("keepalive", Values.DURATION_OR_OFF).orElse(DEFAULT_KEEPALIVE));
    }

    private static TunnelSettings settings(Section section, Mode mode, boolean isInterface) {
        DfPolicy df = section.optional("df", DF).orElse(DfPolicy.COPY);
        int dscp = section.optional("dscp", DSCP).orElse(TunnelSettings.COPY_DSCP);
        int tfc = section.optional("tfc", TFC).orElse(TunnelSettings.NO_TFC);
        int mtu = section.optional("mtu", MTU).orElse(TunnelSettings.NO_MTU);
        Fragmentation fragmentation = section.optional("fragment", FRAGMENT).orElse(Fragmentation.BEFORE);
        int tcpMss = section.optional("tcp-mss", TCP_MSS).orElse(TunnelSettings.NO_CLAMP);
        if (mode == Mode.TRANSPORT) {
            for (String key : List.of("df", "dscp", "tfc")) {
                refuse(section, key, "transport mode", "the packet keeps its own header");
            }
            refuse(section, "fragment", "transport mode", "whole packets are protected, and fragmented after that");
        }
        if (!isInterface) {
            refuse(section, "mtu", "a tunnel with policies", "only a tunnel that routes lead into is an interface");
        }
        return new TunnelSettings(mode, df, dscp, tfc, mtu, isInterface, fragmentation, tcpMss);
    }

    private static Optional<Duration> dummyInterval(Section section, Mode mode) {
        if (mode == Mode.TRANSPORT) {
            refuse(section, "dummy-interval", "transport mode", "dummy packets are a tunnel's");
        }
        return section.optional("dummy-interval", Values.DURATION);
    }

    private static Optional<Duration> yieldAfter(Section section) {
        if (section.has("yield-after") && !section.has("probe")) {
            section.errorAt("yield-after",
                "is only for a tunnel with probe: their answers tell whether its peer is there");
        }
        return section.optional("yield-after", Values.DURATION);
    }

    private static void refuse(Section section, String key, String where, String why) {
        if (section.has(key)) {
            section.errorAt(key, "is not for " + where + ": " + why);
        }
    }

    /** Between two hosts, in transport mode, what may be protected is what they send each other. */
    private static List<Selectors> hostPolicies(Section section, IpAddress local, IpAddress remote) {
        IpPrefix ours = new IpPrefix(local, local.bits());
        IpPrefix theirs = new IpPrefix(remote, remote.bits());
        if (!section.has("policies")) {
            return List.of(Selectors.of(ours, theirs));
        }
        List<Selectors> policies = policies(section);
        for (Selectors policy : policies) {
            if (!policy.local().equals(ours) || !policy.remote().equals(theirs)) {
                section.errorAt("policies", "has " + policy.local() + " to " + policy.remote()
                    + "; in transport mode local must be " + ours + " and remote " + theirs);
            }
        }
        return policies;
    }

    private static List<Selectors> policies(Section section) {
        List<Selectors> policies = new ArrayList<>();
        for (Section policy : section.sections("policies")) {
            policy.read(SelectorsSection::read).ifPresent(read -> policies.add(read.value()));
        }
        return policies;
    }
}
