package dev.narrows.config;

import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.Selectors;
import dev.narrows.wire.IpAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds the own policies of different tunnels that one packet could match, without comparing each with each: sorted by
 * their local prefixes, those that overlap there are the ones inside each other; of these, a sorted map finds those that
 * overlap in their remote prefixes as well.
 */
final class PolicyOverlaps {
    private final List<Placed> all = new ArrayList<>();

    /**
     * Takes a policy, in the file's order.
     *
     * @param tunnel    its tunnel's name.
     * @param selectors what it matches.
     * @param section   where it stands.
     */
    void add(String tunnel, Selectors selectors, Section section) {
        all.add(new Placed(all.size(), tunnel, selectors, section));
    }

    /** Tells of a mistake at each policy that overlaps with one before it in the file. */
    void report() {
        Placed[] conflicts = new Placed[all.size()];
        Deque<Group> enclosing = new ArrayDeque<>();
        for (Placed placed : sorted()) {
            IpPrefix local = placed.selectors.local();
            while (!enclosing.isEmpty() && !enclosing.peek().local.overlaps(local)) {
                enclosing.pop();
            }
            if (enclosing.isEmpty() || !enclosing.peek().local.equals(local)) {
                enclosing.push(new Group(local));
            }
            for (Group group : enclosing) {
                Placed other = group.conflict(placed);
                if (other != null) {
                    Placed earlier = other.index < placed.index ? other : placed;
                    conflicts[Math.max(other.index, placed.index)] = earlier;
                    break;
                }
            }
            enclosing.element().add(placed);
        }
        for (Placed placed : all) {
            if (conflicts[placed.index] != null) {
                placed.report(conflicts[placed.index]);
            }
        }
    }

    private List<Placed> sorted() {
        List<Placed> sorted = new ArrayList<>(all);
        sorted.sort(Comparator.comparing((Placed placed) -> placed.selectors.local().address())
            .thenComparingInt(placed -> placed.selectors.local().length())
            .thenComparingInt(placed -> placed.index));
        return sorted;
    }

    /** A policy with its place. */
    private record Placed(int index, String tunnel, Selectors selectors, Section section) {
        /** Within one tunnel it does not matter which of two policies a packet matches, unless one is superfluous. */
        boolean conflicts(Placed other) {
            return tunnel.equals(other.tunnel) ? selectors.equals(other.selectors) : selectors.overlaps(other.selectors);
        }

        void report(Placed other) {
            section.error(selectors + " overlaps with " + other.selectors + " of tunnel " + other.tunnel
                + "; each packet must match the policies of one tunnel. Where the order is to decide, write them into"
                + " the list policies");
        }
    }

    /** The policies with one local prefix. */
    private static final class Group {
        private final IpPrefix local;
        private final NavigableMap<IpAddress, List<Placed>> byRemote = new TreeMap<>();
        private final TreeSet<Integer> remoteLengths = new TreeSet<>();

        Group(IpPrefix local) {
            this.local = local;
        }

        void add(Placed placed) {
            IpPrefix remote = placed.selectors.remote();
            byRemote.computeIfAbsent(remote.address(), address -> new ArrayList<>(1)).add(placed);
            remoteLengths.add(remote.length());
        }

        /** {@return a policy here that conflicts, or null} */
        Placed conflict(Placed placed) {
            IpPrefix remote = placed.selectors.remote();
            for (int length : remoteLengths.headSet(remote.length())) {
                Placed around = conflictAmong(
                    byRemote.getOrDefault(IpPrefix.around(remote.address(), length).address(), List.of()), placed);
                if (around != null) {
                    return around;
                }
            }
            for (var entry : byRemote.tailMap(remote.address()).entrySet()) {
                if (!remote.contains(entry.getKey())) {
                    break;
                }
                Placed inside = conflictAmong(entry.getValue(), placed);
                if (inside != null) {
                    return inside;
                }
            }
            return null;
        }

        private static Placed conflictAmong(List<Placed> candidates, Placed placed) {
            for (Placed candidate : candidates) {
                if (candidate.conflicts(placed)) {
                    return candidate;
                }
            }
            return null;
        }
    }
}
