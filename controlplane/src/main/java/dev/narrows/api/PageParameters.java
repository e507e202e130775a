package dev.narrows.api;

import dev.narrows.control.request.PageRequest;
import java.util.Set;

/**
 * The parameters of the methods that answer a part of a list at a time.
 */
final class PageParameters {
    /** What they know. */
    static final Set<String> NAMES = Set.of("after", "limit");

    private PageParameters() {
    }

    /** {@return which part is wanted} */
    static PageRequest request(Parameters parameters) {
        int limit = parameters.has("limit") ? (int)parameters.integer("limit", 1, PageRequest.LARGEST)
            : PageRequest.USUAL;
        return new PageRequest(parameters.has("after") ? after(parameters) : PageRequest.START, limit);
    }

    private static long after(Parameters parameters) {
        try {
            return Long.parseLong(parameters.text("after"));
        } catch (NumberFormatException e) {
            throw parameters.refusal("after", "must be what next was in the answer before");
        }
    }
}
