package dev.narrows.api;

import java.util.Map;
import java.util.TreeMap;

/**
 * The methods that a control socket serves, by name.
 */
public final class ControlMethods {
    private final Map<String, ControlMethod> methods;

    /**
     * A set of methods.
     *
     * @param methods by name.
     */
    ControlMethods(Map<String, ControlMethod> methods) {
        this.methods = new TreeMap<>(methods);
    }

    /**
     * Finds a method.
     *
     * @param name what the client asked for.
     * @return the method.
     * @throws RpcException where there is none.
     */
    ControlMethod named(String name) {
        ControlMethod method = methods.get(name);
        if (method == null) {
            throw new RpcException(RpcError.METHOD_NOT_FOUND,
                "no such method; there are " + String.join(", ", methods.keySet()));
        }
        return method;
    }
}
