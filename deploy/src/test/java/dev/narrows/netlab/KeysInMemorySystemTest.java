package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Keys in a running gateway's memory, as root reads it: while an SA lives, the schedule that its worker seals by; once
 * it is gone, nothing; and in hexadecimal never, whichever way the key has come.
 */
@InNetlab
final class KeysInMemorySystemTest {
    private static final int KEY_BYTES = 16;
    private static final int SALTED_BYTES = 20;

    @TempDir
    private Path directory;

    /** A key, in every form in which it could stand somewhere. */
    private record Key(String hex) {
        static Key fresh() {
            byte[] bytes = new byte[SALTED_BYTES];
            new SecureRandom().nextBytes(bytes);
            return new Key(HexFormat.of().formatHex(bytes));
        }

        /** The key itself first, then in hexadecimal. */
        List<byte[]> forms() {
            byte[] bytes = HexFormat.of().parseHex(hex);
            String digits = hex.substring(0, 2 * KEY_BYTES);
            List<byte[]> forms = new ArrayList<>();
            forms.add(Arrays.copyOf(bytes, KEY_BYTES));
            for (String text : List.of(digits, digits.toUpperCase(Locale.ROOT))) {
                forms.add(text.getBytes(StandardCharsets.US_ASCII));
                forms.add(text.getBytes(StandardCharsets.UTF_16LE));
            }
            return forms;
        }

        List<List<String>> in(Gateway gateway) {
            return ProcessMemory.places(gateway.process().pid(), forms());
        }
    }

    @Test
    void shouldLeaveNoTraceOfKeys(Netlab netlab) throws IOException {
        netlab.begin();
        assertFindsWhatIsThere();
        Key configured = new Key(netlab.key("b-to-c").substring(2));
        Key byCommand = Key.fresh();
        Key bySocket = Key.fresh();
        sa(netlab.c(), "in", 0x7001, file(byCommand)).expectSuccess();
        sa(netlab.b(), "out", 0x7001, file(byCommand)).expectSuccess();
        netlab.ping("-c", "2", "-i", "0.2").expectSuccess();
        addBySocket(netlab.b(), 0x7002, bySocket);
        for (Key key : List.of(configured, byCommand, bySocket)) {
            List<List<String>> alive = key.in(netlab.b());
            assertEquals(1, alive.getFirst().size(), () -> "the schedule alone: " + alive);
            assertNoText(alive);
        }
        delete(netlab.b(), Netlab.SPI_TO_C, "out");
        delete(netlab.b(), 0x7001, "out");
        delete(netlab.b(), 0x7002, "in");
        for (Key key : List.of(configured, byCommand, bySocket)) {
            Eventually.holds(() -> key.in(netlab.b()).getFirst().isEmpty(), () -> "still there: " + key.in(netlab.b()));
            assertNoText(key.in(netlab.b()));
        }
    }

    /** Bouncy Castle copies keys to the heap, as the README says; in hexadecimal they stand nowhere with it either. */
    @Test
    void shouldHoldNoKeyInHexadecimalWithBouncyCastle(Netlab netlab) throws IOException {
        netlab.begin();
        netlab.startGateway("b", "--crypto", "bouncy-castle");
        Key byCommand = Key.fresh();
        Key bySocket = Key.fresh();
        sa(netlab.b(), "in", 0x7003, file(byCommand)).expectSuccess();
        addBySocket(netlab.b(), 0x7004, bySocket);
        for (Key key : List.of(new Key(netlab.key("b-to-c").substring(2)), byCommand, bySocket)) {
            assertFalse(key.in(netlab.b()).getFirst().isEmpty());
            assertNoText(key.in(netlab.b()));
        }
    }

    /** A command that reads a key is as private as the gateway: no core, and nobody attaches to it. */
    @Test
    void shouldGuardCommandThatReadsKey(Netlab netlab) throws IOException, InterruptedException {
        netlab.begin();
        Process command = new ProcessBuilder(Netlab.launcher(), "sa", "add", "--tunnel", "to-c", "--direction", "in",
            "--spi",
            "0x7005", "--algorithm", "aes-128-gcm-16", "--key-stdin", "--socket", netlab.b().socket().toString())
            .redirectErrorStream(true).start();
        try (OutputStream stdin = command.getOutputStream()) {
            // Undumpable: what the process owns under /proc is root's, and mlockall has been called.
            Eventually.holds(() -> status(command.pid()).matches("(?s).*VmLck:\\s+[1-9].*"),
                () -> status(command.pid()));
            String limits = Files.readString(Path.of("/proc/" + command.pid() + "/limits"));
            assertTrue(limits.matches("(?s).*Max core file size +0 +0 .*"), limits);
            Command.Result attach = Command.run(System.getProperty("java.home") + "/bin/jcmd",
                Long.toString(command.pid()), "VM.version");
            assertNotEquals(0, attach.exitCode(), attach.output());
            stdin.write((Key.fresh().hex() + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        assertEquals(0, command.waitFor(), () -> "refused");
        delete(netlab.b(), 0x7005, "in");
    }

    private static void assertFindsWhatIsThere() {
        Key key = Key.fresh();
        List<byte[]> held = key.forms();
        List<List<String>> places = ProcessMemory.places(ProcessHandle.current().pid(), key.forms());
        assertEquals(held.size(), places.stream().filter(found -> !found.isEmpty()).count(), places::toString);
    }

    private static String status(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/status"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void assertNoText(List<List<String>> places) {
        assertTrue(places.stream().skip(1).allMatch(List::isEmpty), () -> "in hexadecimal: " + places);
    }

    private static void addBySocket(Gateway gateway, int spi, Key key) {
        gateway.ask("sa.add", Gateway.parameters().put("tunnel", gateway.name().equals("b") ? "to-c" : "to-b")
            .put("direction", "in").put("spi", spi).put("algorithm", "aes-128-gcm-16")
            .put("key", "0x" + key.hex().toUpperCase(Locale.ROOT)));
    }

    private static void delete(Gateway gateway, int spi, String direction) {
        gateway.ask("sa.delete", Gateway.parameters().put("spi", spi).put("direction", direction));
    }

    private static Command.Result sa(Gateway gateway, String direction, int spi, Path key) {
        return Command.run(Netlab.launcher(), "sa", "add", "--tunnel", gateway.name().equals("b") ? "to-c" : "to-b",
            "--direction", direction, "--spi", Integer.toString(spi), "--algorithm", "aes-128-gcm-16",
            "--key-file", key.toString(), "--socket", gateway.socket().toString());
    }

    private Path file(Key key) throws IOException {
        Path file = directory.resolve("key-" + key.hex().hashCode());
        if (Files.notExists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, "0x" + key.hex() + "\n");
        }
        return file;
    }
}
