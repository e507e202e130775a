package dev.narrows.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.narrows.pmtu.DfPolicy;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.Fragmentation;
import dev.narrows.sa.Mode;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.wire.IpAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Modes, families, encapsulations and interfaces, as an operator writes them. */
class TunnelKindsTest {
    private static final String BASE = """
        state-dir: /var/lib/narrows
        ports:
          inside: {device: d0, side: protected, address: [10.1.0.1/24, "2001:db8:1::1/64"]}
          outside: {device: d1, side: unprotected, address: [192.0.1.2/24, "2001:db8:f1::2/64"]}
          host: {device: net_tap0, side: host}
        routes:
          - {to: 192.0.2.0/24, via: 192.0.1.1}
          - {to: "::/0", via: "2001:db8:f1::1"}
        """;

    @TempDir
    private Path directory;

    @Test
    void shouldReadAddressesOfBothFamilies() throws Exception {
        GatewayConfig config = read("");
        assertEquals(List.of(InterfaceAddress.parse("10.1.0.1/24"), InterfaceAddress.parse("2001:db8:1::1/64")),
            config.ports().get(0).addresses());
        assertEquals(new PortConfig("host", "net_tap0", Side.HOST, List.of(), 1500), config.ports().get(2));
        assertEquals(new RouteConfig(
            IpPrefix.ANY_IPV6, Optional.of(IpAddress.parse("2001:db8:f1::1")), Optional.empty()),
            config.routes().get(1));
    }

    @Test
    void shouldReadTransportModeWithThePolicyThatFollows() throws Exception {
        TunnelConfig tunnel = read("""
            tunnels:
              t: {mode: transport, local: 192.0.1.2, remote: 192.0.2.2}
            """).tunnels().getFirst();
        assertEquals(TunnelSettings.transport(), tunnel.settings());
        assertEquals(List.of(Selectors.of(IpPrefix.parse("192.0.1.2/32"), IpPrefix.parse("192.0.2.2/32"))),
            tunnel.policies());
    }

    @Test
    void shouldReadUdpEncapsulationWithItsDefaults() throws Exception {
        IpAddress local = IpAddress.parse("2001:db8:f1::2");
        IpAddress remote = IpAddress.parse("2001:db8:f2::2");
        List<TunnelConfig> tunnels = read("""
            tunnels:
              t:
                local: "2001:db8:f1::2"
                remote: "2001:db8:f2::2"
                udp-encapsulation: {}
                policies: [{local: "2001:db8:1::/64", remote: "2001:db8:2::/64"}]
              u:
                local: "2001:db8:f1::2"
                remote: "2001:db8:f2::2"
                udp-encapsulation: {local-port: 1, remote-port: 65535, keepalive: off}
                policies: [{local: 10.1.0.0/24, remote: 10.2.0.0/24}]
            """).tunnels();
        assertEquals(new Endpoints(local, remote, 4500, 4500), tunnels.get(0).endpoints());
        assertEquals(Optional.of(Duration.ofSeconds(20)), tunnels.get(0).keepalive());
        assertEquals(new Endpoints(local, remote, 1, 65535), tunnels.get(1).endpoints());
        assertEquals(Optional.empty(), tunnels.get(1).keepalive());
    }

