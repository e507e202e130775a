package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Security associations that come and go while the gateway runs. */
@InNetlab
final class SecurityAssociationSystemTest {
    private static final int NEW_SPI = 0x1002;
    private static final int KEY_AND_SALT_BYTES = 20;

    /** Far longer than the command takes that the other gateway is told by, a Java process of its own. */
    private static final String LINGER_SECONDS = "15";

    @TempDir
    private Path directory;

    @BeforeEach
    void begin(Netlab netlab) {
        netlab.begin();
    }

    @Test
    void shouldLoseNothingWhenKeysChange(Netlab netlab) throws IOException {
        Path key = freshKey();
        Command.Running ping = netlab.spawn("a", "ping", "-n", "-c", "300", "-i", "0.01", "-W", "2", Netlab.D_ADDRESS);
        add(netlab.c(), "to-b", "in", key).expectSuccess();
        add(netlab.b(), "to-c", "out", key).expectSuccess();
        String output = ping.await().expectSuccess().output();
        assertTrue(output.contains(" 300 received"), output);
        delete(netlab.c(), Netlab.SPI_TO_C, "in").expectSuccess();
        assertEquals(List.of(NEW_SPI), spisTowardsC(netlab));
    }

    @Test
    void shouldLoseNothingWhileBothGatewaysRekeyAgainAndAgain(Netlab netlab) throws IOException {
        PingStream pings = PingStream.start(netlab, "a", Netlab.D_ADDRESS);
        int oldToB = Netlab.SPI_TO_B;
        for (int round = 0; round < 3; round++) {
            int toC = 0x1100 + round;
            int toB = 0x2100 + round;
            Path keyToC = freshKey("to-c-" + round);
            Path keyToB = freshKey("to-b-" + round);
            add(netlab.b(), "to-c", "in", toB, keyToB).expectSuccess();
            rekey(netlab.c(), "to-b", "--in-spi", hex(toC), "--in-key-file", keyToC.toString(), "--out-spi", hex(toB),
                "--out-key-file", keyToB.toString(), "--after", LINGER_SECONDS).expectSuccess();
            rekey(netlab.b(), "to-c", "--out-spi", hex(toC), "--out-key-file", keyToC.toString()).expectSuccess();
            sa(netlab.b(), "delete", "--spi", hex(oldToB), "--direction", "in", "--after", LINGER_SECONDS)
                .expectSuccess();
            oldToB = toB;
        }
        pings.end();
        int answered = pings.expectNoGap();
        assertTrue(answered > 100, answered + " answered");
        Eventually.holds(() -> netlab.b().ask("sas").size() == 2 && netlab.c().ask("sas").size() == 2,
            () -> "old SAs stay: " + netlab.b().ask("sas") + netlab.c().ask("sas"));
        assertEquals(0x1102, netlab.b().sa("out").get("spi").intValue());
        assertEquals(0x2102, netlab.c().sa("out").get("spi").intValue());
    }

    @Test
    void shouldEndSaExactlyAtItsHardLimitAndTell(Netlab netlab) throws IOException {
        Path key = freshKey();
        add(netlab.c(), "to-b", "in", key).expectSuccess();
        BufferedReader events = netlab.b().follow();
        sa(netlab.b(), "add", "--tunnel", "to-c", "--direction", "out", "--spi", hex(NEW_SPI), "--algorithm",
            "aes-128-gcm-16", "--key-file", key.toString(), "--lifetime", "soft-packets=3,hard-packets=5")
            .expectSuccess();
        String output = netlab.ping("-c", "10", "-i", "0.01", "-W", "1").output();
        assertTrue(output.contains(" 5 received"), output);
        Eventually.holds(() -> netlab.b().ask("sas").size() == 2, () -> "not ended: " + netlab.b().ask("sas"));
        List<String> told = assertTimeoutPreemptively(Duration.ofMinutes(1), () -> untilRemoved(events));
        assertEquals(List.of("sa-added", "sa-hard-expired", "sa-removed"),
            told.stream().filter(type -> !type.equals("sa-soft-expired")).toList());
    }

