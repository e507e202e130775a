package dev.narrows.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.narrows.control.plan.GatewayPlan;
import dev.narrows.sa.Tunnel;
import dev.narrows.wire.IpAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Between which addresses paths are probed, as an operator writes it, and what cannot be. */
class ProbeConfigTest {
    private static final String BASE = """
        state-dir: /var/lib/narrows
        ports:
          inside: {device: d0, side: protected, address: [10.1.0.1/24, "2001:db8:1::1/64"]}
          outside: {device: d1, side: unprotected, address: 192.0.1.2/24}
        routes:
          - {to: 192.0.2.0/24, via: 192.0.1.1}
          - {to: 10.9.0.0/16, tunnel: i}
        tunnels:
          i: {local: 192.0.1.2, remote: 192.0.2.9}
          t:
            local: 192.0.1.2
            remote: 192.0.2.2
        """;
    private static final String POLICIES = """
            policies:
              - {local: 10.1.0.0/24, remote: 10.2.0.0/24}
              - {local: "2001:db8:1::/64", remote: "2001:db8:2::/64"}
        """;

    @TempDir
    private Path directory;

    @Test
    void shouldReadAddressesAndHandThemToTheWorkersTunnels() throws Exception {
        assertProbe("10.1.0.1", "10.2.0.1", read("{to: 10.2.0.1, from: 10.1.0.1}", POLICIES));
        assertProbe("2001:db8:1::1", "2001:db8:2::1",
            read("{from: \"2001:db8:1::1\", to: \"2001:db8:2::1\"}", POLICIES));
    }

    @Test
    void shouldProbeNothingUnlessTold() throws Exception {
        GatewayConfig config = ConfigReader.read(write(BASE + POLICIES));
        assertEquals(Optional.empty(), config.tunnels().get(1).probe());
        GatewayPlan plan = new GatewayPlan(config);
        assertTrue(plan.newTunnels(plan.newOuterPaths(0)).stream().noneMatch(Tunnel::isProbed));
    }

    @Test
    void shouldProbeBetweenTheHostsInTransportMode() throws Exception {
        for (String probe : List.of("{}", "{to: 192.0.2.2}", "{from: 192.0.1.2}", "{from: 192.0.1.2, to: 192.0.2.2}")) {
            assertProbe("192.0.1.2", "192.0.2.2", read(probe, "    mode: transport\n"));
        }
    }

    /** Answers end before routes are asked, so that there is no need that one leads to what is probed. */
    @Test
    void shouldProbeThroughInterfaces() throws Exception {
        String text = BASE.replace("remote: 192.0.2.9}", "remote: 192.0.2.9, probe: {from: 10.1.0.1, to: 10.9.0.1}}");
        assertEquals(Optional.of(new ProbeConfig(IpAddress.parse("10.1.0.1"), IpAddress.parse("10.9.0.1"))),
            ConfigReader.read(write(text + POLICIES)).tunnels().getFirst().probe());
    }