    @Test
    void shouldReadTunnelThatIsAnInterface() throws Exception {
        GatewayConfig config = read("""
              - {to: 10.3.0.0/16, tunnel: t}
            tunnels:
              t: {local: 192.0.1.2, remote: 192.0.2.2, mtu: 1400, tfc: mtu, dscp: 46, dummy-interval: 5s, df: clear,
                  fragment: after, tcp-mss: auto}
            """);
        assertEquals(new TunnelSettings(Mode.TUNNEL, DfPolicy.CLEAR, 46, TunnelSettings.TFC_TO_MTU, 1400, true,
                Fragmentation.AFTER, TunnelSettings.CLAMP_TO_MTU),
            config.tunnels().getFirst().settings());
        assertEquals(Optional.of(Duration.ofSeconds(5)), config.tunnels().getFirst().dummyInterval());
        assertEquals(Optional.of("t"), config.routes().get(2).tunnel());
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
            arguments("t: {local: 192.0.1.2, remote: \"2001:db8:f2::2\", POLICY}", "tunnels.t.remote",
                "another family"),
            arguments("t: {local: 192.0.1.2, remote: 192.0.2.2, mode: host, POLICY}", "tunnels.t.mode",
                "must be one of transport, tunnel"),
            arguments("t: {local: 192.0.1.2, remote: 192.0.2.2, mode: transport, df: set}", "tunnels.t.df",
                "is not for transport mode"),
            arguments("t: {local: 192.0.1.2, remote: 192.0.2.2, mode: transport, tfc: mtu}", "tunnels.t.tfc",
                "is not for transport mode"),
            arguments("t: {local: 192.0.1.2, remote: 192.0.2.2, mode: transport, fragment: before}",
                "tunnels.t.fragment",
                "is not for transport mode"),
            arguments("t: {local: 192.0.1.2, remote: 192.0.2.2, fragment: never, POLICY}", "tunnels.t.fragment",
                "must be one of after, before"),
            arguments("t: {local: 192.0.1.2, remote: 192.0.2.2, tcp-mss: 535, POLICY}", "tunnels.t.tcp-mss",
                "must be auto, off or a whole number from 536 to 9176"),
            arguments("t: {local: 192.0.1.2, remote: 192.0.2.2, tcp-mss: 9177, POLICY}", "tunnels.t.tcp-mss",
                "must be auto, off or a whole number from 536 to 9176"),
            arguments("t: {local: 192.0.1.2, remote: 192.0.2.2, mode: transport, dummy-interval: 1s}",
                "tunnels.t.dummy-interval", "is not for transport mode"),
            arguments("t: {local: 192.0.1.2, remote: 192.0.2.2, mode: transport, POLICY}", "tunnels.t.policies",
                "in transport mode local must be 192.0.1.2/32 and remote 192.0.2.2/32"),
            arguments("t: {local: 192.0.1.2, remote: 192.0.2.2, mtu: 1400, POLICY}", "tunnels.t.mtu",
                "is not for a tunnel with policies"),
            arguments("t: {local: 192.0.1.2, remote: 192.0.2.2, dscp: 64, POLICY}", "tunnels.t.dscp",
                "must be copy or a whole number from 0 to 63"),
            arguments("t: {local: 192.0.1.2, remote: 192.0.2.2, dscp: ef, POLICY}", "tunnels.t.dscp",
                "must be copy or a whole number from 0 to 63"),
            arguments("t: {local: 192.0.1.2, remote: 192.0.2.2, tfc: 67, POLICY}", "tunnels.t.tfc",
                "must be mtu, off or a whole number from 68 to 9216"),
            arguments("t: {local: 192.0.1.2, remote: 192.0.2.2, dummy-interval: off, POLICY}",
                "tunnels.t.dummy-interval", "\"off\" is not a duration; it must be a whole number with a unit"),
            arguments("t: {local: 192.0.1.2, remote: 192.0.2.2, udp-encapsulation: {local-port: 0}, POLICY}",
                "tunnels.t.udp-encapsulation.local-port", "from 1 to 65535"),
            arguments("t: {local: 192.0.1.2, remote: 192.0.2.2, udp-encapsulation: {local-port: 500}, POLICY}",
                "tunnels.t.udp-encapsulation.local-port", "500 is IKE's"),
            arguments("t: {local: 192.0.1.2, remote: 192.0.2.2, udp-encapsulation: {port: 1}, POLICY}",
                "tunnels.t.udp-encapsulation.port", "is not known"),
            arguments("t: {local: 192.0.1.2, remote: 192.0.2.2}", "tunnels.t.policies",
                "no route leads into the tunnel"),
            arguments("t: {local: 10.1.0.1, remote: 192.0.2.2, POLICY}", "tunnels.t.local",
                "it must be one of 192.0.1.2, 2001:db8:f1::2"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void shouldTellMistakesOfTunnels(String tunnel, String key, String message) {
        String policy = "policies: [{local: 10.1.0.0/24, remote: 10.2.0.0/24}]";
        ConfigError error = onlyError("tunnels:\n  " + tunnel.replace("POLICY", policy) + "\n");
        assertEquals(key, error.key(), error.message());
        assertTrue(error.message().contains(message), error.message());
    }

    static Stream<Arguments> routes() {
        return Stream.of(
            arguments("{to: 10.3.0.0/16}", "routes[2].via", "and so is tunnel"),
            arguments("{to: 10.3.0.0/16, via: 192.0.1.1, tunnel: t}", "routes[2].tunnel", "is given beside via"),
            arguments("{to: 10.3.0.0/16, tunnel: u}", "routes[2].tunnel", "there is no tunnel \"u\""),
            arguments("{to: 10.3.0.0/16, tunnel: t}", "routes[2].tunnel", "tunnel t has policies"),
            arguments("{to: 10.3.0.0/16, via: \"2001:db8:f1::1\"}", "routes[2].via",
                "of another family than 10.3.0.0/16"),
            arguments("{to: \"2001:db8:1::/64\", via: \"2001:db8:f1::1\"}", "routes[2].to",
                "is the subnet of port inside"),
            arguments("{to: \"2001:db8:9::/64\", via: \"2001:db8:f1::2\"}", "routes[2].via", "is our own address"));
    }

    @ParameterizedTest
    @MethodSource("routes")
    void shouldTellMistakesOfRoutes(String route, String key, String message) {
        ConfigError error = onlyError("  - " + route + """

            tunnels:
              t: {local: 192.0.1.2, remote: 192.0.2.2, policies: [{local: 10.1.0.0/24, remote: 10.2.0.0/24}]}
            """);
        assertEquals(key, error.key(), error.message());
        assertTrue(error.message().contains(message), error.message());
    }

    static Stream<Arguments> ports() {
        return Stream.of(
            arguments("{device: d3, side: host}", "ports.x.side", "is host on a second port"),
            arguments("{device: d3, side: protected, address: \"2001:db8:9::1/64\", mtu: 1279}", "ports.x.mtu",
                "1279 is too small for the port's IPv6 address; it must be at least 1280"),
            arguments("{device: d3, side: protected}", "ports.x.address", "is missing"),
            arguments("{device: d3, side: protected, address: []}", "ports.x.address", "has 0 addresses"),
            arguments("{device: d3, side: protected, address: [10.9.0.1/24, 10.9.0.1/24]}", "ports.x.address",
                "10.9.0.1 is given twice"),
            arguments("{device: d3, side: protected, address: [10.9.0.1/24, \"2001:db8:1::9/64\"]}", "ports.x.address",
                "its subnet 2001:db8:1::/64 overlaps"),
            arguments("{device: d3, side: protected, address: \"fe80::1/64\"}", "ports.x.address",
                "is no host's address"),
            arguments("{device: d3, side: protected, address: \"2001:db8:9::1/129\"}", "ports.x.address",
                "a prefix length from 1 to 32, with IPv6 to 128"));
    }

    @ParameterizedTest
    @MethodSource("ports")
    void shouldTellMistakesOfPorts(String port, String key, String message) {
        ConfigError error = errorOf(BASE.replace("routes:\n", "  x: " + port + "\nroutes:\n"));
        assertEquals(key, error.key(), error.message());
        assertTrue(error.message().contains(message), error.message());
    }

    @Test
    void shouldRefuseAddressOnTheHostsSide() {
        ConfigError error = errorOf(BASE.replace("side: host}", "side: host, address: 10.7.0.1/24}"));
        assertEquals("ports.host.address", error.key());
        assertEquals(5, error.line());
    }

    private GatewayConfig read(String more) throws Exception {
        return ConfigReader.read(ConfigFiles.write(directory, "narrows.yaml", BASE + more));
    }

    private ConfigError onlyError(String more) {
        return errorOf(BASE + more);
    }

    private ConfigError errorOf(String text) {
        ConfigException refusal = assertThrows(ConfigException.class,
            () -> ConfigReader.read(ConfigFiles.write(directory, "narrows.yaml", text)));
        assertEquals(1, refusal.errors().size(), refusal.errors().toString());
        return refusal.errors().getFirst();
    }
}
