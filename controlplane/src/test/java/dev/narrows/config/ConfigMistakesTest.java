package dev.narrows.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.narrows.crypto.Algorithm;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One mistake at a time: the good file with one change, and the one error it must give, at the changed line. */
class ConfigMistakesTest {
    private static final String KEY = ConfigFiles.KEYS.get(0);
    private static final String SECOND_TUNNEL_END = "        remote: 10.3.0.0/24\n";

    @TempDir
    Path directory;

    static Stream<Arguments> yaml() {
        return Stream.of(
            arguments("crypto: bouncy-castle", "crypto: &a auto", "", "anchors (&name) are not allowed"),
            arguments("crypto: bouncy-castle", "crypto: *a", "", "aliases (*name) are not allowed"),
            arguments("crypto: bouncy-castle", "crypto: !!str auto", "", "tags (!name) are not allowed"),
            arguments("crypto: bouncy-castle", "crypto: ! auto", "", "tags (!name) are not allowed"),
            arguments("crypto: bouncy-castle", "---\ncrypto: auto", "", "a second document begins"),
            arguments("crypto: bouncy-castle", "crypto: [[[[[[[[[]]]]]]]]]", "", "is nested too deeply; at most 8"),
            arguments("crypto: bouncy-castle", "crypto: \"au\"to", "", "is not valid YAML"),
            arguments("crypto: bouncy-castle", "crypto: {auto", "", "is not valid YAML"),
            arguments("crypto: bouncy-castle", "crypto: au\u0007to", "", "the character U+0007 is not allowed"),
            arguments("crypto: bouncy-castle", "crypto: auto\n? [a]\n: b", "", "a key must be a single word"));
    }

    static Stream<Arguments> types() {
        return Stream.of(
            arguments("crypto: bouncy-castle", "crypto: 1", "crypto", "is a number; it must be one of auto, bouncy"),
            arguments("crypto: bouncy-castle", "crypto: true", "crypto", "is true or false; it must be one of auto"),
            arguments("crypto: bouncy-castle", "crypto:", "crypto", "is empty; it must be one of auto"),
            arguments("crypto: bouncy-castle", "crypto: [auto]", "crypto", "is a list; it must be one of auto"),
            arguments("crypto: bouncy-castle", "crypto: {a: b}", "crypto", "is a section with keys of its own; it"),
            arguments("packet-buffers: 4096", "packet-buffers: \"4096\"", "packet-buffers", "is text; it must be a"),
            arguments("packet-buffers: 4096", "packet-buffers: 4096.0", "packet-buffers", "a number with a fraction"),
            arguments("packet-buffers: 4096", "packet-buffers: 04096", "packet-buffers", "without leading zeros"),
            arguments("packet-buffers: 4096", "packet-buffers: 1023", "packet-buffers", "1023 is out of range; it"),
            arguments("packet-buffers: 4096", "packet-buffers: 1048577", "packet-buffers", "from 1024 to 1048576"),
            arguments("largest-datagram: 65535", "largest-datagram: 1499", "largest-datagram",
                "1499 is out of range; it"),
            arguments("largest-datagram: 65535", "largest-datagram: 65536", "largest-datagram", "from 1500 to 65535"),
            arguments("packet-buffers: 4096", "packet-buffers: -4096", "packet-buffers", "-4096 is out of range"),
            arguments("eal: [\"--no-huge\", \"-m\", \"256\"]", "eal: [-m, 256]", "eal[1]",
                "it must be text; put it in"),
            arguments("eal: [\"--no-huge\", \"-m\", \"256\"]", "eal: -m", "eal", "is text; it must be a list"),
            arguments("state-dir: /var/lib/narrows", "state-dir: var", "state-dir", "\"var\" is not an absolute path"),
            arguments("control-socket: /run/narrows/b.sock", "control-socket: /" + "s".repeat(107), "control-socket",
                "is too long for a Unix socket; at most 107 bytes"),
            arguments("eal-log: /var/log/narrows/eal.log", "eal-log: /" + "s".repeat(4096), "eal-log",
                "is too long; at most 4096 characters"),
            arguments("  cpu: 1", "  cpu: 1024", "worker.cpu",
                "1024 is out of range; it must be a whole number from 0"),
            arguments("  idle: backoff", "  idle: sleep", "worker.idle", "it must be one of backoff, spin"),
            arguments("  cpu: 1", "  cpu: 1\n  cpus: [2]", "worker.cpus",
                "stands beside cpu; give cpu for one worker, or cpus"),
            arguments("  cpu: 1", "  cpus: []", "worker.cpus", "is empty; it must be a list of 1 to 64 CPUs"),
            arguments("  cpu: 1", "  cpus: [1, 2, 1]", "worker.cpus", "names CPU 1 twice; each worker needs its own"),
            arguments("  cpu: 1", "  cpus: [1, 1024]", "worker.cpus[1]", "1024 is out of range"),
            arguments("  cpu: 1", "  cpus: all", "worker.cpus", "must be a whole number from 0 to 1023"),
            arguments("  cpu: 1", "  share-core: 1", "worker.share-core", "must be true or false"),
            arguments("  per-source: 20", "  per-source: 0", "icmp.per-source", "must be a whole number from 1"),
            arguments("  per-source: 20", "  per-source: 501", "icmp.per-source", "501 is above total"),
            arguments("  floor: 600", "  floor: 67", "pmtu.floor", "must be a whole number from 68 to 1500"),
            arguments("  raise-after: 5m", "  raise-after: 600", "pmtu.raise-after", "a whole number with a unit"),
            arguments("  raise-after: 5m", "  raise-after: 5d", "pmtu.raise-after", "\"5d\" is not a duration"),
            arguments("  raise-after: 5m", "  raise-after: 0s", "pmtu.raise-after", "\"0s\" is not a duration"),
            arguments("  ptb: trust", "  ptb: believe", "pmtu.ptb", "believe"),
            arguments("  validate-every: 3s", "  validate-every: 0", "pmtu.validate-every",
                "a whole number with a unit"),
            arguments("  raise-after: 5m", "  raise-after: 169h", "pmtu.raise-after", "from 1s to 168h"));
    }

