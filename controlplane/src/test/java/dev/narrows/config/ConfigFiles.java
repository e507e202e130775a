package dev.narrows.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Configuration files for tests.
 */
final class ConfigFiles {
    /** The key that {@link #GOOD} gives the outbound SA, and the one of the inbound SA. */
    static final List<String> KEYS =
        List.of("a1b2c3d4e5f60718293a4b5c6d7e8f90cafebabe", "0f1e2d3c4b5a69788796a5b4c3d2e1f0deadbeef");

    /** A valid file with every key but key-file. */
    static final String GOOD = """
        eal: ["--no-huge", "-m", "256"]
        eal-log: /var/log/narrows/eal.log
        state-dir: /var/lib/narrows
        control-socket: /run/narrows/b.sock
        crypto: bouncy-castle
        packet-buffers: 4096
        largest-datagram: 65535
        worker:
          cpu: 1
          idle: backoff
        ports:
          inside:
            device: net_af_packet0
            side: protected
            address: 10.1.0.1/24
            mtu: 9000
          outside:
            device: net_af_packet1
            side: unprotected
            address: 192.0.1.2/24
        routes:
          - to: 192.0.2.0/24
            via: 192.0.1.1
        icmp:
          per-source: 20
          total: 500
        pmtu:
          floor: 600
          raise-after: 5m
          ptb: trust
          validate-every: 3s
        tunnels:
          to-c:
            local: 192.0.1.2
            remote: 192.0.2.2
            df: set
            policies:
              - local: 10.1.0.0/24
                remote: 10.2.0.0/24
            out:
              spi: 0x1001
              algorithm: aes-128-gcm-16
              key: "0xa1b2c3d4e5f60718293a4b5c6d7e8f90cafebabe"
            in:
              spi: 0x2001
              algorithm: aes-128-gcm-16
              key: "0x0f1e2d3c4b5a69788796a5b4c3d2e1f0deadbeef"
              replay-window: 2048
          to-e:
            local: 192.0.1.2
            remote: 192.0.2.3
            policies:
              - local: 10.1.0.0/24
                remote: 10.3.0.0/24
        """;

    /** The address of to-e's peer. */
    static final String SECOND_PEER = "192.0.2.3";

    private static final String OUT = """
            out:
              - {spi: 0x1001, algorithm: aes-128-gcm-16, key: "a1b2c3d4e5f60718293a4b5c6d7e8f9000000001"}
              - {spi: 0x1011, worker: 0, algorithm: aes-128-gcm-16, key: "a1b2c3d4e5f60718293a4b5c6d7e8f9000000002"}
              - {spi: 0x1012, worker: 1, algorithm: aes-128-gcm-16, key: "a1b2c3d4e5f60718293a4b5c6d7e8f9000000003"}
            in:
              - {spi: 0x2001, worker: 1, algorithm: aes-128-gcm-16, key: "a1b2c3d4e5f60718293a4b5c6d7e8f9000000004"}
              - {spi: 0x2011, algorithm: aes-128-gcm-16, \
            key: "a1b2c3d4e5f60718293a4b5c6d7e8f9000000005", replay-window: 64}
              - {spi: 0x2012, algorithm: aes-128-gcm-16, key: "a1b2c3d4e5f60718293a4b5c6d7e8f9000000006"}
              - {spi: 0x2013, worker: 1, algorithm: aes-128-gcm-16, key: "a1b2c3d4e5f60718293a4b5c6d7e8f9000000007"}
        """;

    private ConfigFiles() {
    }

    /**
     * Writes a file that only its owner may read.
     *
     * @param directory where to.
     * @param name      its name.
     * @param text      what is in it.
     * @return the file.
     */
    static Path write(Path directory, String name, String text) throws IOException {
        return write(directory, name, text.getBytes(StandardCharsets.UTF_8));
    }

    static Path write(Path directory, String name, byte[] bytes) throws IOException {
        Path file = directory.resolve(name);
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.write(file, bytes);
    }

    /**
     * Changes the good file.
     *
     * @param from text that it has exactly once.
     * @param to   what stands there instead.
     * @return the changed file.
     */
    static String goodWith(String from, String to) {
        int at = GOOD.indexOf(from);
        if (at < 0 || GOOD.indexOf(from, at + 1) >= 0) {
            throw new IllegalArgumentException("the good file must have once: " + from);
        }
        return GOOD.replace(from, to);
    }

    /** {@return the good file with two workers, and SAs for each of them in its first tunnel} */
    static String withWorkers() {
        int from = GOOD.indexOf("    out:\n");
        int to = GOOD.indexOf("  to-e:\n");
        return GOOD.substring(0, from).replace("  cpu: 1", "  cpus: [1, 2]") + OUT + GOOD.substring(to);
    }

    /**
     * Finds a line of a file.
     *
     * @param text the file.
     * @param part what the line has; the first such counts.
     * @return its number, from 1.
     */
    static int lineOf(String text, String part) {
        int at = text.indexOf(part);
        if (at < 0) {
            throw new IllegalArgumentException("nowhere in the file: " + part);
        }
        return 1 + (int)text.substring(0, at).chars().filter(c -> c == '\n').count();
    }
}
