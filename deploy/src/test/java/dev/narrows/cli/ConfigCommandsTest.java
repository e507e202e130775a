package dev.narrows.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.control.lease.SequenceLeases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that read a configuration. */
final class ConfigCommandsTest {
    private static final String CONFIG = """
        eal: ["--no-huge"]
        state-dir: %s
        ports:
          inside:
            device: net_null0
            side: protected
            address: 10.1.0.1/24
          outside:
            device: net_null1
            side: unprotected
            address: 192.0.1.2/24
        tunnels:
          to-c:
            local: 192.0.1.2
            remote: 192.0.2.2
            policies:
              - local: 10.1.0.0/24
                remote: 10.2.0.0/24
            out:
              spi: 0x1001
              algorithm: aes-128-gcm-16
              key: "0x000102030405060708090a0b0c0d0e0fcafebabe"
        routes:
          - to: 192.0.2.0/24
            via: 192.0.1.1
        """;

    @TempDir
    private Path directory;

    @Test
    void shouldSayThatConfigurationIsRight() throws IOException {
        Path file = config(CONFIG);
        assertEquals(file + ": ok: 2 ports, 1 tunnel\n", Outcome.of("check", file.toString()).success());
        assertFalse(Files.exists(state()));
    }

    @Test
    void shouldTellEachMistakeInALine() throws IOException {
        Path file = config(CONFIG.replace("routes:", "colour: red\nroutes:").replace("0x1001", "7"));
        for (String command : new String[] {"check", "run", "init"}) {
            Outcome outcome = Outcome.of(command, file.toString());
            assertEquals(2, outcome.exitCode());
            assertEquals("", outcome.out());
            assertEquals(2, outcome.err().lines().count(), outcome.err());
            assertTrue(outcome.err().lines().allMatch(line -> line.matches("\\Q" + file + "\\E:\\d+: \\S+: .+")),
                outcome.err());
        }
    }

    @Test
    void shouldTellThatThereIsNoConfiguration() {
        String file = directory.resolve("none.yaml").toString();
        assertTrue(Outcome.of("check", file).failure(2).startsWith(file + ": cannot be read"));
    }

    @Test
    void shouldMakeLeasesOnce() throws IOException {
        String file = config(CONFIG).toString();
        Path leases = state().resolve(SequenceLeases.FILE_NAME);
        assertEquals(leases + ": made\n", Outcome.of("init", file).success());
        byte[] content = Files.readAllBytes(leases);
        assertTrue(Outcome.of("init", file).failure(1).contains("exists already"));
        assertArrayEquals(content, Files.readAllBytes(leases));
    }

    private Path state() {
        return directory.resolve("state");
    }

    private Path config(String text) throws IOException {
        Path file = Files.createFile(directory.resolve("narrows.yaml"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text.formatted(state()));
    }
}