    @Test
    void shouldDropWhatArrivesForDeletedSa(Netlab netlab) {
        long before = netlab.c().drops("unknown-spi");
        delete(netlab.c(), Netlab.SPI_TO_C, "in").expectSuccess();
        assertNotEquals(0, netlab.ping("-c", "2", "-i", "0.2", "-W", "1").exitCode());
        Eventually.holds(() -> netlab.c().drops("unknown-spi") == before + 2,
            () -> "not counted: " + netlab.c().ask("counters"));
    }

    @Test
    void shouldDropWhatHasNoOutboundSa(Netlab netlab) {
        long before = netlab.b().drops("no-outbound-sa");
        delete(netlab.b(), Netlab.SPI_TO_C, "out").expectSuccess();
        assertNotEquals(0, netlab.ping("-c", "2", "-i", "0.2", "-W", "1").exitCode());
        Eventually.holds(() -> netlab.b().drops("no-outbound-sa") == before + 2,
            () -> "not counted: " + netlab.b().ask("counters"));
    }

    @Test
    void shouldRefuseWhatCannotBe(Netlab netlab) throws IOException {
        Path key = freshKey();
        expectRefusal(add(netlab.b(), "to-nowhere", "out", key), "to-nowhere");
        expectRefusal(add(netlab.c(), "to-b", "in", Netlab.SPI_TO_C, key), "SPI");
        expectRefusal(add(netlab.b(), "to-c", "in", 255, key), "255");
        expectRefusal(delete(netlab.b(), 0x7777, "in"), "no SA");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        expectRefusal(add(netlab.b(), "to-c", "out", key), "chmod 600");
        netlab.ping("-c", "1").expectSuccess();
    }

    /** The types of the events up to a removal. The soft limit may be passed together with the hard one. */
    private static List<String> untilRemoved(BufferedReader events) throws IOException {
        try (events) {
            List<String> types = new ArrayList<>();
            do {
                types.add(Gateway.json(events.readLine()).at("/params/type").textValue());
            } while (!types.getLast().equals("sa-removed"));
            return types;
        }
    }

    private static void expectRefusal(Command.Result result, String named) {
        assertNotEquals(0, result.exitCode(), result.output());
        assertEquals(1, result.output().lines().count(), result.output());
        assertTrue(result.output().contains(named), result.output());
    }

    private static List<Integer> spisTowardsC(Netlab netlab) {
        try (Capture capture = Capture.on(netlab, "r2", "r2-c")) {
            netlab.ping("-c", "2", "-i", "0.2").expectSuccess();
            return capture.frames().stream().filter(frame -> frame.isEsp() && frame.spi() != Netlab.SPI_TO_B)
                .map(Frame::spi).distinct().toList();
        }
    }

    private Path freshKey() throws IOException {
        return freshKey("key");
    }

    private Path freshKey(String name) throws IOException {
        byte[] bytes = new byte[KEY_AND_SALT_BYTES];
        new SecureRandom().nextBytes(bytes);
        Path file = Files.createFile(directory.resolve(name),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, "0x" + HexFormat.of().formatHex(bytes) + "\n");
    }

    private static Command.Result add(Gateway gateway, String tunnel, String direction, Path key) {
        return add(gateway, tunnel, direction, NEW_SPI, key);
    }

    private static Command.Result add(Gateway gateway, String tunnel, String direction, int spi, Path key) {
        return sa(gateway, "add", "--tunnel", tunnel, "--direction", direction, "--spi", hex(spi), "--algorithm",
            "aes-128-gcm-16", "--key-file", key.toString());
    }

    private static Command.Result rekey(Gateway gateway, String tunnel, String... words) {
        List<String> all = new ArrayList<>(List.of("rekey", "--tunnel", tunnel, "--algorithm", "aes-128-gcm-16"));
        all.addAll(List.of(words));
        return sa(gateway, all.toArray(String[]::new));
    }

    private static Command.Result delete(Gateway gateway, int spi, String direction) {
        return sa(gateway, "delete", "--spi", hex(spi), "--direction", direction);
    }

    private static Command.Result sa(Gateway gateway, String... words) {
        List<String> all = new ArrayList<>(List.of(Netlab.launcher(), "sa"));
        all.addAll(List.of(words));
        all.addAll(List.of("--socket", gateway.socket().toString()));
        return Command.run(all.toArray(String[]::new));
    }

    private static String hex(int spi) {
        return "0x" + Integer.toHexString(spi);
    }
}
