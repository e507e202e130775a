package dev.narrows.control.request;

import java.util.List;

/**
 * A part of a list that is too long to be told at once.
 *
 * @param items in the list's order.
 * @param next  what {@link PageRequest#after} of the request for the next part is; null where this is the last.
 * @param <T>   of what.
 */
public record Page<T>(List<T> items, String next) {
    /** A page, with its own copy of the list. */
    public Page {
        items = List.copyOf(items);
    }
}
