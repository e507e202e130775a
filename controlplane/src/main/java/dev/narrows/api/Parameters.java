package dev.narrows.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.KeyingMaterial;
import dev.narrows.wire.IpAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A request's parameters. Each accessor checks what it returns and otherwise throws an {@link RpcException} that names
 * the parameter and what is allowed.
 */
final class Parameters {
    private static final int MAX_SHORT_TEXT = 64;
    private static final int LONGEST_ADDRESS = 39;

    private final String place;
    private final ObjectNode values;
    private final Function<String, CharSequence> keys;

    private Parameters(String place, ObjectNode values, Function<String, CharSequence> keys) {
        this.place = place;
        this.values = values;
        this.keys = keys;
    }

    /**
     * Checks the names of parameters.
     *
     * @param node    the request's {@code params}, or null where there are none.
     * @param allowed the names that the method knows.
     * @param keys    finds the keys that words in the parameters stand for; null for other words.
     * @return the parameters.
     */
    static Parameters of(JsonNode node, Set<String> allowed, Function<String, CharSequence> keys) {
        return node == null
            ? new Parameters("", JsonNodeFactory.instance.objectNode(), keys) : of("", node, allowed, keys);
    }

    private static Parameters of(
        String place, JsonNode node, Set<String> allowed, Function<String, CharSequence> keys) {
        String name = place.isEmpty() ? "params" : place.substring(0, place.length() - 1);
        if (!(node instanceof ObjectNode values)) {
            throw new RpcException(RpcError.INVALID_PARAMS, name + ": must be an object, with parameters by name");
        }
        for (Iterator<String> names = values.fieldNames(); names.hasNext();) {
            if (!allowed.contains(names.next())) {
                throw new RpcException(RpcError.INVALID_PARAMS, name + ": has a name that the method does not know; "
                    + (allowed.isEmpty() ? "none is allowed" : "allowed are " + sorted(allowed)));
            }
        }
        return new Parameters(place, values, keys);
    }

    /** {@return whether a parameter is there} */
    boolean has(String name) {
        return values.has(name);
    }

    /** {@return an object within, whose names are checked} */
    Parameters object(String name, Set<String> allowed) {
        return of(place + name + ".", values.path(name), allowed, keys);
    }

    /** {@return a list of objects, whose names are checked; none where there is no list} */
    List<Parameters> objects(String name, Set<String> allowed) {
        JsonNode list = values.path(name);
        if (list.isMissingNode()) {
            return List.of();
        }
        if (!list.isArray()) {
            throw wrong(name, "a list of objects");
        }
        List<Parameters> objects = new ArrayList<>();
        for (JsonNode node : list) {
            objects.add(of(place + name + "[" + objects.size() + "].", node, allowed, keys));
        }
        return objects;
    }

    /** {@return a string that is not empty} */
    String text(String name) {
        String text = values.path(name).textValue();
        if (text == null || text.isEmpty()) {
            throw wrong(name, "a string that is not empty");
        }
        return text;
    }

    /** {@return a string of at most 64 characters that is not empty, or a whole number as one} */
    String textOrNumber(String name) {
        JsonNode node = values.path(name);
        String text = node.isIntegralNumber() && node.canConvertToInt() ? node.asText() : node.textValue();
        if (text == null || text.isEmpty() || text.length() > MAX_SHORT_TEXT) {
            throw wrong(name, "a whole number or a string of 1 to " + MAX_SHORT_TEXT + " characters");
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

    /** {@return an IPv4 or IPv6 address} */
    IpAddress address(String name) {
        String text = text(name);
        if (text.length() > LONGEST_ADDRESS) {
            throw refusal(name, "is no address");
        }
        try {
            return IpAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw refusal(name, e.getMessage());
        }
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
     * Reads a key.
     *
     * @param name      the parameter.
     * @param algorithm what the key is for.
     * @return the secret, the caller's to close.
     */
    KeyingMaterial keyingMaterial(String name, Algorithm algorithm) {
        JsonNode node = values.path(name);
        CharSequence key = node.isTextual() ? keys.apply(node.textValue()) : null;
        if (key == null) {
            throw wrong(name, "a string of hexadecimal digits");
        }
        try {
            return KeyingMaterial.fromHex(key, algorithm.keyingMaterialLength());
        } catch (IllegalArgumentException e) {
            throw refusal(name, e.getMessage());
        }
    }

    /** {@return what refuses a parameter} */
    RpcException refusal(String name, String why) {
        return new RpcException(RpcError.INVALID_PARAMS, place + name + ": " + why);
    }

    private RpcException wrong(String name, String allowed) {
        return refusal(name, "must be " + allowed);
    }

    private static String sorted(Set<String> names) {
        return String.join(", ", names.stream().sorted().toList());
    }
}
