package dev.narrows.control.request;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Which part of a list is wanted. What is added and removed between two parts makes no other item be missed or told
 * twice, since parts begin behind a key that no other item ever has.
 *
 * @param after the key that the last part ended with; {@link #START} for the first.
 * @param limit how many items at the most, from 1 to {@link #LARGEST}.
 */
public record PageRequest(long after, int limit) {
    /** Before every key. */
    public static final long START = Long.MIN_VALUE;
    /** How many items there are where nobody says. */
    public static final int USUAL = 250;
    /** How many there may be: the conductor makes them between two of its rounds. */
    public static final int LARGEST = 1000;

    /** The first part, as long as usual. */
    public static final PageRequest FIRST = new PageRequest(START, USUAL);

    /**
     * Makes a part of a list.
     *
     * @param from what comes after {@link #after}, in the order of keys.
     * @param key  tells an item's key.
     * @param view makes of an item what is told.
     * @param <T>  of what the list is.
     * @param <V>  what is told.
     * @return the part.
     */
    public <T, V> Page<V> of(Iterator<? extends T> from, ToLongFunction<T> key, Function<T, V> view) {
        List<V> views = new ArrayList<>();
        long last = after;
        while (views.size() < limit && from.hasNext()) {
            T item = from.next();
            last = key.applyAsLong(item);
            views.add(view.apply(item));
        }
        return new Page<>(views, from.hasNext() ? Long.toString(last) : null);
    }
}
