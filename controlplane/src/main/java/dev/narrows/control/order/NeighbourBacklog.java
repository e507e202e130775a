package dev.narrows.control.order;

import dev.narrows.channel.Command;
import dev.narrows.wire.IpAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What one worker has still to be told of neighbours: of each the last state alone, and nothing of those that came and
 * went without its hearing of them. So this is no longer than the neighbour table and what the worker knows, however
 * long the worker stands still. An order that takes an earlier one's place keeps that place, so that none is put off
 * for ever by changing again and again.
 */
final class NeighbourBacklog {
    /** The hardware address of each, or none where it is to be forgotten. */
    private final Map<Neighbour, OptionalLong> waiting = new LinkedHashMap<>();
    private final Set<Neighbour> known = new HashSet<>();

    private record Neighbour(int port, IpAddress address) {
        Command remove() {
            return worker -> worker.onRemoveNeighbour(port, address);
        }

        Command set(long mac) {
            return worker -> worker.onSetNeighbour(port, address, mac);
        }
    }

    void set(int port, IpAddress address, long mac) {
        waiting.put(new Neighbour(port, address), OptionalLong.of(mac));
    }

    void remove(int port, IpAddress address) {
        Neighbour neighbour = new Neighbour(port, address);
        if (known.contains(neighbour)) {
            waiting.put(neighbour, OptionalLong.empty());
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
        List<Command> taken = new ArrayList<>();
        Iterator<Map.Entry<Neighbour, OptionalLong>> all = waiting.entrySet().iterator();
        while (taken.size() < limit && all.hasNext()) {
            Map.Entry<Neighbour, OptionalLong> next = all.next();
            Neighbour neighbour = next.getKey();
            OptionalLong mac = next.getValue();
            if (mac.isPresent()) {
                known.add(neighbour);
                taken.add(neighbour.set(mac.getAsLong()));
            } else {
                known.remove(neighbour);
                taken.add(neighbour.remove());
            }
            all.remove();
        }
        return Command.several(taken);
    }
}
