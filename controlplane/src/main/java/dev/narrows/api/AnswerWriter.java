package dev.narrows.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.narrows.control.event.GatewayEvent;
import dev.narrows.control.request.ControlException;
import dev.narrows.control.request.Page;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * Writes answers (JSON-RPC 2.0, section 5), each one line.
 */
final class AnswerWriter {
    private final JsonMapper mapper = JsonMapper.builder().build();
    private final Consumer<String> log;

    /**
     * A writer.
     *
     * @param log where bugs of ours are told; clients only learn that there was one.
     */
    AnswerWriter(Consumer<String> log) {
        this.log = log;
    }

    /**
     * Writes the answer to a call that is done.
     *
     * @param id      what the answer repeats.
     * @param value   the result, where there was no failure; may be null.
     * @param failure why there is none; null where there is one.
     * @return a line in UTF-8 with its LF, from position to limit.
     */
    ByteBuffer write(JsonNode id, Object value, Throwable failure) {
        if (failure != null) {
            return writeFailure(id, failure);
        }
        try {
            ObjectNode answer = envelope(id);
            // Written where it is: a tree of it would take ten times as much room.
            if (value instanceof Page<?> page) {
                answer.putPOJO("result", page.items()).put("next", page.next());
            } else {
                answer.putPOJO("result", value);
            }
            return line(answer);
        } catch (JsonProcessingException e) {
            return writeError(id, bug(e));
        }
    }

    /**
     * Writes an error.
     *
     * @param id    what the answer repeats.
     * @param error what is wrong.
     * @return a line in UTF-8 with its LF, from position to limit.
     */
    ByteBuffer writeError(JsonNode id, RpcException error) {
        return writeError(id, error.error().number(), error.getMessage(), error.error().label());
    }

    /**
     * Writes a notification of an event (JSON-RPC 2.0, section 4.1).
     *
     * @param event what happened.
     * @return a line in UTF-8 with its LF, from position to limit.
     */
    ByteBuffer writeEvent(GatewayEvent event) {
        ObjectNode notification = mapper.createObjectNode().put("jsonrpc", "2.0").put("method", "event");
        ObjectNode parameters = notification.putObject("params").put("type", event.type().label())
            .put("time", event.time());
        event.fields().forEach(parameters::putPOJO);
        try {
            return line(notification);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event of numbers and strings could not be written", e);
        }
    }

    private ByteBuffer writeError(JsonNode id, int number, String message, String code) {
        ObjectNode answer = envelope(id);
        ObjectNode error = answer.putObject("error");
        error.put("code", number);
        error.put("message", message);
        error.putObject("data").put("code", code);
        try {
            return line(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an error of numbers and strings could not be written", e);
        }
    }

    private ByteBuffer writeFailure(JsonNode id, Throwable failure) {
        return switch (failure) {
            case RpcException e -> writeError(id, e);
            case ControlException e -> writeError(id, RpcError.REFUSED.number(), e.getMessage(), label(e.code()));
            case CompletionException e when e.getCause() != null -> writeFailure(id, e.getCause());
            default -> writeError(id, bug(failure));
        };
    }

    private static String label(ControlException.Code code) {
        return code.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private RpcException bug(Throwable failure) {
        log.accept("control socket: a request failed: " + failure);
        return new RpcException(RpcError.INTERNAL_ERROR, "the gateway failed to answer: see its log");
    }

    private ObjectNode envelope(JsonNode id) {
        return mapper.createObjectNode().put("jsonrpc", "2.0").set("id", id);
    }

    private ByteBuffer line(ObjectNode answer) throws JsonProcessingException {
        byte[] json = mapper.writeValueAsBytes(answer);
        byte[] line = Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        return ByteBuffer.wrap(line);
    }
}
