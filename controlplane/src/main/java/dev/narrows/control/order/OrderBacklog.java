package dev.narrows.control.order;

import dev.narrows.channel.Command;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Orders that one worker has still to be given, in their order. Of orders that each say all there is to say about one
 * subject only the last is kept, so that a worker that stands still makes this no longer than there are subjects: SAs,
 * policies, paths, tunnels. An order that takes an earlier one's place goes to the end, behind all that it may depend
 * on.
 */
final class OrderBacklog {
    private final Map<Object, Command> waiting = new LinkedHashMap<>();

    /** Of what kind orders are that each say all there is to say about one thing. */
    enum Kind {
        INBOUND_OWNER, OUTBOUND_OWNER, OVERHEAD, LEASE, PATH_MTU, TUNNEL_PATH, TUNNEL_YIELDING, TUNNEL_MTU
    }

    private record Subject(Kind kind, Object thing) {
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
     * @param kind  of which kind it is.
     * @param thing what it is about, among orders of this kind.
     * @param order says all there is to say about the thing.
     */
    void addLatest(Kind kind, Object thing, Command order) {
        Subject subject = new Subject(kind, thing);
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
        List<Command> taken = new ArrayList<>();
        Iterator<Command> all = waiting.values().iterator();
        while (taken.size() < limit && all.hasNext()) {
            taken.add(all.next());
            all.remove();
        }
        return Command.several(taken);
    }
}