    static Stream<Arguments> keys() {
        return Stream.of(
            arguments("crypto: bouncy-castle", "cryto: auto", "cryto", "is not known; did you mean crypto? allowed: "),
            arguments("crypto: bouncy-castle", "speed: 1", "speed", "is not known; allowed: state-dir, ports, "),
            arguments("crypto: bouncy-castle", "<<: {a: b}", "<<", "is not known; allowed: state-dir, "),
            arguments("    mtu: 9000", "    mut: 9000", "ports.inside.mut", "did you mean mtu?"),
            arguments("    df: set", "    dff: set", "tunnels.to-c.dff", "did you mean df?"),
            arguments("crypto: bouncy-castle", "eal-log: /tmp/e", "eal-log", "is given twice, first in line 2"),
            arguments("    mtu: 9000", "    side: protected", "ports.inside.side", "is given twice, first in line"),
            arguments("  to-e:", "  to-c:", "tunnels.to-c", "is given twice, first in line"),
            arguments("  outside:", "  out side:", "ports.out side", "is no name; it must be 1 to 32 letters"),
            arguments("  to-e:", "  \"\":", "tunnels.", "is no name; it must be 1 to 32 letters"));
    }

    static Stream<Arguments> ports() {
        return Stream.of(
            arguments("10.1.0.1/24", "10.1.0.1", "ports.inside.address", "must be an address, a slash and"),
            arguments("10.1.0.1/24", "10.1.0.1/0", "ports.inside.address", "a prefix length from 1 to 32"),
            arguments("10.1.0.1/24", "10.1.0.1/33", "ports.inside.address", "a prefix length from 1 to 32"),
            arguments("10.1.0.1/24", "10.1.0.256/24", "ports.inside.address", "\"10.1.0.256\" is not an IPv4 address"),
            arguments("10.1.0.1/24", "10.1.0.0/24", "ports.inside.address", "is the subnet 10.1.0.0/24 itself or its"),
            arguments("10.1.0.1/24", "10.1.0.255/24", "ports.inside.address", "itself or its broadcast address"),
            arguments("10.1.0.1/24", "127.0.0.1/8", "ports.inside.address", "is no host's address"),
            arguments("10.1.0.1/24", "224.0.0.1/24", "ports.inside.address", "is no host's address"),
            arguments("    mtu: 9000", "    mtu: 575", "ports.inside.mtu", "a whole number from 576 to 9216"),
            arguments("  side: protected", "  side: inside", "ports.inside.side",
                "one of host, protected, unprotected"),
            arguments("device: net_af_packet0", "device: a b", "ports.inside.device", "\"a b\" is no device name"),
            arguments("via: 192.0.1.1", "via: 10.9.0.1", "routes[0].via", "10.9.0.1 is on no port's subnet; the next"),
            arguments("via: 192.0.1.1", "via: 192.0.1.2", "routes[0].via", "is our own address on port outside"),
            arguments("to: 192.0.2.0/24", "to: 192.0.2.1/24", "routes[0].to", "the prefix would be 192.0.2.0/24"),
            arguments("to: 192.0.2.0/24", "to: 192.0.1.0/24", "routes[0].to",
                "is the subnet of port outside; connected"),
            arguments("to: 192.0.2.0/24", "to: everywhere", "routes[0].to", "is not a prefix"));
    }

