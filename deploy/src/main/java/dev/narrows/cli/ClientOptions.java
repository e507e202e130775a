package dev.narrows.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.narrows.api.ControlClient;
import dev.narrows.api.ControlClientException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/**
 * The options of every command that asks a running gateway.
 */
final class ClientOptions {
    private static final JsonMapper JSON = new JsonMapper();

    @Option(names = "--socket", paramLabel = "PATH", defaultValue = "/run/narrows/narrows.sock",
        description = "The gateway's control socket; default: ${DEFAULT-VALUE}.")
    private Path socket;

    @Option(names = "--json", description = "Print the gateway's answer as JSON.")
    private boolean json;

    /** {@return parameters to fill in} */
    static ObjectNode parameters() {
        return JSON.createObjectNode();
    }

    /** {@return whether the answer is printed as JSON} */
    boolean isJson() {
        return json;
    }

    /**
     * Asks the gateway.
     *
     * @param method     of the control socket.
     * @param parameters by name.
     * @return the result.
     * @throws ControlClientException where there is none.
     */
    JsonNode ask(String method, ObjectNode parameters) throws ControlClientException {
        try (ControlClient client = ControlClient.connect(socket)) {
            return client.call(method, parameters);
        }
    }

    /**
     * Asks the gateway for a list, and passes on each part of it as it comes.
     *
     * @param method of the control socket, without parameters of its own.
     * @param onPart takes each; what is no list is one part.
     * @throws ControlClientException where there is none.
     */
    void list(String method, Consumer<JsonNode> onPart) throws ControlClientException {
        try (ControlClient client = ControlClient.connect(socket)) {
            client.list(method, parameters(), onPart);
        }
    }

    /**
     * Passes the gateway's events on until it hangs up.
     *
     * @param onEvent takes each.
     * @throws ControlClientException where it refuses, or once it hangs up.
     */
    void follow(Consumer<JsonNode> onEvent) throws ControlClientException {
        try (ControlClient client = ControlClient.connect(socket)) {
            client.follow(onEvent);
        }
    }

    /**
     * Prints an answer as JSON.
     *
     * @param answer the gateway's.
     * @param out    where to.
     */
    static void printJson(JsonNode answer, PrintWriter out) {
        try {
            out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(answer));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a parsed answer could not be written", e);
        }
    }

    /**
     * Prints that something was done.
     *
     * @param answer the gateway's.
     * @param word   what was done, for people.
     * @param out    where to.
     */
    void confirm(JsonNode answer, String word, PrintWriter out) {
        if (json) {
            printJson(answer, out);
        } else {
            out.println(word);
        }
    }
}
