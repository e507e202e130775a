package dev.narrows.control;

import dev.narrows.control.request.Page;
import dev.narrows.control.request.PageRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads lists that come in parts from start to end. */
public final class Parts {
    private Parts() {
    }

    /**
     * Reads a whole list.
     *
     * @param ask answers for one part.
     * @param <T> of what the list is.
     * @return all of it.
     */
    public static <T> List<T> all(Function<PageRequest, Page<T>> ask) {
        List<T> items = new ArrayList<>();
        Page<T> page = ask.apply(PageRequest.FIRST);
        items.addAll(page.items());
        while (page.next() != null) {
            page = ask.apply(new PageRequest(Long.parseLong(page.next()), PageRequest.LARGEST));
            items.addAll(page.items());
        }
        return items;
    }
}
