package dev.narrows.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A client of raw bytes that never waits, so that a test alternates it with turns of the loop. */
final class LineClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SocketChannel channel;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private boolean hungUp;

    LineClient(Path socket) throws IOException {
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        channel.configureBlocking(false);
    }

    /** Sends as much as the kernel takes, and returns how many bytes that was. */
    int send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    int send(byte[] bytes) throws IOException {
        return channel.write(ByteBuffer.wrap(bytes));
    }

    void endOutput() throws IOException {
        channel.shutdownOutput();
    }

    /** Takes the whole lines that have arrived. */
    List<JsonNode> answers() throws IOException {
        receive();
        String text = received.toString(StandardCharsets.UTF_8);
        int end = text.lastIndexOf('\n') + 1;
        received.reset();
        received.writeBytes(text.substring(end).getBytes(StandardCharsets.UTF_8));
        List<JsonNode> answers = new ArrayList<>();
        for (String line : text.substring(0, end).lines().toList()) {
            answers.add(JSON.readTree(line));
        }
        return answers;
    }

    /** Takes the only answer that has arrived. */
    JsonNode answer() throws IOException {
        List<JsonNode> answers = answers();
        if (answers.size() != 1) {
            throw new AssertionError("not one answer but " + answers);
        }
        return answers.getFirst();
    }

    boolean isHungUp() {
        receive();
        return hungUp;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void receive() {
        ByteBuffer chunk = ByteBuffer.allocate(1 << 16);
        try {
            int count = channel.read(chunk);
            while (count > 0) {
                received.write(chunk.array(), 0, count);
                count = channel.read(chunk.clear());
            }
            hungUp |= count < 0;
        } catch (IOException reset) {
            hungUp = true;
        }
    }
}