    static Stream<Arguments> tunnels() {
        return Stream.of(
            arguments("remote: 192.0.2.2", "remote: 192.0.1.2", "tunnels.to-c.remote", "is an address of this gateway"),
            arguments("remote: 192.0.2.2", "remote: 10.1.0.1", "tunnels.to-c.remote", "is an address of this gateway"),
            arguments("remote: 192.0.2.2", "remote: \"::ffff:192.0.2.2\"", "tunnels.to-c.remote",
                "is an IPv4 address in disguise: write 192.0.2.2"),
            arguments("remote: 192.0.2.2", "remote: \"::c000:202\"", "tunnels.to-c.remote", "is no host's address"),
            arguments("remote: 192.0.2.2", "remote: 239.0.0.1", "tunnels.to-c.remote", "is no host's address"),
            arguments("remote: 192.0.2.2", "remote: peer.example", "tunnels.to-c.remote", "is not an IPv4 address"),
            arguments("df: set", "df: maybe", "tunnels.to-c.df", "it must be one of clear, copy, set"),
            arguments("remote: 10.3.0.0/24", "remote: 10.3.0.1/24", "tunnels.to-e.policies[0].remote", "bits set"),
            arguments("remote: 10.3.0.0/24", "remote: 10.3.0.0", "tunnels.to-e.policies[0].remote", "a slash"),
            arguments("spi: 0x1001", "spi: 255", "tunnels.to-c.out.spi", "255 is out of range; it must be from 256"),
            arguments("spi: 0x1001", "spi: 0x100000000", "tunnels.to-c.out.spi", "must be from 256 to 0xffffffff"),
            arguments("spi: 0x1001", "spi: \"0x1001\"", "tunnels.to-c.out.spi", "is text; it must be a whole number"),
            arguments("0x" + KEY, "0x" + KEY.substring(2), "tunnels.to-c.out.key",
                "38 hexadecimal digits where 40 are"),
            arguments("0x" + KEY, "0x" + KEY + "00", "tunnels.to-c.out.key",
                "takes 16 bytes of key and then 4 of salt"),
            arguments("0x" + KEY, "0x" + KEY.replace('f', 'g'), "tunnels.to-c.out.key", "must be hexadecimal digits"),
            arguments("\"0x" + KEY + "\"", "0x" + KEY, "tunnels.to-c.out.key", "hexadecimal digits in quotes"),
            arguments("\"0x" + KEY + "\"", "\"\"", "tunnels.to-c.out.key", "has 0 hexadecimal digits"),
            arguments(ConfigFiles.KEYS.get(1), KEY.toUpperCase(Locale.ROOT), "tunnels.to-c.in.key",
                "is the key of SPI 0x1001 too; each SA and each direction must have a key of its own"),
            arguments("replay-window: 2048", "replay-window: 16", "tunnels.to-c.in.replay-window", "out of range"),
            arguments("replay-window: 2048", "lifetime: 1h", "tunnels.to-c.in.lifetime", "must be a section with keys"),
            arguments("replay-window: 2048", "lifetime: {hard-time: 0s}", "tunnels.to-c.in.lifetime.hard-time",
                "\"0s\" is not a duration"),
            arguments("replay-window: 2048", "lifetime: {soft-bytes: 0}", "tunnels.to-c.in.lifetime.soft-bytes",
                "must be a whole number from 1 to 2^63 - 2"),
            arguments("replay-window: 2048", "lifetime: {soft-packets: 5, hard-packets: 4}",
                "tunnels.to-c.in.lifetime.soft-packets", "is above hard-packets; it must come first"),
            arguments("replay-window: 2048", "lifetime: {hard-tme: 1h}", "tunnels.to-c.in.lifetime.hard-tme",
                "did you mean hard-time?"),
            arguments("replay-window: 2048", "esn: 1", "tunnels.to-c.in.esn", "is a number; it must be true or false"),
            arguments("replay-window: 2048", "sequence: 0xffffffff", "tunnels.to-c.in.sequence",
                "4294967295 is out of range; without esn it must be below 4294967295"),
            arguments("replay-window: 2048", "esn: true\n      sequence: -1", "tunnels.to-c.in.sequence",
                "-1 is out of range; it must be a whole number from 0"),
            arguments("replay-window: 2048", "esn: true\n      sequence: 9223372036854775807",
                "tunnels.to-c.in.sequence", "out of range; it must be a whole number from 0 to 2^63 - 2^32 - 2"),
            arguments("replay-window: 2048", "esn: true\n      sequence: 0xffffffffffffffff",
                "tunnels.to-c.in.sequence", "out of range; it must be a whole number from 0 to 2^63 - 2^32 - 2"),
            arguments("replay-window: 2048", "replay-window: 131072", "tunnels.to-c.in.replay-window", "to 65536"),
            arguments("      spi: 0x1001", "      replay-window: 64\n      spi: 0x1001",
                "tunnels.to-c.out.replay-window", "is not known; allowed: spi, algorithm, key, key-file"),
            arguments("\"0x" + KEY + "\"", "\"0x" + KEY + "\"\n      key-file: /k", "tunnels.to-c.out.key-file",
                "is given beside key; only one of the two is allowed"));
    }

