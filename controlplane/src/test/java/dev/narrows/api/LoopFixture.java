package dev.narrows.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.narrows.control.event.EventFeed;
import dev.narrows.control.event.EventType;
import dev.narrows.control.event.GatewayEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A loop on a real socket that the test turns, with methods {@code ping} (answers pong), {@code echo} (its parameter
 * {@code text}), {@code big} (a long answer), {@code wait} (answers when the test says so) and {@code fail}.
 */
final class LoopFixture implements AutoCloseable {
    static final int BIG = 8 << 20;

    final EventFeed feed = new EventFeed();
    final SettableClock clock = new SettableClock();
    final List<String> log = new ArrayList<>();
    final List<CompletableFuture<Object>> waiting = new ArrayList<>();
    final PeerCheck peers;
    final ControlLoop loop;
    final Path path;
    private final SocketFile file;
    private final List<LineClient> clients = new ArrayList<>();

    LoopFixture(Path directory) throws IOException {
        path = directory.resolve("run/narrows.sock");
        UserPrincipal self = SocketFile.self();
        file = SocketFile.listen(path, self);
        peers = new PeerCheck(self, log::add);
        loop = new ControlLoop(file.channel(), peers, methods(), feed, clock, log::add);
    }

    static String request(int id, String method) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\"}\n";
    }

    /** A client that the loop has accepted. */
    LineClient client() throws IOException {
        LineClient client = new LineClient(path);
        clients.add(client);
        turn();
        return client;
    }

    /** Tells the loop of an event, as the conductor does. */
    void publish(String tunnel, int spi) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("tunnel", tunnel);
        fields.put("spi", spi);
        feed.publish(new GatewayEvent(EventType.SA_ADDED, "2026-01-01T00:00:00Z", fields));
    }

    /** Turns until all that is there was done. */
    void turn() throws IOException {
        for (int i = 0; i < 8; i++) {
            loop.turn();
        }
    }

    void advance(long nanos) throws IOException {
        clock.advance(nanos);
        turn();
    }

    @Override
    public void close() throws IOException {
        for (LineClient client : clients) {
            client.close();
        }
        loop.close();
        file.close();
    }

    private ControlMethods methods() {
        String big = "x".repeat(BIG);
        return new ControlMethods(Map.of(
            "ping", ControlMethod.plain(() -> CompletableFuture.completedFuture("pong")),
            "echo", new ControlMethod(Set.of("text"), parameters -> CompletableFuture.completedFuture(
                JsonNodeFactory.instance.textNode(parameters.text("text")))),
            "big", ControlMethod.plain(() -> CompletableFuture.completedFuture(big)),
            "wait", ControlMethod.plain(() -> {
                CompletableFuture<Object> result = new CompletableFuture<>();
                waiting.add(result);
                return result;
            }),
            "events", ControlMethod.plain(() -> CompletableFuture.completedFuture(EventStream.ofAll())),
            "fail", ControlMethod.plain(() -> {
                throw new IllegalStateException("a bug");
            })));
    }
}
