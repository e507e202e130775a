package dev.narrows.neighbor;

import dev.narrows.wire.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The neighbours of every port, in rooms: who does not answer can only drive out others who do not, strangers who ask
 * us only strangers, and routes' gateways stay. In each room whose turn is longest past goes first; before that the
 * failed in favour of those still asked, and the stale in favour of the reachable.
 */
final class NeighborStore {
    /** Of a port: those that packets were for and that answered. */
    static final int MOST_IN_USE = 1024;
    /** Of a port: those that asked for us before we needed them. */
    static final int MOST_VISITORS = 512;
    /** Of a port: those that have not answered. */
    static final int MOST_SILENT = 512;

    private final Map<Key, Neighbor> neighbors = new LinkedHashMap<>();
    private final List<Rooms> roomsByPort = new ArrayList<>();
    private final Consumer<Neighbor> leaving;
    private long numbered;

    /**
     * A neighbour.
     *
     * @param port    the number of the port that leads to it.
     * @param address its address.
     */
    private record Key(int port, IpAddress address) {
    }

    /**
     * The neighbours of a port but for gateways, each in one room, those that were put there last at the end.
     *
     * @param inUse    needed, with a hardware address.
     * @param visitors not needed yet, with a hardware address.
     * @param asked    being asked.
     * @param failed   without an answer.
     */
    private record Rooms(Set<Neighbor> inUse, Set<Neighbor> visitors, Set<Neighbor> asked, Set<Neighbor> failed) {
        Rooms() {
            this(new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashSet<>());
        }

        void leave(Neighbor neighbor) {
            inUse.remove(neighbor);
            visitors.remove(neighbor);
            asked.remove(neighbor);
            failed.remove(neighbor);
        }

        Set<Neighbor> roomOf(Neighbor neighbor) {
            return switch (neighbor.state()) {
                case INCOMPLETE -> asked;
                case FAILED -> failed;
                case REACHABLE, STALE -> neighbor.isNeeded() ? inUse : visitors;
            };
        }

        /** {@return whose room another needs, who came last and stays, or null while there is enough} */
        Neighbor surplus(Neighbor last) {
            if (asked.size() + failed.size() > MOST_SILENT) {
                return first(failed.isEmpty() ? asked : failed);
            }
            if (inUse.size() > MOST_IN_USE) {
                return firstStale(inUse, last);
            }
            return visitors.size() > MOST_VISITORS ? firstStale(visitors, last) : null;
        }

        private static Neighbor first(Set<Neighbor> room) {
            return room.iterator().next();
        }

        private static Neighbor firstStale(Set<Neighbor> room, Neighbor last) {
            for (Neighbor neighbor : room) {
                if (neighbor.state() == NeighborState.STALE && neighbor != last) {
                    return neighbor;
                }
            }
            return first(room);
        }
    }

    /**
     * An empty store.
     *
     * @param ports   how many ports there are.
     * @param leaving hears of each neighbour that has to leave for another, and is not here any more.
     */
    NeighborStore(int ports, Consumer<Neighbor> leaving) {
        this.leaving = leaving;
        for (int port = 0; port < ports; port++) {
            roomsByPort.add(new Rooms());
        }
    }

    /** {@return a neighbour, or null} */
    Neighbor get(int port, IpAddress address) {
        return neighbors.get(new Key(port, address));
    }

    /** {@return all of them; only good until the next call} */
    Collection<Neighbor> all() {
        return neighbors.values();
    }

    /** {@return those with a greater number, in the order of their numbers; only good until the next call} */
    Iterator<Neighbor> after(long number) {
        return neighbors.values().stream().filter(neighbor -> neighbor.number() > number).iterator();
    }

    /** {@return all of them as they are now} */
    Iterator<Neighbor> snapshot() {
        return List.copyOf(neighbors.values()).iterator();
    }

    /** Gives a neighbour the room that it is entitled to: one that is new, or whose state has changed. */
    void settle(Neighbor neighbor) {
        if (neighbors.put(new Key(neighbor.port(), neighbor.address()), neighbor) == null) {
            neighbor.number(numbered++);
        }
        Rooms rooms = roomsByPort.get(neighbor.port());
        rooms.leave(neighbor);
        if (neighbor.isGateway()) {
            return;
        }
        rooms.roomOf(neighbor).add(neighbor);
        Neighbor surplus = rooms.surplus(neighbor);
        if (surplus != null) {
            remove(surplus);
            leaving.accept(surplus);
        }
    }

    /** Forgets a neighbour. */
    void remove(Neighbor neighbor) {
        neighbors.remove(new Key(neighbor.port(), neighbor.address()));
        roomsByPort.get(neighbor.port()).leave(neighbor);
    }
}
