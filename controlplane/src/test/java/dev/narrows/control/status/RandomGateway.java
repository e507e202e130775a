package dev.narrows.control.status;

import dev.narrows.config.GatewayConfig;
import dev.narrows.config.IcmpConfig;
import dev.narrows.config.IdleKind;
import dev.narrows.config.InterfaceAddress;
import dev.narrows.config.PmtuConfig;
import dev.narrows.config.PolicyConfig;
import dev.narrows.config.PortConfig;
import dev.narrows.config.RouteConfig;
import dev.narrows.config.SaSpec;
import dev.narrows.config.Side;
import dev.narrows.config.TunnelConfig;
import dev.narrows.config.WorkerConfig;
import dev.narrows.control.TestConfig;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.EngineChoice;
import dev.narrows.crypto.KeyingMaterial;
import dev.narrows.path.ClaimPolicy;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.PortRange;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.Fragmentation;
import dev.narrows.sa.Lifetime;
import dev.narrows.sa.Lifetime.Limit;
import dev.narrows.sa.Mode;
import dev.narrows.sa.Numbering;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpProtocol;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/**
 * Configurations of the netlab's gateway b at random: one tunnel to c in any mode, family, encapsulation, algorithm and
 * setting, ports of any MTU, policies before the tunnel's own.
 */
public final class RandomGateway {
    static final String[] INSIDE = {"10.1.0.1", "2001:db8:a::1"};
    static final String[] OUTSIDE = {"192.0.1.2", "2001:db8:1::2"};
    static final String[] ROUTER = {"192.0.1.1", "2001:db8:1::1"};
    static final String[] PEER = {"192.0.2.2", "2001:db8:2::2"};
    static final String[] A = {"10.1.0.2", "2001:db8:a::2"};
    static final String[] D = {"10.2.0.2", "2001:db8:d::2"};
    /** Behind c as well, where the gateway is a hub: d and e hear of each other by the gateway alone. */
    static final String[] E = {"10.3.0.2", "2001:db8:e::2"};
    public static final int OUT_SPI = 0x1001;
    public static final int IN_SPI = 0x2001;
    private static final String[] FAR_NET = {"10.2.0.0/24", "2001:db8:d::/64"};
    private static final String[] FURTHER_NET = {"10.3.0.0/24", "2001:db8:e::/64"};
    private static final String[] ANY = {"0.0.0.0/0", "::/0"};
    private static final String[] NEAR_NET = {"10.1.0.0/24", "2001:db8:a::/64"};
    private static final String[] OUTER_NET = {"192.0.2.0/24", "2001:db8:2::/64"};
    private static final int[] PREFIX = {24, 64};
    private static final int SMALL_MTU = 576;
    private static final int IPV6_MTU = 1280;
    private static final int[] FLOORS = {68, 576, 576, 1000, 1400};
    private static final int MTU = 1500;
    private static final int KEY_TAIL = 0x40;

    public final boolean isOuterIpv6;
    public final Endpoints endpoints;
    public final TunnelSettings settings;
    public final Algorithm algorithm;
    public final GatewayConfig config;

    public RandomGateway(Random random, Path directory) {
        isOuterIpv6 = random.nextInt(3) == 0;
        int outer = isOuterIpv6 ? 1 : 0;
        boolean isUdp = random.nextInt(3) == 0;
        endpoints = new Endpoints(IpAddress.parse(OUTSIDE[outer]), IpAddress.parse(PEER[outer]),
            isUdp ? 4500 : Endpoints.NO_UDP, isUdp ? 14500 : Endpoints.NO_UDP);
        Algorithm[] algorithms = Algorithm.values();
        algorithm = algorithms[random.nextInt(algorithms.length)];
        boolean isTransport = random.nextInt(4) == 0;
        boolean isInterface = !isTransport && random.nextInt(4) == 0;
        settings = settings(random, isTransport, isInterface);
        config = new GatewayConfig(List.of(), directory.resolve("eal.log"), directory, Duration.ofDays(1),
            directory.resolve("narrows.sock"), EngineChoice.BOUNCY_CASTLE, 1024, 9216,
            new WorkerConfig(List.of(), false, IdleKind.BACKOFF, true),
            ports(random, isTransport || random.nextBoolean()), routes(random, isInterface), new IcmpConfig(10, 1000),
            new PmtuConfig(FLOORS[random.nextInt(FLOORS.length)], TestConfig.RAISE_AFTER, ClaimPolicy.TRUST,
                Duration.ofSeconds(5)), policies(random, isInterface),
            List.of(tunnel(random, isTransport, isInterface)));
    }

    /** {@return the keying material of the outbound SA, or of the inbound one} */
    public KeyingMaterial key(boolean isOutbound) {
        byte[] material = new byte[algorithm.keyingMaterialLength()];
        for (int i = 0; i < material.length; i++) {
            material[i] = (byte)(isOutbound ? i : i + KEY_TAIL);
        }
        return KeyingMaterial.fromHex(HexFormat.of().formatHex(material), material.length);
    }

    private static TunnelSettings settings(Random random, boolean isTransport, boolean isInterface) {
        if (isTransport) {
            return TunnelSettings.transport();
        }
        int tfc = switch (random.nextInt(4)) {
            case 0 -> TunnelSettings.TFC_TO_MTU;
            case 1 -> 68 + random.nextInt(1500);
            default -> TunnelSettings.NO_TFC;
        };
        DfPolicy[] df = DfPolicy.values();
        return new TunnelSettings(Mode.TUNNEL, df[random.nextInt(df.length)], TunnelSettings.COPY_DSCP, tfc,
            isInterface && random.nextBoolean() ? 68 + random.nextInt(1500) : TunnelSettings.NO_MTU, isInterface,
            random.nextBoolean() ? Fragmentation.BEFORE : Fragmentation.AFTER,
            random.nextBoolean() ? TunnelSettings.NO_CLAMP : TunnelSettings.CLAMP_TO_MTU);
    }

