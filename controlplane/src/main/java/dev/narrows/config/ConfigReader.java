package dev.narrows.config;

import dev.narrows.crypto.EngineChoice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads a configuration file: the YAML, then each section, then what must fit together. Nothing is started on a
 * configuration of which anything is wrong.
 *
 * <p>A key written in the configuration itself stays in strings on the Java heap for a while; one in a key file does
 * not. Prefer {@code key-file}.
 */
public final class ConfigReader {
    private static final int MAX_FILE_LENGTH = 1 << 28;
    private static final Path DEFAULT_SOCKET = Path.of("/run/narrows/narrows.sock");
    private static final Duration DEFAULT_LEASE_RETENTION = Duration.ofHours(24);
    private static final ValueType<Integer> PACKET_BUFFERS = Values.integer(1024, 1048576);
    private static final int DEFAULT_PACKET_BUFFERS = 8192;
    // RFC 8200 4.5: every node takes 1500 bytes put together; no IPv4 packet is longer than 65535.
    private static final ValueType<Integer> DATAGRAM = Values.integer(1500, 65535);
    // As long as the largest MTU of a port.
    private static final int DEFAULT_LARGEST_DATAGRAM = 9216;
    private static final ValueType<EngineChoice> ENGINE = Values.oneOf(
        Arrays.stream(EngineChoice.values()).collect(Collectors.toMap(EngineChoice::configName, choice -> choice)),
        EngineChoice.AUTO);

    private final ConfigErrors errors = new ConfigErrors();
    private final KeySource keys = new KeySource();
    private final Path file;

    private ConfigReader(Path file) {
        this.file = file;
    }

    /**
     * Reads a file.
     *
     * @param file the file.
     * @return the configuration, which the caller closes.
     * @throws ConfigException where anything is wrong, with all that is wrong.
     */
    public static GatewayConfig read(Path file) throws ConfigException {
        return new ConfigReader(file).read();
    }

    private GatewayConfig read() throws ConfigException {
        boolean accepted = false;
        try {
            Optional<GatewayConfig> config = readFile();
            if (config.isEmpty() || errors.count() > 0) {
                throw new ConfigException(file, errors.byLine());
            }
            accepted = true;
            return config.get();
        } finally {
            if (!accepted) {
                keys.wipe();
            }
        }
    }

    private Optional<GatewayConfig> readFile() {
        try {
            YamlNode.Mapping mapping = YamlReader.read(text(), errors);
            if (errors.count() > 0) {
                return Optional.empty();
            }
            Section root = new Section(errors, "", 1, mapping);
            Optional<GatewayConfig> config = root.read(this::sections).map(Located::value);
            checkPermissions();
            return config;
        } catch (YamlException e) {
            errors.add(e.line(), "", e.getMessage());
        } catch (CharacterCodingException e) {
            errors.add(0, "", "is not valid UTF-8; the file must be text in UTF-8");
        } catch (IOException e) {
            errors.add(0, "", "cannot be read (" + PrivateFile.reason(e) + "); it must be a readable regular file");
        }
        return Optional.empty();
    }

    private String text() throws IOException {
        PrivateFile.checkRegular(file);
        checkLength(Files.size(file));
        byte[] bytes;
        try (var stream = Files.newInputStream(file)) {
            bytes = stream.readNBytes(MAX_FILE_LENGTH + 1);
        }
        checkLength(bytes.length); // It may have grown.
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }

    private static void checkLength(long length) throws IOException {
        if (length > MAX_FILE_LENGTH) {
            throw new IOException("it is larger than 256 MiB");
        }
    }

    private GatewayConfig sections(Section root) {
        Path stateDir = root.required("state-dir", Values.PATH);
        checkStateDir(root, stateDir);
        Optional<List<Located<PortConfig>>> ports = PortsSection.read(root);
        List<Located<RouteConfig>> routes = RoutesSection.read(root);
        List<Located<PolicyConfig>> policies = PoliciesSection.read(root);
        List<Located<TunnelConfig>> tunnels = TunnelsSection.read(root, keys, PoliciesSection.tunnels(policies));
        PmtuConfig pmtu = TuningSections.pmtu(root);
        WorkerConfig worker = TuningSections.worker(root);
        ports.ifPresent(all -> {
            PortConsistency.checkPorts(root, all);
            PortConsistency.checkFloor(root, pmtu.floor(), all);
            PortConsistency.checkRoutes(routes, all);
            TunnelConsistency.checkAddresses(tunnels, all);
            ProbeConsistency.checkAddresses(tunnels, all);
        });
        PortConsistency.checkDuplicateRoutes(routes);
        TunnelConsistency.checkRoutes(tunnels, routes);
        PolicyConsistency.check(policies, tunnels);
        PolicyConsistency.checkTunnels(tunnels);
        ProbeConsistency.checkPolicies(tunnels, policies);
        SaConsistency.checkSpis(tunnels);
        SaConsistency.checkKeys(tunnels);
        SaConsistency.checkWorkers(tunnels, worker.count());
        if (errors.count() == 0) {
            // With a route that is not there by mistake, everything beyond it would be told as well.
            TunnelConsistency.checkPeers(tunnels, ports.orElse(List.of()), routes);
        }
        return new GatewayConfig(
            root.list("eal", Values.TEXT),
            root.optional("eal-log", Values.PATH).orElse(stateDir.resolve("eal.log")),
            stateDir,
            root.optional("lease-retention", Values.DURATION).orElse(DEFAULT_LEASE_RETENTION),
            root.optional("control-socket", Values.SOCKET_PATH).orElse(DEFAULT_SOCKET),
            root.optional("crypto", ENGINE).orElse(EngineChoice.AUTO),
            root.optional("packet-buffers", PACKET_BUFFERS).orElse(DEFAULT_PACKET_BUFFERS * worker.count()),
            root.optional("largest-datagram", DATAGRAM).orElse(DEFAULT_LARGEST_DATAGRAM),
            worker,
            values(ports.orElse(List.of())),
            values(routes),
            TuningSections.icmp(root),
            pmtu,
            values(policies),
            values(tunnels));
    }

    /** Where it is not there yet, it will be made. */
    private static void checkStateDir(Section root, Path stateDir) {
        if (Files.exists(stateDir)) {
            try {
                PrivateFile.checkDirectory(stateDir);
            } catch (InsecureFileException e) {
                root.errorAboutFile("state-dir", e.getMessage());
            } catch (IOException e) {
                root.errorAt("state-dir", "cannot be read (" + PrivateFile.reason(e) + "); it must be a directory");
            }
        }
    }

    private void checkPermissions() throws IOException {
        if (keys.inline().isPresent()) {
            try {
                PrivateFile.check(file);
            } catch (InsecureFileException e) {
                keys.inline().get().errorAboutFile("key", e.getMessage());
            }
        }
    }

    private static <T> List<T> values(List<Located<T>> located) {
        return located.stream().map(Located::value).toList();
    }
}