    @ParameterizedTest
    @MethodSource({"yaml", "types", "keys", "ports", "tunnels"})
    void shouldTellLineKeyAndWhatIsAllowed(String from, String to, String key, String message) throws Exception {
        String text = ConfigFiles.goodWith(from, to);

        ConfigError error = onlyError(text);

        assertEquals(key, error.key(), error.message());
        assertTrue(error.message().contains(message), error.message());
        assertTrue(Math.abs(error.line() - firstDifference(text)) <= 1, "line " + error.line());
    }

    @Test
    void shouldTellWhatIsMissingAtTheSectionThatNeedsIt() throws Exception {
        assertMissing("    device: net_af_packet0\n", "  inside:", "ports.inside.device");
        assertMissing("    side: unprotected\n", "  outside:", "ports.outside.side");
        assertMissing("    address: 10.1.0.1/24\n", "  inside:", "ports.inside.address");
        assertMissing("state-dir: /var/lib/narrows\n", "eal:", "state-dir");
        assertMissing("    via: 192.0.1.1\n", "  - to: 192.0.2.0", "routes[0].via");
        assertMissing("    remote: 192.0.2.2\n", "  to-c:", "tunnels.to-c.remote");
        assertMissing("      spi: 0x1001\n", "    out:", "tunnels.to-c.out.spi");
        assertMissing("      key: \"0x" + KEY + "\"\n", "    out:", "tunnels.to-c.out.key");
        assertMissing("    policies:\n      - local: 10.1.0.0/24\n        remote: 10.3.0.0/24\n", "  to-e:",
            "tunnels.to-e.policies");
    }

    @Test
    void shouldTellMissingPorts() throws Exception {
        ConfigException refusal = refusal("state-dir: /s\n");

        assertEquals(List.of(new ConfigError(1, "ports",
            "is missing; there must be 2 to 32 ports, at least one on each side")), refusal.errors());
    }

    @Test
    void shouldRefuseOnePortAndThirtyThree() throws Exception {
        StringBuilder many = new StringBuilder("state-dir: /s\nports:\n");
        for (int i = 0; i < 33; i++) {
            many.append("  p" + i + ": {device: d" + i + ", side: " + (i == 0 ? "protected" : "unprotected")
                + ", address: 10." + i + ".0.1/24}\n");
        }
        assertEquals("has 33 ports; there must be 2 to 32, at least one on each side",
            onlyError(many.toString()).message());
        assertEquals("has 1 port; there must be 2 to 32, at least one on each side",
            onlyError("state-dir: /s\nports:\n  a: {device: d, side: protected, address: 10.0.0.1/24}\n").message());
    }

    @Test
    void shouldRefuseGatewayWithoutPortOnOneSide() throws Exception {
        String text = """
            state-dir: /s
            ports:
              a: {device: d0, side: unprotected, address: 10.1.0.1/24}
              b: {device: d1, side: unprotected, address: 10.2.0.1/24}
            """;

        assertEquals(new ConfigError(2, "ports",
            "has no port with side: protected or side: host; at least one on each side is needed"), onlyError(text));
    }

