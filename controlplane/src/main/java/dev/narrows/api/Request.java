package dev.narrows.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Set;

/**
 * A well-formed request (JSON-RPC 2.0, section 4).
 *
 * @param method         the method's name, not checked yet.
 * @param parameters     not checked yet; null where there are none.
 * @param isNotification whether it has no id and so gets no answer.
 */
record Request(String method, JsonNode parameters, boolean isNotification) {
    private static final Set<String> MEMBERS = Set.of("jsonrpc", "id", "method", "params");

    /**
     * Finds what an answer repeats, whether the request is otherwise well-formed or not.
     *
     * @param object the request.
     * @return its id where that is a string or a number, else JSON's null.
     */
    static JsonNode idOf(ObjectNode object) {
        JsonNode id = object.path("id");
        return id.isTextual() || id.isNumber() ? id : NullNode.getInstance();
    }

    /**
     * Checks the form of a request.
     *
     * @param object the request.
     * @return the request.
     * @throws RpcException where it is none.
     */
    static Request of(ObjectNode object) {
        for (Iterator<String> names = object.fieldNames(); names.hasNext();) {
            require(MEMBERS.contains(names.next()),
                "a request has the members jsonrpc, id, method and params, and no others");
        }
        require("2.0".equals(object.path("jsonrpc").textValue()), "jsonrpc: must be \"2.0\"");
        require(object.path("method").isTextual(), "method: must be a string");
        JsonNode id = object.get("id");
        require(id == null || id.isTextual() || id.isNumber() || id.isNull(),
            "id: must be a string, a number or null");
        return new Request(object.get("method").textValue(), object.get("params"), id == null);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new RpcException(RpcError.INVALID_REQUEST, otherwise);
        }
    }
}
