package dev.narrows.netlab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A connection to a gateway's control socket: questions, one after the other. */
final class Conversation implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SocketChannel channel;
    private final BufferedReader reader;

    /** Connects to a control socket. */
    Conversation(Path socket) {
        try {
            channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(UnixDomainSocketAddress.of(socket));
            reader = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Asks.
     *
     * @param method     the method's name.
     * @param parameters what it is told.
     * @return the whole response, which is no error.
     */
    JsonNode ask(String method, ObjectNode parameters) {
        ObjectNode request = JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 1).put("method", method);
        request.set("params", parameters);
        JsonNode response = askInWords(request + "\n");
        if (!response.has("result")) {
            throw new AssertionError(method + ": " + response);
        }
        return response;
    }

    /** Turns it into a stream of events, a line each; closing the reader ends it. */
    BufferedReader follow() {
        ask("events", JSON.createObjectNode());
        return reader;
    }

    /**
     * Sends a line as it is.
     *
     * @param line what to send, with its line feed.
     * @return the whole response.
     */
    JsonNode askInWords(String line) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            String answer = reader.readLine();
            if (answer == null) {
                throw new AssertionError("the gateway closed the connection without an answer");
            }
            return JSON.readTree(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
