package dev.narrows.control;

import dev.narrows.config.GatewayConfig;
import dev.narrows.config.IcmpConfig;
import dev.narrows.config.IdleKind;
import dev.narrows.config.InterfaceAddress;
import dev.narrows.config.PmtuConfig;
import dev.narrows.config.PortConfig;
import dev.narrows.config.RouteConfig;
import dev.narrows.config.SaSpec;
import dev.narrows.config.Side;
import dev.narrows.config.TunnelConfig;
import dev.narrows.config.WorkerConfig;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.EngineChoice;
import dev.narrows.crypto.KeyingMaterial;
import dev.narrows.path.ClaimPolicy;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.Lifetime;
import dev.narrows.sa.Numbering;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.Ipv4Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The netlab's gateway b, as a configuration. */
public final class TestConfig {
    public static final String OUT_KEY = "000102030405060708090a0b0c0d0e0fcafebabe";
    public static final String IN_KEY = "101112131415161718191a1b1c1d1e1fcafebabe";
    public static final Duration RAISE_AFTER = Duration.ofMinutes(10);

    private TestConfig() {
    }

    public static GatewayConfig of(Path stateDir) {
        return of(stateDir, List.of(route("192.0.2.0/24", "192.0.1.1")),
            List.of(tunnel("to-c", "192.0.2.2", Optional.of(sa(0x1001, OUT_KEY, 0)),
                Optional.of(sa(0x2001, IN_KEY, 64)))));
    }

    public static GatewayConfig of(Path stateDir, List<RouteConfig> routes, List<TunnelConfig> tunnels) {
        return of(stateDir, List.of(), routes, tunnels);
    }

    public static GatewayConfig of(
        Path stateDir, List<Integer> cpus, List<RouteConfig> routes, List<TunnelConfig> tunnels) {
        return new GatewayConfig(List.of(), stateDir.resolve("eal.log"), stateDir, Duration.ofDays(1),
            stateDir.resolve("narrows.sock"), EngineChoice.AUTO, 1024, 9216,
            new WorkerConfig(cpus, false, IdleKind.BACKOFF, true),
            List.of(new PortConfig("inside", "d0", Side.PROTECTED, own("10.1.0.1", 24), 1500),
                new PortConfig("outside", "d1", Side.UNPROTECTED, own("192.0.1.2", 24), 1500),
                new PortConfig("jumbo", "d2", Side.UNPROTECTED, own("198.18.0.1", 16), 9000)),
            routes, new IcmpConfig(10, 1000),
            new PmtuConfig(576, RAISE_AFTER, ClaimPolicy.VERIFY, Duration.ofSeconds(5)), List.of(), tunnels);
    }

    public static TunnelConfig tunnel(String name, String remote, Optional<SaSpec> out, Optional<SaSpec> in) {
        return tunnel(name, remote, out.stream().toList(), in.stream().toList());
    }

    public static TunnelConfig tunnel(String name, String remote, List<SaSpec> out, List<SaSpec> in) {
        return new TunnelConfig(name, Endpoints.of(address("192.0.1.2"), address(remote)),
            TunnelSettings.tunnel(DfPolicy.COPY), Optional.empty(), Optional.empty(), Optional.empty(),
            List.of(Selectors.of(IpPrefix.parse("10.1.0.0/24"), IpPrefix.parse("10.2.0.0/24"))), out, in);
    }

    public static TunnelConfig withSettings(TunnelSettings settings, TunnelConfig tunnel) {
        return new TunnelConfig(tunnel.name(), tunnel.endpoints(), settings, tunnel.keepalive(), tunnel.dummyInterval(),
            tunnel.probe(), tunnel.policies(), tunnel.out(), tunnel.in());
    }

    public static SaSpec sa(int spi, String key, int replayWindow) {
        return new SaSpec(spi, Algorithm.AES_128_GCM_16, KeyingMaterial.fromHex(key, 20),
            Numbering.standard(replayWindow), Lifetime.UNLIMITED, OptionalInt.empty());
    }

    /** One for a certain worker. */
    public static SaSpec sa(int spi, String key, int replayWindow, int worker) {
        SaSpec sa = sa(spi, key, replayWindow);
        return new SaSpec(sa.spi(), sa.algorithm(), sa.key(), sa.numbering(), sa.lifetime(), OptionalInt.of(worker));
    }

    public static RouteConfig route(String to, String via) {
        return new RouteConfig(IpPrefix.parse(to), Optional.of(address(via)), Optional.empty());
    }

    public static IpAddress address(String text) {
        return IpAddress.parse(text);
    }

    private static List<InterfaceAddress> own(String text, int prefixLength) {
        return List.of(new InterfaceAddress(address(text), prefixLength));
    }

    public static int ip(String text) {
        return Ipv4Address.parse(text);
    }
}
