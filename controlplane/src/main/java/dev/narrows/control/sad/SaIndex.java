package dev.narrows.control.sad;

import dev.narrows.channel.Command;
import dev.narrows.control.lease.KeyIdentity;
import dev.narrows.control.sad.SecurityAssociation.Inbound;
import dev.narrows.control.sad.SecurityAssociation.Outbound;
import dev.narrows.sa.Direction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Every SA, found by its number and by what packets and operators call it: those in use, and those that a worker has
 * still to let go of. Nothing here takes longer the more SAs there are.
 */
final class SaIndex {
    private final NavigableMap<Integer, SecurityAssociation> inUse = new TreeMap<>();
    private final Map<Integer, NavigableMap<Integer, Inbound>> inboundOf = new HashMap<>();
    private final Map<Integer, SecurityAssociation> withdrawn = new HashMap<>();
    /** Almost always one: only outbound SPIs, which peers choose, may be several SAs' (RFC 4301 4.1). */
    private final Map<Name, List<SecurityAssociation>> byName = new HashMap<>();
    private final Set<KeyIdentity> keys = new HashSet<>();
    private final Map<Place, Outbound> current = new HashMap<>();
    private int lastId = -1;

    /** {@return a number that no SA has, for a new one} */
    int newId() {
        do {
            lastId++;
        } while (inUse.containsKey(lastId) || withdrawn.containsKey(lastId));
        return lastId;
    }

    /** Takes a new SA into use; an outbound one takes its tunnel over, or a worker's part of it. */
    void add(SecurityAssociation sa) {
        inUse.put(sa.id(), sa);
        byName.merge(Name.of(sa), List.of(sa), SaIndex::joined);
        keys.add(sa.key());
        switch (sa) {
            case Outbound outbound -> current.put(Place.of(outbound), outbound);
            case Inbound inbound ->
                inboundOf.computeIfAbsent(sa.tunnel().id(), tunnel -> new TreeMap<>()).put(sa.id(), inbound);
        }
    }

    /** Takes an SA out of use; its key stays until {@link #release}. */
    void withdraw(SecurityAssociation sa) {
        inUse.remove(sa.id());
        byName.computeIfPresent(Name.of(sa), (name, sas) -> without(sas, sa));
        withdrawn.put(sa.id(), sa);
        switch (sa) {
            case Outbound outbound -> current.remove(Place.of(outbound), outbound);
            case Inbound _ -> inboundOf.computeIfPresent(sa.tunnel().id(), (tunnel, others) -> {
                others.remove(sa.id());
                return others.isEmpty() ? null : others;
            });
        }
    }

    /**
     * Forgets an SA that was withdrawn.
     *
     * @param id its number.
     * @return the SA, or null where none of that number was.
     */
    SecurityAssociation release(int id) {
        SecurityAssociation sa = withdrawn.remove(id);
        if (sa != null) {
            keys.remove(sa.key());
        }
        return sa;
    }

    /** {@return every SA in use, in the order in which they were added} */
    Collection<SecurityAssociation> inUse() {
        return inUse.values();
    }

    /** {@return every SA, also those that workers have still to let go of} */
    List<SecurityAssociation> known() {
        List<SecurityAssociation> known = new ArrayList<>(inUse.values());
        known.addAll(withdrawn.values());
        return known;
    }

    /** {@return the SAs in use whose numbers are above one, in the order of these} */
    Iterator<SecurityAssociation> after(long id) {
        return (id < Integer.MIN_VALUE ? inUse : inUse.tailMap((int)Math.min(id, Integer.MAX_VALUE), false))
            .values().iterator();
    }

    /** {@return the inbound SAs in use of a tunnel, in the order in which they were added} */
    NavigableMap<Integer, Inbound> inboundOf(int tunnel) {
        return inboundOf.getOrDefault(tunnel, Collections.emptyNavigableMap());
    }

    /** {@return the SA in use that has a number, or null} */
    SecurityAssociation byId(int id) {
        return inUse.get(id);
    }

    /** {@return the SAs in use that have an SPI in a direction: of inbound ones one at the most} */
    List<SecurityAssociation> find(long spi, Direction direction) {
        return byName.getOrDefault(new Name(spi, direction), List.of());
    }

    /** {@return whether an SA in use, or one that a worker has still to let go of, has a key} */
    boolean hasKey(KeyIdentity key) {
        return keys.contains(key);
    }

    /**
     * Finds the SA that seals a tunnel's packets.
     *
     * @param tunnel the tunnel's number.
     * @param worker the number of the worker that alone uses it, or {@link Command#NO_WORKER} for the general one.
     * @return the SA, or null.
     */
    Outbound current(int tunnel, int worker) {
        return current.get(new Place(tunnel, worker));
    }

    /** Wipes the keys of all of them and forgets them. */
    void close() {
        inUse.values().forEach(sa -> sa.transform().close());
        withdrawn.values().forEach(sa -> sa.transform().close());
        inUse.clear();
        withdrawn.clear();
        byName.clear();
        keys.clear();
        current.clear();
        inboundOf.clear();
    }

    private static List<SecurityAssociation> joined(List<SecurityAssociation> some, List<SecurityAssociation> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private static List<SecurityAssociation> without(List<SecurityAssociation> sas, SecurityAssociation removed) {
        List<SecurityAssociation> left = sas.stream().filter(sa -> !sa.equals(removed)).toList();
        return left.isEmpty() ? null : left;
    }

    /** Where an outbound SA takes the place of the one before. */
    private record Place(int tunnel, int worker) {
        static Place of(Outbound sa) {
            return new Place(sa.tunnel().id(), sa.isPerWorker() ? sa.worker().number() : Command.NO_WORKER);
        }
    }

    private record Name(long spi, Direction direction) {
        static Name of(SecurityAssociation sa) {
            return new Name(sa.spi(), sa.direction());
        }
    }
}
