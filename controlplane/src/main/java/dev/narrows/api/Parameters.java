package dev.narrows.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.KeyingMaterial;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * A request's parameters. Each accessor checks what it returns and otherwise throws an {@link RpcException} that names
 * the parameter and what is allowed.
 */
final class Parameters {
    private final ObjectNode values;

    private Parameters(ObjectNode values) {
        this.values = values;
    }

    /**
     * Checks the names of parameters.
     *
     * @param node    the request's {@code params}, or null where there are none.
     * @param allowed the names that the method knows.
     * @return the parameters.
     */
    static Parameters of(JsonNode node, Set<String> allowed) {
        if (node == null) {
            return new Parameters(JsonNodeFactory.instance.objectNode());
        }
        if (!(node instanceof ObjectNode values)) {
            throw new RpcException(RpcError.INVALID_PARAMS, "params: must be an object, with parameters by name");
        }
        for (Iterator<String> names = values.fieldNames(); names.hasNext();) {
            if (!allowed.contains(names.next())) {
                throw new RpcException(RpcError.INVALID_PARAMS, "params: has a name that the method does not know; "
                    + (allowed.isEmpty() ? "none is allowed" : "allowed are " + sorted(allowed)));
            }
        }
        return new Parameters(values);
    }

    /** {@return whether a parameter is there} */
    boolean has(String name) {
        return values.has(name);
    }

    /** {@return a string that is not empty} */
    String text(String name) {
        String text = values.path(name).textValue();
        if (text == null || text.isEmpty()) {
            throw wrong(name, "a string that is not empty");
        }
        return text;
    }

    /** {@return a whole number from {@code smallest} to {@code largest}} */
    long integer(String name, long smallest, long largest) {
        JsonNode node = values.path(name);
        if (!node.isIntegralNumber() || !node.canConvertToLong()
            || node.longValue() < smallest || node.longValue() > largest) {
            throw wrong(name, "a whole number from " + smallest + " to " + largest);
        }
        return node.longValue();
    }

    /** {@return true or false} */
    boolean truth(String name) {
        JsonNode node = values.path(name);
        if (!node.isBoolean()) {
            throw wrong(name, "true or false");
        }
        return node.booleanValue();
    }

    /** {@return one of a few words} */
    String word(String name, List<String> allowed) {
        String word = values.path(name).textValue();
        if (word == null || !allowed.contains(word)) {
            throw wrong(name, "one of " + String.join(", ", allowed));
        }
        return word;
    }

    /** {@return a transform} */
    Algorithm algorithm(String name) {
        List<String> names = Arrays.stream(Algorithm.values()).map(Algorithm::configName).toList();
        return Algorithm.named(word(name, names)).orElseThrow();
    }

    /**
     * Takes a key out of the parameters.
     *
     * @param name      the parameter.
     * @param algorithm what the key is for.
     * @return the secret, the caller's to close.
     */
    KeyingMaterial keyingMaterial(String name, Algorithm algorithm) {
        JsonNode node = values.remove(name);
        if (node == null || !node.isTextual()) {
            throw wrong(name, "a string of hexadecimal digits");
        }
        try {
            return KeyingMaterial.fromHex(node.textValue(), algorithm.keyingMaterialLength());
        } catch (IllegalArgumentException e) {
            throw new RpcException(RpcError.INVALID_PARAMS, name + ": " + e.getMessage());
        }
    }

    private static RpcException wrong(String name, String allowed) {
        return new RpcException(RpcError.INVALID_PARAMS, name + ": must be " + allowed);
    }

    private static String sorted(Set<String> names) {
        return String.join(", ", names.stream().sorted().toList());
    }
}
