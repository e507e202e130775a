package dev.narrows.control;

import dev.narrows.channel.Command;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Orders that one worker has still to be given, in their order. Of orders that each say all there is to say about one
 * subject only the last is kept, so that a worker that stands still makes this no longer than there are subjects: SAs,
 * policies, paths, tunnels. An order that takes an earlier one's place goes to the end, behind all that it may depend on.
 */
final class OrderBacklog {
    private final Map<Object, Command> waiting = new LinkedHashMap<>();

    /** What an order says all about: one thing of one kind. */
    private record Subject(Class<? extends Command> kind, Object thing) {
    }

    /**
     * Keeps an order of its own.
     *
     * @param order the order.
     */
    void add(Command order) {
        waiting.put(new Object(), order);
    }

    /**
     * Keeps an order in place of an earlier one about the same.
     *
     * @param order says all there is to say about the thing.
     * @param thing what it is about, among orders of this kind.
     */
    void addLatest(Command order, Object thing) {
        Subject subject = new Subject(order.getClass(), thing);
        waiting.remove(subject);
        waiting.put(subject, order);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** {@return how many orders wait} */
    int size() {
        return waiting.size();
    }

    /**
     * Takes the next orders out.
     *
     * @param limit how many at the most, from 1.
     * @return them as one, of which there must be some.
     */
    Command take(int limit) {
        return take(waiting.values().iterator(), Math.min(limit, waiting.size()));
    }

    /**
     * Takes orders as one.
     *
     * @param orders the next ones, which are removed.
     * @param count  how many.
     * @return them.
     */
    static Command take(Iterator<Command> orders, int count) {
        List<Command> taken = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            taken.add(orders.next());
            orders.remove();
        }
        return taken.size() == 1 ? taken.getFirst() : new Command.Several(taken);
    }
}
