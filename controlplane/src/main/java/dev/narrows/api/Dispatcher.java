package dev.narrows.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.CompletableFuture;

/**
 * Turns a line into a call of a method. Whatever the line is, there is a call; what is wrong is its result.
 */
final class Dispatcher {
    private final RequestReader reader = new RequestReader();
    private final ControlMethods methods;

    /**
     * A dispatcher.
     *
     * @param methods what clients may call.
     */
    Dispatcher(ControlMethods methods) {
        this.methods = methods;
    }

    /**
     * Calls what a line asks for.
     *
     * @param line closed here, as it may hold a key.
     * @return the call.
     */
    Call dispatch(RequestLine line) {
        JsonNode id = NullNode.getInstance();
        try (line) {
            ObjectNode object = reader.read(line.text());
            id = Request.idOf(object);
            Request request = Request.of(object);
            return new Call(request.isNotification() ? null : id, call(request, line));
        } catch (RuntimeException e) {
            return new Call(id, CompletableFuture.failedFuture(e));
        }
    }

    private CompletableFuture<?> call(Request request, RequestLine line) {
        try {
            ControlMethod method = methods.named(request.method());
            return method.handler().apply(Parameters.of(request.parameters(), method.parameters(), line::key));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
