package dev.narrows.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.PortRange;
import dev.narrows.policy.Selectors;
import dev.narrows.wire.IpProtocol;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policies in a configuration: what they may be, and each mistake with its line and key. */
class PolicyMistakesTest {
    private static final String POLICIES = """
        policies:
          - action: discard
            local: 10.1.0.0/24
            remote: 0.0.0.0/0
            protocol: tcp
            remote-port: 135-139
          - action: bypass
            local: 10.1.0.0/24
            remote: 198.51.100.0/24
            protocol: 17
            local-port: 1000-2000
            remote-port: 53
          - action: protect
            tunnel: to-e
            local: 2001:db8:1::/64
            remote: 2001:db8:2::/64
            protocol: icmpv6
            icmp-type: 128-129
          - action: bypass
            local: 10.1.0.0/24
            remote: 0.0.0.0/0
            protocol: icmp
            icmp-type: 3/4
        """;

    @TempDir
    private Path directory;

    @Test
    void shouldReadOrderedPolicies() throws Exception {
        try (GatewayConfig config = ConfigReader.read(write(ConfigFiles.GOOD + POLICIES))) {
            IpPrefix ours = IpPrefix.parse("10.1.0.0/24");
            assertEquals(List.of(
                new PolicyConfig(PolicyAction.DISCARD, Optional.empty(), new Selectors(
                    ours, IpPrefix.ANY_IPV4, IpProtocol.TCP, PortRange.ANY, new PortRange(135, 139))),
                new PolicyConfig(PolicyAction.BYPASS, Optional.empty(), new Selectors(ours,
                    IpPrefix.parse("198.51.100.0/24"), IpProtocol.UDP, new PortRange(1000, 2000), PortRange.of(53))),
                new PolicyConfig(PolicyAction.PROTECT, Optional.of("to-e"), new Selectors(
                    IpPrefix.parse("2001:db8:1::/64"), IpPrefix.parse("2001:db8:2::/64"), IpProtocol.ICMPV6,
                    PortRange.parseIcmp("128-129"), PortRange.ANY)),
                new PolicyConfig(PolicyAction.BYPASS, Optional.empty(), new Selectors(
                    ours, IpPrefix.ANY_IPV4, IpProtocol.ICMP, PortRange.parseIcmp("3/4"), PortRange.ANY))),
                config.policies());
        }
    }

    @Test
    void shouldReadPortsOfTunnelsOwnPolicies() throws Exception {
        String text = ConfigFiles.GOOD + "        protocol: tcp\n        local-port: 443\n";
        try (GatewayConfig config = ConfigReader.read(write(text))) {
            assertEquals(List.of(new Selectors(IpPrefix.parse("10.1.0.0/24"), IpPrefix.parse("10.3.0.0/24"),
                IpProtocol.TCP, PortRange.of(443), PortRange.ANY)), config.tunnels().get(1).policies());
        }
    }

