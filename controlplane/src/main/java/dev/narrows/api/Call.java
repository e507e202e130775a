package dev.narrows.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletableFuture;

/**
 * A request under way.
 *
 * @param id       what the answer repeats; null where no answer is wanted.
 * @param result   what comes of it.
 */
record Call(JsonNode id, CompletableFuture<?> result) {
}
