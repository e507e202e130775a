package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process: how it starts, stops and guards its memory. */
@InNetlab
final class GatewayProcessSystemTest {
    @BeforeAll
    static void begin(Netlab netlab) {
        netlab.begin();
    }

    @Test
    void shouldCheckConfigurationWithoutStarting(Netlab netlab) {
        Command.Result result = Command.run(Netlab.launcher(), "check", netlab.b().configuration().toString());
        assertEquals(netlab.b().configuration() + ": ok: 2 ports, 1 tunnel", result.expectSuccess().output().strip());
    }

    @Test
    void shouldRefuseConfigurationWithUnknownKey(Netlab netlab, @TempDir Path directory) throws IOException {
        Path file = directory.resolve("wrong.yaml");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, Files.readString(netlab.b().configuration()) + "colour: red\n");
        Command.Result result = Command.run(Netlab.launcher(), "run", file.toString());
        assertEquals(2, result.exitCode(), result.output());
        assertTrue(result.output().matches("(?s)\\Q" + file + "\\E:\\d+: colour: .*"), result.output());
        assertEquals(1, result.output().lines().count(), result.output());
    }

    @Test
    void shouldShowEverythingByCommandLine(Netlab netlab) {
        for (String what : new String[] {"tunnels", "sas", "paths", "ports", "neighbours", "counters"}) {
            String socket = netlab.b().socket().toString();
            String text = Command.run(Netlab.launcher(), "show", what, "--socket", socket).expectSuccess().output();
            assertFalse(text.isBlank(), what);
            String json = Command.run(Netlab.launcher(), "show", what, "--socket", socket, "--json")
                .expectSuccess().output();
            assertTrue(json.startsWith("[") || json.startsWith("{"), json);
        }
    }

    @Test
    void shouldSayInOneSentenceThatNoGatewayListens(@TempDir Path directory) {
        Command.Result result = Command.run(Netlab.launcher(), "show", "sas", "--socket",
            directory.resolve("none.sock").toString());
        assertEquals(1, result.exitCode(), result.output());
        assertEquals(1, result.output().lines().count(), result.output());
    }

    @Test
    void shouldWriteNoCoreAndRefuseToBeAttached(Netlab netlab) throws IOException {
        long pid = netlab.b().process().pid();
        String limits = Files.readString(Path.of("/proc/" + pid + "/limits"));
        assertTrue(limits.matches("(?s).*Max core file size +0 +0 .*"), limits);
        Command.Result attach = Command.run(System.getProperty("java.home") + "/bin/jcmd", Long.toString(pid),
            "VM.version");
        assertNotEquals(0, attach.exitCode(), attach.output());
        netlab.ping("-c", "1").expectSuccess();
    }

    @Test
    void shouldNameNoKeyInItsLogOrArguments(Netlab netlab) throws IOException {
        String key = netlab.key("b-to-c").substring(2);
        String arguments = Files.readString(Path.of("/proc/" + netlab.b().process().pid() + "/cmdline"));
        assertFalse(arguments.contains(key));
        assertFalse(netlab.b().log().contains(key));
        assertFalse(netlab.b().ask("sas").toString().contains(key));
    }
}
