package dev.narrows.api;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A client of the control socket: one request, one answer, or a stream of events. Of one thread.
 *
 * <p>A key in the parameters lies on the heap of this process as a string, for as long as the process lives; the bytes
 * sent are wiped.
 */
public final class ControlClient implements AutoCloseable {
    /** Longer than the gateway may take for a call, so that its own words about that arrive. */
    private static final long ANSWER_LIMIT = SECONDS.toNanos(10);
    private static final long NEVER = Long.MAX_VALUE;
    private static final int CHUNK = 8192;

    private final Path socket;
    private final SocketChannel channel;
    private final Selector selector;
    private final JsonMapper mapper = new JsonMapper();
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK).flip();
    private int requests;

    private ControlClient(Path socket, SocketChannel channel, Selector selector) {
        this.socket = socket;
        this.channel = channel;
        this.selector = selector;
    }

    /**
     * Connects to a gateway.
     *
     * @param socket its control socket.
     * @return the client.
     * @throws ControlClientException where nobody is there, or we may not.
     */
    public static ControlClient connect(Path socket) throws ControlClientException {
        try {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.configureBlocking(false);
                if (!channel.connect(UnixDomainSocketAddress.of(socket))) {
                    throw new IOException("too many clients wait for it");
                }
                Selector selector = Selector.open();
                channel.register(selector, SelectionKey.OP_READ);
                return new ControlClient(socket, channel, selector);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new ControlClientException(whyNotConnected(socket, e), e);
        }
    }

    /**
     * Calls a method.
     *
     * @param method     its name.
     * @param parameters by name.
     * @return the result.
     * @throws ControlClientException where the gateway refuses, with its own words, or does not answer.
     */
    public JsonNode call(String method, ObjectNode parameters) throws ControlClientException {
        return answer(method, parameters).get("result");
    }

    /**
     * Calls a method whose result is a list that comes in parts, and passes each on as it comes.
     *
     * @param method     its name.
     * @param parameters by name.
     * @param onPart     takes each part, an array; also the one part that anything else is.
     * @throws ControlClientException as {@link #call}.
     */
    public void list(String method, ObjectNode parameters, Consumer<JsonNode> onPart) throws ControlClientException {
        JsonNode answer = answer(method, parameters);
        onPart.accept(answer.get("result"));
        while (answer.hasNonNull("next")) {
            answer = answer(method, parameters.deepCopy().set("after", answer.get("next")));
            onPart.accept(answer.get("result"));
        }
    }

    private JsonNode answer(String method, ObjectNode parameters) throws ControlClientException {
        requests++;
        ObjectNode request = mapper.createObjectNode().put("jsonrpc", "2.0").put("id", requests).put("method", method);
        request.set("params", parameters);
        try {
            long deadline = System.nanoTime() + ANSWER_LIMIT;
            send(mapper.writeValueAsBytes(request), deadline);
            return checked(mapper.readTree(receiveLine(deadline)));
        } catch (JsonProcessingException e) {
            throw new ControlClientException("what answers at " + socket + " is no gateway: its answer is not JSON", e);
        } catch (IOException e) {
            throw new ControlClientException("the gateway at " + socket + " hung up: " + e.getMessage(), e);
        }
    }

    /**
     * Asks for events and passes them on until the gateway hangs up, which is a failure.
     *
     * @param onEvent takes the parameters of each event's notification.
     * @throws ControlClientException where the gateway refuses, or once it hangs up.
     */
    public void follow(Consumer<JsonNode> onEvent) throws ControlClientException {
        call("events", mapper.createObjectNode());
        try {
            while (true) {
                onEvent.accept(mapper.readTree(receiveLine(NEVER)).path("params"));
            }
        } catch (JsonProcessingException e) {
            throw new ControlClientException("what answers at " + socket + " is no gateway: its event is not JSON", e);
        } catch (IOException e) {
            throw new ControlClientException("the gateway at " + socket + " hung up: " + e.getMessage(), e);
        }
    }

    /** Disconnects. */
    @Override
    public void close() throws ControlClientException {
        try {
            selector.close();
            channel.close();
        } catch (IOException e) {
            throw new ControlClientException("the connection to " + socket + " could not be closed", e);
        }
    }

    private static String whyNotConnected(Path socket, IOException e) {
        String nobody = "no gateway listens at " + socket + ": is it running? (narrows run CONFIG; "
            + "--socket PATH where its configuration names another control-socket)";
        if (e instanceof ConnectException || Files.notExists(socket)) {
            return nobody;
        }
        return "cannot connect to the gateway at " + socket + ": " + e.getMessage()
            + "; it serves only root and the user that it runs as";
    }

    private void send(byte[] json, long deadline) throws IOException, ControlClientException {
        ByteBuffer line = ByteBuffer.allocateDirect(json.length + 1).put(json).put((byte)'\n').flip();
        Arrays.fill(json, (byte)0);
        try {
            while (line.hasRemaining()) {
                if (channel.write(line) == 0) {
                    await(SelectionKey.OP_WRITE, deadline);
                }
            }
        } finally {
            line.clear().put(new byte[line.capacity()]);
        }
    }

    private String receiveLine(long deadline) throws IOException, ControlClientException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            while (chunk.hasRemaining()) {
                byte next = chunk.get();
                if (next == '\n') {
                    return line.toString(StandardCharsets.UTF_8);
                }
                line.write(next);
            }
            receive(deadline);
        }
    }

    private void receive(long deadline) throws IOException, ControlClientException {
        int received = channel.read(chunk.clear());
        chunk.flip();
        if (received < 0) {
            throw new ControlClientException("the gateway at " + socket
                + (deadline == NEVER ? " hung up" : " hung up without an answer"));
        }
        if (received == 0) {
            await(SelectionKey.OP_READ, deadline);
        }
    }

    private void await(int operation, long deadline) throws IOException, ControlClientException {
        channel.keyFor(selector).interestOps(operation);
        if (deadline == NEVER) {
            selector.select();
            selector.selectedKeys().clear();
            return;
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new ControlClientException(
                "the gateway at " + socket + " did not answer within " + NANOSECONDS.toSeconds(ANSWER_LIMIT) + " s");
        }
        selector.select(NANOSECONDS.toMillis(left) + 1);
        selector.selectedKeys().clear();
    }

    private JsonNode checked(JsonNode answer) throws ControlClientException {
        JsonNode error = answer.path("error");
        if (error.isObject()) {
            throw new ControlClientException("the gateway refused: " + error.path("message").asText());
        }
        if (!answer.has("result")) {
            throw new ControlClientException("what answers at " + socket + " is no gateway: its answer has no result");
        }
        return answer;
    }
}
