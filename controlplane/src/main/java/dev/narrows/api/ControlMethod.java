package dev.narrows.api;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A method that clients may call.
 *
 * @param parameters the names of parameters that it knows.
 * @param handler    starts the work and returns at once; runs on the socket's thread. Its result is anything that
 *                   Jackson can write; a {@link RpcException} becomes the error that it says.
 */
record ControlMethod(Set<String> parameters, Function<Parameters, CompletableFuture<?>> handler) {
    /**
     * A method without parameters.
     *
     * @param handler starts the work and returns at once.
     * @return the method.
     */
    static ControlMethod plain(Supplier<CompletableFuture<?>> handler) {
        return new ControlMethod(Set.of(), parameters -> handler.get());
    }
}