    @Test
    void shouldRefusePortsThatShareDeviceAddressOrSubnet() throws Exception {
        assertPortRefused("{device: d0, side: unprotected, address: 10.2.0.1/24}", "ports.b.device",
            "is the device of port a too");
        assertPortRefused("{device: d1, side: unprotected, address: 10.1.0.1/30}", "ports.b.address",
            "10.1.0.1 is the address of port a too");
        assertPortRefused("{device: d1, side: unprotected, address: 10.1.200.1/16}", "ports.b.address",
            "its subnet 10.1.0.0/16 overlaps with 10.1.0.0/24 of port a");
    }

    @Test
    void shouldRefuseFloorAboveMtu() throws Exception {
        String text = ConfigFiles.GOOD
            .replace("floor: 600", "floor: 1500")
            .replace("address: 192.0.1.2/24", "address: 192.0.1.2/24\n    mtu: 1400");

        assertEquals(new ConfigError(ConfigFiles.lineOf(text, "floor"), "pmtu.floor",
            "1500 is above the MTU of port outside; it must be at most 1400"), onlyError(text));
    }

    @Test
    void shouldRefuseLocalThatIsNoUnprotectedAddress() throws Exception {
        String text = ConfigFiles.GOOD.replaceFirst("local: 192.0.1.2", "local: 10.1.0.1");

        assertEquals(new ConfigError(ConfigFiles.lineOf(text, "local: 10.1.0.1"), "tunnels.to-c.local",
            "10.1.0.1 is not the address of an unprotected port; it must be one of 192.0.1.2"), onlyError(text));
    }

    @Test
    void shouldRefuseSecondRouteToSameAddresses() throws Exception {
        String text = ConfigFiles.goodWith("icmp:\n", "  - to: 192.0.2.0/24\n    via: 192.0.1.3\nicmp:\n");

        assertEquals(new ConfigError(ConfigFiles.lineOf(text, "via: 192.0.1.3") - 1, "routes[1].to",
            "a route to 192.0.2.0/24 with metric 0 was given already; it must be the only one"), onlyError(text));
    }

    /** RFC 4301 5.2: what arrives is checked against its own tunnel's selectors, so that those of two may overlap. */
    @Test
    void shouldAllowPoliciesOfTwoTunnelsThatOverlap() throws Exception {
        for (String remote : List.of("10.2.0.0/24", "10.2.0.128/25", "10.0.0.0/8")) {
            String text = ConfigFiles.goodWith("remote: 10.3.0.0/24", "remote: " + remote);
            ConfigReader.read(ConfigFiles.write(directory, "overlap.yaml", text)).close();
        }
    }

    @Test
    void shouldRefuseSamePolicyTwiceInOneTunnelButAllowOverlap() throws Exception {
        String twice = ConfigFiles.GOOD + "      - local: 10.1.0.0/24\n" + SECOND_TUNNEL_END;
        String wider = ConfigFiles.GOOD + "      - local: 10.1.0.0/24\n        remote: 10.3.0.0/16\n";

        assertEquals("tunnels.to-e.policies[1]", onlyError(twice).key());
        ConfigReader.read(ConfigFiles.write(directory, "wider.yaml", wider)).close();
    }

    @Test
    void shouldRefuseInboundSpiTwice() throws Exception {
        String text =
            ConfigFiles.GOOD + "    in: {spi: 0x2001, algorithm: aes-128-gcm-16, key: \"" + "11".repeat(20) + "\"}\n";
        assertEquals("0x2001 is the SPI of another inbound SA too; it must be the only one", onlyError(text).message());
    }

