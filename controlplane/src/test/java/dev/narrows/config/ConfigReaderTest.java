package dev.narrows.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.EngineChoice;
import dev.narrows.crypto.KeyingMaterial;
import dev.narrows.path.ClaimPolicy;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.Lifetime;
import dev.narrows.sa.Lifetime.Limit;
import dev.narrows.sa.Numbering;
import dev.narrows.sa.SequenceSpace;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.wire.IpAddress;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
    private static final String INLINE_KEY = "key: \"0x" + ConfigFiles.KEYS.get(0) + "\"";

    @TempDir
    Path directory;

    @Test
    void shouldReadEveryKey() throws Exception {
        try (GatewayConfig config = ConfigReader.read(write(ConfigFiles.GOOD))) {
            assertEquals(List.of("--no-huge", "-m", "256"), config.eal());
            assertEquals(Path.of("/var/log/narrows/eal.log"), config.ealLog());
            assertEquals(Path.of("/var/lib/narrows"), config.stateDir());
            assertEquals(Path.of("/run/narrows/b.sock"), config.controlSocket());
            assertEquals(EngineChoice.BOUNCY_CASTLE, config.crypto());
            assertEquals(4096, config.packetBuffers());
            assertEquals(65535, config.largestDatagram());
            assertEquals(new WorkerConfig(List.of(1), false, IdleKind.BACKOFF, true), config.worker());
            assertEquals(List.of(
                new PortConfig("inside", "net_af_packet0", Side.PROTECTED, addresses("10.1.0.1/24"), 9000),
                new PortConfig("outside", "net_af_packet1", Side.UNPROTECTED, addresses("192.0.1.2/24"), 1500)),
                config.ports());
            assertEquals(List.of(new RouteConfig(
                IpPrefix.parse("192.0.2.0/24"), Optional.of(IpAddress.parse("192.0.1.1")), Optional.empty())),
                config.routes());
            assertEquals(new IcmpConfig(20, 500), config.icmp());
            assertEquals(new PmtuConfig(600, Duration.ofMinutes(5), ClaimPolicy.TRUST, Duration.ofSeconds(3)),
                config.pmtu());
            assertEquals(2, config.tunnels().size());
        }
    }

    private static List<InterfaceAddress> addresses(String... texts) {
        return Arrays.stream(texts).map(InterfaceAddress::parse).toList();
    }

    @Test
    void shouldReadTunnels() throws Exception {
        try (GatewayConfig config = ConfigReader.read(write(ConfigFiles.GOOD))) {
            TunnelConfig tunnel = config.tunnels().get(0);
            assertEquals("to-c", tunnel.name());
            assertEquals(Endpoints.of(IpAddress.parse("192.0.1.2"), IpAddress.parse("192.0.2.2")), tunnel.endpoints());
            assertEquals(TunnelSettings.tunnel(DfPolicy.SET), tunnel.settings());
            assertEquals(List.of(Selectors.of(IpPrefix.parse("10.1.0.0/24"), IpPrefix.parse("10.2.0.0/24"))),
                tunnel.policies());
            SaSpec out = tunnel.out().getFirst();
            assertEquals(0x1001, out.spi());
            assertEquals(Algorithm.AES_128_GCM_16, out.algorithm());
            assertEquals(Numbering.standard(Numbering.DEFAULT_REPLAY_WINDOW), out.numbering());
            assertArrayEquals(HexFormat.of().parseHex(ConfigFiles.KEYS.get(0)), bytes(out.key()));
            SaSpec in = tunnel.in().getFirst();
            assertEquals(0x2001, in.spi());
            assertEquals(Numbering.standard(2048), in.numbering());
            assertArrayEquals(HexFormat.of().parseHex(ConfigFiles.KEYS.get(1)), bytes(in.key()));
        }
    }

    @Test
    void shouldReadLifetimes() throws Exception {
        String file = ConfigFiles.GOOD.replace("      replay-window: 2048",
            "      lifetime: {soft-time: 50m, hard-time: 1h, "
            + "hard-bytes: 1000000000000, soft-packets: 7}");
        try (GatewayConfig config = ConfigReader.read(write(file))) {
            TunnelConfig tunnel = config.tunnels().get(0);
            assertEquals(new Lifetime(new Limit(3000, 3600), new Limit(Limit.UNSET, 1_000_000_000_000L),
                new Limit(7, Limit.UNSET)), tunnel.in().getFirst().lifetime());
            assertEquals(Lifetime.UNLIMITED, tunnel.out().getFirst().lifetime());
        }
    }

    @Test
    void shouldReadExtendedSequenceNumbers() throws Exception {
        String file = ConfigFiles.GOOD.replace("      replay-window: 2048",
            "      replay-window: 2048\n      esn: true\n      sequence: 0x7ffffffefffffffe");
        try (GatewayConfig config = ConfigReader.read(write(file))) {
            assertEquals(new Numbering(SequenceSpace.EXTENDED, 0x7FFF_FFFE_FFFF_FFFEL, 2048),
                config.tunnels().get(0).in().getFirst().numbering());
        }
    }

    @Test
    void shouldReadSeveralSecurityAssociationsOfOneTunnel() throws Exception {
        try (GatewayConfig config = ConfigReader.read(write(ConfigFiles.withWorkers()))) {
            TunnelConfig tunnel = config.tunnels().get(0);
            assertEquals(List.of("1001 general", "1011 worker 0", "1012 worker 1"),
                tunnel.out().stream().map(ConfigReaderTest::spiAndWorker).toList());
            assertEquals(List.of("2001 worker 1", "2011 general", "2012 general", "2013 worker 1"),
                tunnel.in().stream().map(ConfigReaderTest::spiAndWorker).toList());
            assertEquals(Numbering.standard(64), tunnel.in().get(1).numbering());
        }
    }

    @Test
    void shouldWipeTheKeysOfAllSecurityAssociations() throws Exception {
        GatewayConfig config = ConfigReader.read(write(ConfigFiles.withWorkers()));
        config.close();
        for (SaSpec sa : config.tunnels().get(0).out()) {
            assertFalse(sa.key().bytes().scope().isAlive());
        }
        for (SaSpec sa : config.tunnels().get(0).in()) {
            assertFalse(sa.key().bytes().scope().isAlive());
        }
    }

    private static String spiAndWorker(SaSpec sa) {
        return Long.toHexString(sa.spi())
            + (sa.worker().isPresent() ? " worker " + sa.worker().getAsInt() : " general");
    }

    @Test
    void shouldAllowTunnelWithoutSecurityAssociations() throws Exception {
        try (GatewayConfig config = ConfigReader.read(write(ConfigFiles.GOOD))) {
            TunnelConfig tunnel = config.tunnels().get(1);
            assertEquals(List.of(), tunnel.out());
            assertEquals(List.of(), tunnel.in());
            assertEquals(DfPolicy.COPY, tunnel.settings().dfPolicy());
        }
    }

    @Test
    void shouldUseDefaultsForWhatIsLeftOut() throws Exception {
        String text = """
            state-dir: /var/lib/narrows
            ports:
              a: {device: net_null0, side: protected, address: 10.1.0.1/24}
              b: {device: net_null1, side: unprotected, address: 192.0.1.2/24}
            """;
        try (GatewayConfig config = ConfigReader.read(write(text))) {
            assertEquals(List.of(), config.eal());
            assertEquals(Path.of("/var/lib/narrows/eal.log"), config.ealLog());
            assertEquals(Path.of("/run/narrows/narrows.sock"), config.controlSocket());
            assertEquals(EngineChoice.AUTO, config.crypto());
            assertEquals(8192, config.packetBuffers());
            assertEquals(9216, config.largestDatagram());
            assertEquals(new WorkerConfig(List.of(), false, IdleKind.SPIN, true), config.worker());
            assertEquals(1500, config.ports().get(0).mtu());
            assertEquals(List.of(), config.routes());
            assertEquals(new IcmpConfig(10, 1000), config.icmp());
            assertEquals(new PmtuConfig(576, Duration.ofMinutes(10), ClaimPolicy.VERIFY, Duration.ofSeconds(5)),
                config.pmtu());
            assertEquals(List.of(), config.tunnels());
        }
    }

    @Test
    void shouldReadSeveralWorkersWithAsManyTimesThePacketBuffers() throws Exception {
        String text = ConfigFiles.GOOD.replace("  cpu: 1", "  cpus: [3, 1, 2]\n  share-core: true")
            .replaceFirst("packet-buffers: [0-9]+\n", "");
        try (GatewayConfig config = ConfigReader.read(write(text))) {
            assertEquals(new WorkerConfig(List.of(3, 1, 2), true, IdleKind.BACKOFF, true), config.worker());
            assertEquals(3, config.worker().count());
            assertEquals(3 * 8192, config.packetBuffers());
        }
    }

    @Test
    void shouldReadExample() throws Exception {
        String example = Files.readString(Path.of("../deploy/narrows.example.yaml"));

        try (GatewayConfig config = ConfigReader.read(write(example))) {
            assertEquals(2, config.ports().size());
            assertEquals("to-c", config.tunnels().get(0).name());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n"})
    void shouldReadKeyFromFile(String lineEnd) throws Exception {
        Path key = ConfigFiles.write(directory, "key", "0xffeeddccbbaa99887766554433221100aabbccdd" + lineEnd);
        String text = ConfigFiles.goodWith(INLINE_KEY, "key-file: " + key);

        try (GatewayConfig config = ConfigReader.read(write(text))) {
            assertArrayEquals(HexFormat.of().parseHex("ffeeddccbbaa99887766554433221100aabbccdd"),
                bytes(config.tunnels().get(0).out().getFirst().key()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rw-r--r--"})
    void shouldRefuseKeyFileOpenToOthers(String permissions) throws Exception {
        Path key = ConfigFiles.write(directory, "key", "ffeeddccbbaa99887766554433221100aabbccdd");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(permissions));
        String text = ConfigFiles.goodWith(INLINE_KEY, "key-file: " + key);

        ConfigError error = onlyError(text);

        assertEquals(ConfigFiles.lineOf(text, "key-file"), error.line());
        assertEquals("tunnels.to-c.out.key-file", error.key());
        assertTrue(error.message().endsWith("run: chmod 600 " + key), error.message());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ffee", "0xffeeddccbbaa99887766554433221100aabbccd", "no key at all",
        "ffeeddccbbaa99887766554433221100aabbccdd ", "ffeeddccbbaa99887766554433221100aabbccdd\nx"})
    void shouldRefuseKeyFileWithoutKey(String content) throws Exception {
        Path key = ConfigFiles.write(directory, "key", content);
        String text = ConfigFiles.goodWith(INLINE_KEY, "key-file: " + key);

        ConfigError error = onlyError(text);

        assertEquals("tunnels.to-c.out.key-file", error.key());
        assertTrue(error.message().contains("hexadecimal"), error.message());
        assertFalse(error.message().contains("ffee"), error.message());
    }

    @Test
    void shouldRefuseKeyFileThatIsMissingEndlessOrTooLong() throws Exception {
        Path tooLong = ConfigFiles.write(directory, "long", "00".repeat(1000));
        assertKeyFileRefused(directory.resolve("absent"), "there is no such file");
        assertKeyFileRefused(Path.of("/dev/zero"), "not a regular file");
        assertKeyFileRefused(directory, "not a regular file");
        assertKeyFileRefused(tooLong, "too long");
    }

    @Test
    void shouldRefuseFileWithKeysThatOthersMayRead() throws Exception {
        Path file = write(ConfigFiles.GOOD);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        ConfigException refusal = assertThrows(ConfigException.class, () -> ConfigReader.read(file));

        assertEquals(List.of(file + ":" + ConfigFiles.lineOf(ConfigFiles.GOOD, "key: ") + ": tunnels.to-c.out.key: "
            + "holds a secret and is open to group or others; run: chmod 600 " + file), refusal.messages());
    }

    @Test
    void shouldAllowOthersToReadFileWithoutKeys() throws Exception {
        Path file = write(ConfigFiles.GOOD.replaceAll("(?s)    out:.*?  to-e:", "  to-e:"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        try (GatewayConfig config = ConfigReader.read(file)) {
            assertEquals(List.of(), config.tunnels().get(0).out());
        }
    }

    @Test
    void shouldWipeKeysWhenClosed() throws Exception {
        GatewayConfig config = ConfigReader.read(write(ConfigFiles.GOOD));
        KeyingMaterial key = config.tunnels().get(0).out().getFirst().key();

        config.close();

        assertFalse(key.bytes().scope().isAlive());
    }

    @Test
    void shouldTellAllMistakesByLine() throws Exception {
        String text = ConfigFiles.GOOD
            .replace("replay-window: 2048", "replay-window: 2047")
            .replace("crypto: bouncy-castle", "crypto: openssl")
            .replace("mtu: 9000", "mtu: 9217");
        Path file = write(text);

        ConfigException refusal = assertThrows(ConfigException.class, () -> ConfigReader.read(file));

        assertEquals(List.of(
            file + ":5: crypto: \"openssl\" is not known; it must be one of auto, bouncy-castle, ipsec-mb",
            file + ":16: ports.inside.mtu: 9217 is out of range; it must be a whole number from 576 to 9216",
            file + ":48: tunnels.to-c.in.replay-window: 2047 is no power of two; it must be a power of two from 32 to"
                + " 65536"), refusal.messages());
        assertEquals(String.join("\n", refusal.messages()), refusal.getMessage());
    }

    @Test
    void shouldTellFirstHundredOfVeryManyMistakes() throws Exception {
        String text = ConfigFiles.GOOD + "x: 1\n".repeat(5000);

        ConfigException refusal = assertThrows(ConfigException.class, () -> ConfigReader.read(write(text)));

        assertEquals(101, refusal.errors().size());
        assertEquals("4900 more mistakes follow; correct those above first", refusal.errors().get(100).message());
    }

    @Test
    void shouldRefuseFileThatIsMissingNoFileOrTooLarge() throws Exception {
        assertFileRefused(directory.resolve("absent.yaml"), "cannot be read (there is no such file)");
        assertFileRefused(directory, "cannot be read (not a regular file)");
        Path large = write("#");
        try (FileChannel channel = FileChannel.open(large, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[1]), 1L << 28);
        }
        assertFileRefused(large, "cannot be read (it is larger than 256 MiB)");
        assertFileRefused(ConfigFiles.write(directory, "latin.yaml", new byte[] {'a', ':', ' ', (byte)0xE4, '\n'}),
            "is not valid UTF-8");
    }

    private void assertFileRefused(Path file, String message) {
        ConfigException refusal = assertThrows(ConfigException.class, () -> ConfigReader.read(file));
        assertEquals(1, refusal.errors().size());
        assertEquals(0, refusal.errors().get(0).line());
        assertTrue(refusal.getMessage().startsWith(file + ": " + message), refusal.getMessage());
    }

    private void assertKeyFileRefused(Path key, String message) throws IOException {
        ConfigError error = onlyError(ConfigFiles.goodWith(INLINE_KEY, "key-file: " + key));
        assertEquals("tunnels.to-c.out.key-file", error.key());
        assertTrue(error.message().contains(message), error.message());
    }

    private ConfigError onlyError(String text) throws IOException {
        Path file = write(text);
        ConfigException refusal = assertThrows(ConfigException.class, () -> ConfigReader.read(file));
        assertEquals(1, refusal.errors().size(), refusal.getMessage());
        return refusal.errors().get(0);
    }

    private Path write(String text) throws IOException {
        return ConfigFiles.write(directory, "narrows.yaml", text);
    }

    private static byte[] bytes(KeyingMaterial key) {
        return key.bytes().toArray(ValueLayout.JAVA_BYTE);
    }
}