    @Test
    void shouldAllowTunnelsOfTheSameAddressesWherePortsDiffer() throws Exception {
        String text = ConfigFiles.goodWith("remote: 10.2.0.0/24", "remote: 10.3.0.0/24\n        protocol: udp")
            + "        protocol: tcp\n";
        ConfigReader.read(write(text)).close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "action: discard | action: drop | policies[0].action | it must be one of bypass, discard, protect",
        "protocol: tcp | protocol: tpc | policies[0].protocol | \"tpc\" is no protocol; it must be a number from 0 to "
            + "255",
        "protocol: tcp | protocol: 256 | policies[0].protocol | \"256\" is no protocol",
        "protocol: tcp | tunnel: to-e | policies[0].tunnel | is only for action: protect",
        "remote-port: 135-139 | remote-port: 139-135 | policies[0].remote-port | write a port or a range of ports",
        "remote-port: 135-139 | remote-port: 65536 | policies[0].remote-port | \"65536\" is not allowed; write a port",
        "remote-port: 135-139 | remote-port: [1] | policies[0].remote-port | it must be a port or a range of ports",
        "remote-port: 135-139 | icmp-type: 8 | policies[0].icmp-type | needs protocol: icmp",
        "remote-port: 135-139 | remote-prot: 1 | policies[0].remote-prot | did you mean remote-port?",
        "local-port: 1000-2000 | local-port: x | policies[1].local-port | \"x\" is not allowed; write a port",
        "tunnel: to-e | tunnel: to-x | policies[2].tunnel | there is no tunnel \"to-x\" without mistakes",
        "remote: 2001:db8:2::/64 | remote: 10.9.0.0/16 | policies[2].remote | is of another family than local",
        "protocol: icmpv6 | protocol: icmp | policies[2].protocol | icmp is not the ICMP of these addresses; it must "
            + "be icmpv6",
        "icmp-type: 3/4 | icmp-type: 3/4-256 | policies[3].icmp-type | \"4-256\" is not allowed; write an ICMP type",
    })
    void shouldTellMistakeWithItsLineAndKey(String right, String wrong, String key, String message) throws Exception {
        String text = ConfigFiles.GOOD + POLICIES.replace(right, wrong);
        ConfigException refusal = assertThrows(ConfigException.class, () -> ConfigReader.read(write(text)));
        ConfigError error = refusal.errors().stream().filter(candidate -> candidate.key().equals(key)).findFirst()
            .orElseThrow(() -> new AssertionError(refusal.errors().toString()));
        assertTrue(error.message().contains(message), error.message());
        assertEquals(ConfigFiles.lineOf(text, wrong), error.line());
    }

    @Test
    void shouldRefusePortsOfAProtocolWithoutAny() throws Exception {
        String text = ConfigFiles.GOOD + POLICIES.replace("protocol: tcp", "protocol: gre");
        ConfigException refusal = assertThrows(ConfigException.class, () -> ConfigReader.read(write(text)));
        assertEquals(List.of(new ConfigError(ConfigFiles.lineOf(text, "remote-port: 135"), "policies[0].remote-port",
            "needs a protocol with ports; it must be tcp, udp, sctp, dccp or udp-lite")), refusal.errors());
    }

    @Test
    void shouldTellMissingKeys() throws Exception {
        assertEquals(List.of("policies[2].tunnel"), keys(POLICIES.replace("    tunnel: to-e\n", "")));
        assertEquals(List.of("policies[0].local"), keys(POLICIES.replaceFirst("    local: 10.1.0.0/24\n", "")));
        assertEquals(List.of("policies[0].action"),
            keys(POLICIES.replace("  - action: discard\n    local", "  - local")));
    }

    @Test
    void shouldRefuseAPolicyThatNeverMatches() throws Exception {
        assertEquals(List.of("policies[4]"), keys(POLICIES + """
              - action: discard
                local: 10.1.0.0/24
                remote: 198.51.100.0/24
                protocol: udp
                local-port: 1000-2000
                remote-port: 53
            """));
    }

    /** What the first tunnel cannot send the second does; behind a discard nobody has a turn. */
    @Test
    void shouldAllowPoliciesOfOneSelectorForSeveralTunnels() throws Exception {
        String same = "local: 10.1.0.0/24, remote: 10.9.0.0/16}\n";
        String toC = "  - {action: protect, tunnel: to-c, " + same;
        String toE = "  - {action: protect, tunnel: to-e, " + same;
        String discard = "  - {action: discard, " + same;
        ConfigReader.read(write(ConfigFiles.GOOD + "policies:\n" + toC + toE)).close();
        assertEquals(List.of("policies[2]"), keys("policies:\n" + toC + toE + toC));
        assertEquals(List.of("policies[1]", "policies[2]"), keys("policies:\n" + toC + discard + toE));
        assertEquals(List.of("policies[1]"), keys("policies:\n" + discard + toE));
    }

    @Test
    void shouldTakeATunnelThatOnlyOrderedPoliciesLeadToForNoInterface() throws Exception {
        String withoutOwn = ConfigFiles.goodWith("""
                policies:
                  - local: 10.1.0.0/24
                    remote: 10.3.0.0/24
            """, "");
        try (GatewayConfig config = ConfigReader.read(write(withoutOwn + POLICIES))) {
            assertEquals(false, config.tunnels().get(1).settings().isInterface());
        }
        String routed = withoutOwn.replace("routes:\n", "routes:\n  - to: 10.3.0.0/24\n    tunnel: to-e\n");
        ConfigException refusal =
            assertThrows(ConfigException.class, () -> ConfigReader.read(write(routed + POLICIES)));
        assertTrue(refusal.errors().getFirst().message().contains("tunnel to-e has policies"), refusal.getMessage());
    }

    private List<String> keys(String policies) throws Exception {
        ConfigException refusal =
            assertThrows(ConfigException.class, () -> ConfigReader.read(write(ConfigFiles.GOOD + policies)));
        return refusal.errors().stream().map(ConfigError::key).toList();
    }

    private Path write(String text) throws Exception {
        return ConfigFiles.write(directory, "narrows.yaml", text);
    }
}