    @Test
    void shouldTakeOrderedPoliciesAndIcmpForCover() throws Exception {
        String ordered = """
            policies:
              - {action: protect, tunnel: t, local: 10.1.0.0/24, remote: 10.2.0.0/24, protocol: icmp, icmp-type: "0-8"}
            """;
        assertProbe("10.1.0.1", "10.2.0.1", read("{to: 10.2.0.1, from: 10.1.0.1}", ordered));
        String icmpv6 = POLICIES.replace("2001:db8:2::/64\"", "2001:db8:2::/64\", protocol: icmpv6");
        assertProbe("2001:db8:1::1", "2001:db8:2::1",
            read("{from: \"2001:db8:1::1\", to: \"2001:db8:2::1\"}", icmpv6));
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
            arguments("{to: 10.2.0.1}", POLICIES, "from", "is missing; it must be an address"),
            arguments("{from: 10.1.0.1}", POLICIES, "to", "is missing; it must be an address"),
            arguments("{from: 10.1.0.1, to: 10.2.0.1, size: 1400}", POLICIES, "size", "is not known"),
            arguments("{from: 10.1.0.1, to: 10.2.0.0/24}", POLICIES, "to", "10.2.0.0/24"),
            arguments("{from: 10.1.0.1, to: 224.0.0.1}", POLICIES, "to", "224.0.0.1 is no host's address"),
            arguments("{from: \"ff02::1\", to: \"2001:db8:2::1\"}", POLICIES, "from", "ff02::1 is no host's address"),
            arguments("{from: 10.1.0.1, to: \"fe80::1\"}", POLICIES, "to", "fe80::1 is no host's address"),
            arguments("{from: 10.1.0.1, to: \"2001:db8:2::1\"}", POLICIES, "to",
                "2001:db8:2::1 is of another family than from; both must be of the same"),
            arguments("{from: 10.1.0.1, to: 10.1.0.1}", POLICIES, "to",
                "10.1.0.1 is from as well; it must be an address of the peer's"),
            arguments("{from: 10.1.0.2, to: 10.2.0.1}", POLICIES, "from", "10.1.0.2 is not an address of this gateway;"
                + " it must be one of 10.1.0.1, 2001:db8:1::1, 192.0.1.2"),
            arguments("{from: 10.1.0.1, to: 10.3.0.1}", POLICIES, "to", "ICMP echo from 10.1.0.1 to 10.3.0.1 is"
                + " outside the tunnel's policies; one of them must protect it"),
            arguments("{from: 192.0.1.2, to: 10.2.0.1}", POLICIES, "to", "from 192.0.1.2 to 10.2.0.1 is outside"),
            arguments("{from: 10.1.0.1, to: 10.2.0.1}",
                POLICIES.replace("10.2.0.0/24", "10.2.0.0/24, protocol: tcp"), "to",
                "is outside the tunnel's policies"),
            arguments("{from: 10.1.0.1, to: 10.2.0.1}",
                POLICIES.replace("10.2.0.0/24", "10.2.0.0/24, protocol: icmp, icmp-type: 8"), "to",
                "is outside the tunnel's policies"),
            arguments("{from: 192.0.1.2, to: 192.0.2.3}", "    mode: transport\n", "to",
                "192.0.2.3 is not remote; in transport mode it must be 192.0.2.2, or left out"),
            arguments("{from: 10.1.0.1}", "    mode: transport\n", "from",
                "10.1.0.1 is not local; in transport mode it must be 192.0.1.2, or left out"),
            arguments("{}", """
                    mode: transport
                    policies: [{local: 192.0.1.2/32, remote: 192.0.2.2/32, protocol: tcp}]
                """, "to", "ICMP echo from 192.0.1.2 to 192.0.2.2 is outside the tunnel's policies"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void shouldTellMistakesWithLineAndKey(String probe, String more, String key, String message) {
        ConfigError error = onlyError(BASE + "    probe: " + probe + "\n" + more);
        assertEquals("tunnels.t.probe." + key, error.key(), error.message());
        assertEquals(13, error.line());
        assertTrue(error.message().contains(message), error.message());
    }

    @Test
    void shouldTellThatAnAddressOfOursIsNotThePeers() {
        ConfigError error = onlyError(BASE.replace("remote: 192.0.2.9}",
            "remote: 192.0.2.9, probe: {from: 10.1.0.1, to: 192.0.1.2}}") + POLICIES);
        assertEquals("tunnels.i.probe.to", error.key());
        assertEquals("192.0.1.2 is an address of this gateway; it must be the peer's", error.message());
    }

    @Test
    void shouldTellThatProbeIsNoSection() {
        ConfigError error = onlyError(BASE + "    probe: 10.2.0.1\n" + POLICIES);
        assertEquals("tunnels.t.probe", error.key());
        assertTrue(error.message().contains("must be a section"), error.message());
    }

    private static void assertProbe(String from, String to, GatewayConfig config) {
        assertEquals(Optional.of(new ProbeConfig(IpAddress.parse(from), IpAddress.parse(to))),
            config.tunnels().get(1).probe());
        GatewayPlan plan = new GatewayPlan(config);
        Tunnel tunnel = plan.newTunnels(plan.newOuterPaths(0)).get(1);
        assertEquals(IpAddress.parse(from), tunnel.probeLocal());
        assertEquals(IpAddress.parse(to), tunnel.probeRemote());
    }

    private GatewayConfig read(String probe, String more) throws Exception {
        return ConfigReader.read(write(BASE + "    probe: " + probe + "\n" + more));
    }

    private ConfigError onlyError(String text) {
        ConfigException refusal = assertThrows(ConfigException.class, () -> ConfigReader.read(write(text)));
        assertEquals(1, refusal.errors().size(), refusal.errors().toString());
        return refusal.errors().getFirst();
    }

    private Path write(String text) throws Exception {
        return ConfigFiles.write(directory, "narrows.yaml", text);
    }
}
