package dev.narrows.control;

import dev.narrows.channel.Command;
import dev.narrows.wire.IpAddress;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What one worker has still to be told of neighbours: of each the last state alone, and nothing of those that came and
 * went without its hearing of them. So this is no longer than the neighbour table and what the worker knows, however
 * long the worker stands still. An order that takes an earlier one's place keeps that place, so that none is put off for
 * ever by changing again and again.
 */
final class NeighbourBacklog {
    private final Map<Neighbour, Command> waiting = new LinkedHashMap<>();
    private final Set<Neighbour> known = new HashSet<>();

    private record Neighbour(int port, IpAddress address) {
    }

    void set(int port, IpAddress address, long mac) {
        waiting.put(new Neighbour(port, address), new Command.SetNeighbour(port, address, mac));
    }

    void remove(int port, IpAddress address) {
        Neighbour neighbour = new Neighbour(port, address);
        if (known.contains(neighbour)) {
            waiting.put(neighbour, new Command.RemoveNeighbour(port, address));
        } else {
            waiting.remove(neighbour);
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** {@return how many neighbours wait} */
    int size() {
        return waiting.size();
    }

    /**
     * Takes the next orders out, which the worker is told then.
     *
     * @param limit how many at the most, from 1.
     * @return them as one, of which there must be some.
     */
    Command take(int limit) {
        int count = Math.min(limit, waiting.size());
        Iterator<Map.Entry<Neighbour, Command>> next = waiting.entrySet().iterator();
        for (int i = 0; i < count; i++) {
            Map.Entry<Neighbour, Command> entry = next.next();
            if (entry.getValue() instanceof Command.SetNeighbour) {
                known.add(entry.getKey());
            } else {
                known.remove(entry.getKey());
            }
        }
        return OrderBacklog.take(waiting.values().iterator(), count);
    }
}