    private static List<PortConfig> ports(Random random, boolean hasHost) {
        List<PortConfig> ports = new ArrayList<>(List.of(
            new PortConfig("inside", "d0", Side.PROTECTED, own(INSIDE), between(random, IPV6_MTU, MTU)),
            new PortConfig("outside", "d1", Side.UNPROTECTED, own(OUTSIDE),
                random.nextBoolean() ? MTU : between(random, random.nextBoolean() ? SMALL_MTU : IPV6_MTU, MTU))));
        if (hasHost) {
            ports.add(new PortConfig("host", "d2", Side.HOST, List.of(), between(random, IPV6_MTU, MTU)));
        }
        return ports;
    }

    private static int between(Random random, int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    private static List<InterfaceAddress> own(String[] addresses) {
        return List.of(new InterfaceAddress(IpAddress.parse(addresses[0]), PREFIX[0]),
            new InterfaceAddress(IpAddress.parse(addresses[1]), PREFIX[1]));
    }

    private static List<RouteConfig> routes(Random random, boolean isInterface) {
        List<RouteConfig> routes = new ArrayList<>();
        for (int family = 0; family < 2; family++) {
            routes.add(new RouteConfig(
                IpPrefix.parse(OUTER_NET[family]), Optional.of(IpAddress.parse(ROUTER[family])), Optional.empty()));
            if (isInterface) {
                routes.add(new RouteConfig(IpPrefix.parse(FAR_NET[family]), Optional.empty(), Optional.of("to-c")));
                routes.add(
                    new RouteConfig(IpPrefix.parse(FURTHER_NET[family]), Optional.empty(), Optional.of("to-c")));
            } else if (random.nextBoolean()) {
                routes.add(new RouteConfig(
                    IpPrefix.parse(FAR_NET[family]), Optional.of(IpAddress.parse(ROUTER[family])), Optional.empty()));
            }
        }
        return routes;
    }

    private static List<PolicyConfig> policies(Random random, boolean isInterface) {
        List<PolicyConfig> policies = new ArrayList<>();
        for (int family = 0; family < 2; family++) {
            if (random.nextInt(3) == 0) {
                policies.add(extra(
                    random, isInterface, IpPrefix.parse(NEAR_NET[family]), IpPrefix.parse(FAR_NET[family])));
            }
            if (random.nextInt(3) == 0) {
                policies.add(extra(random, true, IpPrefix.parse(OUTSIDE[family] + (family == 0 ? "/32" : "/128")),
                    IpPrefix.parse(OUTER_NET[family])));
            }
        }
        return policies;
    }

    private static PolicyConfig extra(Random random, boolean isUnprotecting, IpPrefix local, IpPrefix remote) {
        PolicyAction action = switch (random.nextInt(isUnprotecting ? 2 : 3)) {
            case 0 -> PolicyAction.BYPASS;
            case 1 -> PolicyAction.DISCARD;
            default -> PolicyAction.PROTECT;
        };
        Selectors selectors = switch (random.nextInt(3)) {
            case 0 -> new Selectors(local, remote, IpProtocol.TCP, PortRange.ANY, PortRange.ANY);
            case 1 -> new Selectors(local, remote, IpProtocol.UDP, PortRange.ANY, PortRange.of(7));
            default -> new Selectors(local, remote,
                local.isIpv4() ? IpProtocol.ICMP : IpProtocol.ICMPV6, PortRange.ANY, PortRange.ANY);
        };
        return new PolicyConfig(
            action, action == PolicyAction.PROTECT ? Optional.of("to-c") : Optional.empty(), selectors);
    }

    private TunnelConfig tunnel(Random random, boolean isTransport, boolean isInterface) {
        List<Selectors> own = new ArrayList<>();
        if (isTransport) {
            own.add(Selectors.of(new IpPrefix(endpoints.local(), endpoints.local().bits()),
                new IpPrefix(endpoints.remote(), endpoints.remote().bits())));
        } else if (!isInterface) {
            boolean isEverything = random.nextInt(3) == 0;
            boolean isHub = random.nextBoolean();
            for (int family = 0; family < 2; family++) {
                own.add(between(NEAR_NET[family], isEverything ? ANY[family] : FAR_NET[family]));
                if (isHub) {
                    own.add(between(FAR_NET[family], FURTHER_NET[family]));
                    own.add(between(FURTHER_NET[family], FAR_NET[family]));
                }
            }
        }
        return new TunnelConfig("to-c", endpoints, settings, Optional.empty(), Optional.empty(), Optional.empty(), own,
            random.nextInt(8) == 0 ? List.of() : List.of(sa(random, true)),
            random.nextInt(8) == 0 ? List.of() : List.of(sa(random, false)));
    }

    private static Selectors between(String local, String remote) {
        return Selectors.of(IpPrefix.parse(local), IpPrefix.parse(remote));
    }

    private SaSpec sa(Random random, boolean isOutbound) {
        Lifetime lifetime = random.nextInt(4) == 0
            ? new Lifetime(Limit.NONE, new Limit(Limit.UNSET, 10_000), new Limit(Limit.UNSET, 20)) : Lifetime.UNLIMITED;
        return new SaSpec(
            isOutbound ? OUT_SPI : IN_SPI, algorithm, key(isOutbound), Numbering.standard(64), lifetime,
            OptionalInt.empty());
    }
}
