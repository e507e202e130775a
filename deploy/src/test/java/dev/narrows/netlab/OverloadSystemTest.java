package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More packets than the worker can take: who operates the gateway is answered, and afterwards nothing is lost. */
@InNetlab
final class OverloadSystemTest {
    private static final int NEW_SPI = 0x1002;
    private static final int KEY_AND_SALT_BYTES = 20;
    private static final int REQUESTS = 20;
    private static final String CLOSED_PORT = "9";
    /** Far above what it takes, and far below what anybody would call an answer if it took that long. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    @Test
    void shouldAnswerAndChangeKeysUnderOverloadAndLoseNothingAfterwards(Netlab netlab) throws IOException {
        netlab.begin();
        long sealedBefore = sealed(netlab);
        Path key = freshKey();
        Command.Running load = netlab.spawn("a", Netlab.tool("blast"), Netlab.D_ADDRESS, CLOSED_PORT);
        try {
            Eventually.holds(
                () -> sealed(netlab) > sealedBefore + 1000, () -> "no load: " + netlab.b().ask("counters"));
            for (int i = 0; i < REQUESTS; i++) {
                JsonNode tunnels = assertTimeoutPreemptively(PATIENCE, () -> netlab.b().ask("tunnels"));
                assertTrue(tunnels.size() == 1, tunnels::toString);
            }
            assertTimeoutPreemptively(PATIENCE, () -> {
                addSa(netlab.c(), "to-b", "in", key);
                addSa(netlab.b(), "to-c", "out", key);
            });
            Eventually.holds(() -> sealedByNewSa(netlab) > 0, () -> "not in use: " + netlab.b().ask("sas"));
        } finally {
            load.process().destroy();
        }
        long sent = Long.parseLong(load.await().expectSuccess().output().strip());
        String output = netlab.ping("-c", "50", "-i", "0.02").expectSuccess().output();
        assertTrue(output.contains(" 50 received"), output);
        long sealed = sealed(netlab) - sealedBefore;
        System.out.println("measured: under overload " + sent + " packets sent, " + sealed + " sealed");
        assertTrue(sealed < sent, sent + " packets were no overload: all were sealed");
    }

    private static long sealed(Netlab netlab) {
        return netlab.b().ask("counters").at("/events/encapsulated").longValue();
    }

    private static long sealedByNewSa(Netlab netlab) {
        for (JsonNode sa : netlab.b().ask("sas")) {
            if (sa.get("spi").intValue() == NEW_SPI) {
                return sa.get("packets").longValue();
            }
        }
        return 0;
    }

    private Path freshKey() throws IOException {
        byte[] bytes = new byte[KEY_AND_SALT_BYTES];
        new SecureRandom().nextBytes(bytes);
        Path file = Files.createFile(directory.resolve("key"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, "0x" + HexFormat.of().formatHex(bytes) + "\n");
    }

    private static void addSa(Gateway gateway, String tunnel, String direction, Path key) {
        Command.run(Netlab.launcher(), "sa", "add", "--tunnel", tunnel, "--direction", direction, "--spi",
            "0x" + Integer.toHexString(NEW_SPI), "--algorithm", "aes-128-gcm-16", "--key-file", key.toString(),
            "--socket", gateway.socket().toString()).expectSuccess();
    }
}
