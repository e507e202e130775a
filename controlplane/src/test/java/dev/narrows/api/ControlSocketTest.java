package dev.narrows.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.narrows.control.event.EventFeed;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The socket with its own thread, and the client that belongs to it. */
final class ControlSocketTest {
    private static final String LONG = "x".repeat(3 << 20);

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final ControlMethods methods = new ControlMethods(Map.of(
        "ping", ControlMethod.plain(() -> CompletableFuture.completedFuture("pong")),
        "long", ControlMethod.plain(() -> CompletableFuture.completedFuture(LONG)),
        "later", ControlMethod.plain(() -> CompletableFuture.supplyAsync(() -> "from another thread")),
        "echo", new ControlMethod(Set.of("text"),
            parameters -> CompletableFuture.completedFuture(parameters.text("text")))));

    @TempDir
    private Path directory;
    private Path path;

    @BeforeEach
    void prepare() {
        path = directory.resolve("run/narrows.sock");
    }

    @Test
    void shouldAnswerClients() throws Exception {
        try (ControlSocket socket = ControlSocket.open(path, methods, new EventFeed(), log::add);
            ControlClient one = ControlClient.connect(path);
            ControlClient another = ControlClient.connect(path)) {
            assertEquals("pong", one.call("ping", none()).textValue());
            assertEquals("from another thread", another.call("later", none()).textValue());
            assertEquals(LONG, one.call("long", none()).textValue());
            assertEquals("ü", one.call("echo", none().put("text", "ü")).textValue());
            assertEquals(0, socket.refusedPeers());
        }
        assertEquals(List.of(), log);
    }

    @Test
    void shouldTellRefusalsInTheGatewaysWords() throws Exception {
        try (ControlSocket _ = ControlSocket.open(path, methods, new EventFeed(), log::add);
            ControlClient client = ControlClient.connect(path)) {
            assertEquals("the gateway refused: no such method; there are echo, later, long, ping",
                assertThrows(ControlClientException.class, () -> client.call("reboot", none())).getMessage());
            assertEquals("pong", client.call("ping", none()).textValue());
        }
    }

    @Test
    void shouldStopAndRemoveSocket() throws Exception {
        ControlSocket socket = ControlSocket.open(path, methods, new EventFeed(), log::add);
        try (ControlClient client = ControlClient.connect(path)) {
            assertEquals("pong", client.call("ping", none()).textValue());
            socket.close();
            assertFalse(Files.exists(path));
            assertTrue(assertThrows(ControlClientException.class, () -> client.call("ping", none())).getMessage()
                .contains("hung up"));
        }
        assertFalse(Thread.getAllStackTraces().keySet().stream().anyMatch(t -> t.getName().equals("narrows-api")));
    }

    @Test
    void shouldOpenAgainAfterClose() throws Exception {
        ControlSocket.open(path, methods, new EventFeed(), log::add).close();
        try (ControlSocket _ = ControlSocket.open(path, methods, new EventFeed(), log::add);
            ControlClient client = ControlClient.connect(path)) {
            assertEquals("pong", client.call("ping", none()).textValue());
        }
    }

    @Test
    void shouldSayThatNobodyListens() throws IOException {
        String nowhere = assertThrows(ControlClientException.class, () -> ControlClient.connect(path)).getMessage();
        assertTrue(nowhere.startsWith("no gateway listens at " + path + ": is it running?"), nowhere);
        Files.createDirectory(path.getParent());
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(path));
        }
        String stale = assertThrows(ControlClientException.class, () -> ControlClient.connect(path)).getMessage();
        assertEquals(nowhere, stale);
    }

    @Test
    void shouldSayThatSomebodyElseListens() throws Exception {
        Files.createDirectory(path.getParent());
        try (ServerSocketChannel stranger = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            stranger.bind(UnixDomainSocketAddress.of(path));
            assertTrue(answerOf(stranger, "hello\n").contains("its answer is not JSON"));
            assertTrue(answerOf(stranger, "{}\n").contains("its answer has no result"));
            assertTrue(answerOf(stranger, "{\"half").contains("hung up without an answer"));
        }
    }

    private String answerOf(ServerSocketChannel stranger, String answer) throws Exception {
        try (ControlClient client = ControlClient.connect(path)) {
            try (SocketChannel accepted = stranger.accept()) {
                accepted.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
                accepted.shutdownOutput();
                return assertThrows(ControlClientException.class, () -> client.call("ping", none())).getMessage();
            }
        }
    }

    private static ObjectNode none() {
        return JsonNodeFactory.instance.objectNode();
    }
}