    @Test
    void shouldRefuseOutboundSpiTwiceAtOnePeerButAllowItAtTwoAndInBothDirections() throws Exception {
        String sas = """
                out:
                  spi: 0x1001
                  algorithm: aes-128-gcm-16
                  key: "%s"
                in:
                  spi: 0x1001
                  algorithm: aes-256-gcm-16
                  key: "%s"
            """.formatted("11".repeat(20), "22".repeat(36));
        // RFC 4301 4.1: the peer chose it, and knows nothing of other peers.
        ConfigReader.read(ConfigFiles.write(directory, "twoPeers.yaml", ConfigFiles.GOOD + sas)).close();
        String text = ConfigFiles.goodWith("remote: " + ConfigFiles.SECOND_PEER, "remote: 192.0.2.2") + sas;
        assertEquals(new ConfigError(ConfigFiles.lineOf(ConfigFiles.GOOD + "x", "\nx") + 2, "tunnels.to-e.out.spi",
            "0x1001 is the SPI of another outbound SA to 192.0.2.2 too; it must be the only one"), onlyError(text));
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void shouldTakeKeysOfTheAlgorithmsLengthAlone(Algorithm algorithm) throws Exception {
        int length = algorithm.keyingMaterialLength();
        String sa = """
                out:
                  spi: 0x3001
                  algorithm: %s
                  key: "%s"
            """;
        for (int wrong : new int[] {length - 1, length + 1}) {
            String text = ConfigFiles.GOOD + sa.formatted(algorithm.configName(), "5e".repeat(wrong));
            ConfigError error = onlyError(text);
            assertEquals("tunnels.to-e.out.key", error.key());
            assertTrue(error.message().startsWith("the key has " + 2 * wrong + " hexadecimal digits where " + 2 * length
                + " are needed; " + algorithm.configName() + " takes "), error.message());
        }
        String good = ConfigFiles.GOOD + sa.formatted(algorithm.configName(), "5e".repeat(length));
        ConfigReader.read(ConfigFiles.write(directory, "good.yaml", good)).close();
    }

    @Test
    void shouldRefuseBombOfAliases() throws Exception {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ", ").repeat(9) + "*a" + (i - 1) + "]\n");
        }

        assertEquals("anchors (&name) are not allowed; write the value out",
            refusal(bomb.toString()).errors().get(0).message());
    }

    @Test
    void shouldRefuseDeepNestingOfAnyForm() throws Exception {
        assertTrue(onlyError("[".repeat(500_000)).message().startsWith("is nested too deeply"));
        assertTrue(onlyError("{a: ".repeat(200_000)).message().startsWith("is nested too deeply"));
        assertTrue(onlyError("- ".repeat(500_000)).message().startsWith("is nested too deeply"));
        assertTrue(onlyError("? ".repeat(500_000)).message().startsWith("is nested too deeply"));
    }

    @Test
    void shouldRefuseEscapeOfNoCharacter() throws Exception {
        String text = ConfigFiles.goodWith("crypto: bouncy-castle", "crypto: \"\\UFFFFFFFF\"");

        assertEquals("is not valid YAML: an escape names no character of Unicode", onlyError(text).message());
    }

    @Test
    void shouldRefuseWhatIsNoSection() throws Exception {
        assertEquals("the file is empty; ports, state-dir and tunnels are needed", onlyError("# nothing\n").message());
        assertEquals("the file must hold keys with values, as state-dir: /path", onlyError("- a\n").message());
        assertEquals("the file must hold keys with values, as state-dir: /path", onlyError("text\n").message());
    }

    private void assertPortRefused(String port, String key, String message) throws Exception {
        String text = "state-dir: /s\nports:\n  a: {device: d0, side: protected, address: 10.1.0.1/24}\n  b: " + port;
        ConfigError error = onlyError(text);
        assertEquals(key, error.key());
        assertEquals(4, error.line());
        assertTrue(error.message().startsWith(message), error.message());
    }

    private void assertMissing(String removed, String section, String key) throws Exception {
        String text = ConfigFiles.goodWith(removed, "");
        ConfigError error = onlyError(text);
        assertEquals(key, error.key());
        assertEquals(ConfigFiles.lineOf(text, section), error.line());
        assertTrue(error.message().startsWith("is missing"), error.message());
    }

    private ConfigError onlyError(String text) throws Exception {
        ConfigException refusal = refusal(text);
        assertEquals(1, refusal.errors().size(), refusal.getMessage());
        return refusal.errors().get(0);
    }

    private ConfigException refusal(String text) throws Exception {
        Path file = ConfigFiles.write(directory, "narrows.yaml", text);
        return assertThrows(ConfigException.class, () -> ConfigReader.read(file));
    }

    private static int firstDifference(String text) {
        List<String> good = ConfigFiles.GOOD.lines().toList();
        List<String> changed = text.lines().toList();
        int line = 0;
        while (changed.get(line).equals(good.get(line))) {
            line++;
        }
        return line + 1;
    }
}
