package dev.narrows.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * Values by prefix, found by longest match (RFC 1812 5.2.4.3). There is one hash table for each prefix length in use,
 * and a lookup probes them from the longest down: its cost does not depend on how many prefixes there are.
 *
 * <p>Filled by one thread at set-up, then looked up by one thread without allocation.
 *
 * @param <T> what a prefix leads to.
 */
public final class PrefixTable<T> {
    /** Longest first. */
    private final List<Level<T>> levels = new ArrayList<>();

    /**
     * Adds a prefix. At set-up only. Where the very same prefix is there already, that one stays.
     *
     * @param prefix the addresses.
     * @param value  what they lead to, not null.
     */
    public void add(Ipv4Prefix prefix, T value) {
        level(prefix.length()).values.putIfAbsent(prefix.address(), value);
    }

    /**
     * Finds what an address leads to.
     *
     * @param address any address.
     * @return the value of the longest prefix that contains it, or null where none does.
     */
    public T lookup(int address) {
        for (int i = 0; i < levels.size(); i++) {
            Level<T> level = levels.get(i);
            T value = level.values.get(address & level.mask);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private Level<T> level(int length) {
        for (Level<T> level : levels) {
            if (level.length == length) {
                return level;
            }
        }
        Level<T> added = new Level<>(length);
        levels.add(added);
        levels.sort(Comparator.comparingInt((Level<T> level) -> level.length).reversed());
        return added;
    }

    /** The prefixes of one length. */
    private static final class Level<T> {
        private final int length;
        private final int mask;
        private final Int2ObjectHashMap<T> values = new Int2ObjectHashMap<>();

        Level(int length) {
            this.length = length;
            mask = Ipv4Prefix.mask(length);
        }
    }
}
