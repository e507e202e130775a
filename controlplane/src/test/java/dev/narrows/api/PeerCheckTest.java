package dev.narrows.api;

import static dev.narrows.api.LoopFixture.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is served. */
final class PeerCheckTest {
    /** Connects as another user, and prints how many bytes it gets before the end. */
    private static final String STRANGER = """
        import os, socket, sys
        os.setgid(65534); os.setuid(65534)
        client = socket.socket(socket.AF_UNIX)
        client.connect(sys.argv[1])
        print("connected", flush=True)
        try:
            client.sendall(b'{"jsonrpc":"2.0","id":1,"method":"ping"}\\n')
            print(len(client.recv(100)))
        except (BrokenPipeError, ConnectionResetError):
            print(0)
        """;

    @Test
    void shouldServeOwnUser(@TempDir Path directory) throws IOException {
        try (LoopFixture fixture = new LoopFixture(directory)) {
            LineClient client = fixture.client();
            client.send(request(1, "ping"));
            fixture.turn();
            assertEquals("pong", client.answer().get("result").textValue());
            assertEquals(0, fixture.peers.refusals());
        }
    }

    @Test
    void shouldHangUpOnOtherUserAndCountIt(@TempDir Path directory) throws Exception {
        assumeTrue("root".equals(SocketFile.self().getName()), "needs root, to become another user");
        assumeTrue(hasPython(), "needs python3");
        try (LoopFixture fixture = new LoopFixture(directory)) {
            letEverybodyConnect(directory, fixture.path);
            for (int refused = 1; refused <= 3; refused++) {
                Process stranger = new ProcessBuilder("python3", "-c", STRANGER, fixture.path.toString())
                    .redirectErrorStream(true).start();
                try (var output = stranger.inputReader(StandardCharsets.UTF_8)) {
                    assertEquals("connected", output.readLine());
                    fixture.turn();
                    assertEquals("0", output.readLine());
                }
                assertEquals(0, stranger.waitFor());
                assertEquals(refused, fixture.peers.refusals());
            }
            assertEquals(2, fixture.log.size(), "the first and the second of three: " + fixture.log);
            assertTrue(fixture.log.getFirst().contains("refused user"), fixture.log::toString);
        }
    }

    private static void letEverybodyConnect(Path directory, Path socket) throws IOException {
        for (Path path : List.of(directory, socket.getParent(), socket)) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
    }

    private static boolean hasPython() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "--version").redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException absent) {
            return false;
        }
    }
}
