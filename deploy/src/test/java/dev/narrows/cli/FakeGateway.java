package dev.narrows.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A control socket that gives every request the same answer, and keeps the requests. */
final class FakeGateway implements AutoCloseable {
    private final ObjectMapper mapper = new ObjectMapper();
    private final ServerSocketChannel server;
    private final String answer;
    private final Thread thread;
    private final List<JsonNode> requests = new CopyOnWriteArrayList<>();

    /**
     * Listens.
     *
     * @param path   the socket.
     * @param answer the members of the answer that are not its envelope: {@code "result":...} or {@code "error":...}.
     */
    FakeGateway(Path path, String answer) throws IOException {
        this.answer = "{\"jsonrpc\":\"2.0\",\"id\":1," + answer + "}\n";
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        thread = Thread.ofPlatform().name("fake-gateway").daemon().start(this::serve);
    }

    /** {@return every request there was, in their order} */
    List<JsonNode> requests() {
        return List.copyOf(requests);
    }

    /** {@return the only request there was} */
    JsonNode request() {
        if (requests.size() != 1) {
            throw new AssertionError("not one request but " + requests);
        }
        return requests.getFirst();
    }

    @Override
    public void close() throws IOException {
        server.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve() {
        while (server.isOpen()) {
            try (SocketChannel client = server.accept()) {
                BufferedReader reader = new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8));
                requests.add(mapper.readTree(reader.readLine()));
                client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
