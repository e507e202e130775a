package dev.narrows.policy;

import dev.narrows.wire.IpAddress;
import java.util.Arrays;
import java.util.Comparator;

/**
 * Values by prefix, found by longest match (RFC 1812 5.2.4.3). There is one hash table for each prefix length in use,
 * and a lookup probes them from the longest down: its cost does not depend on how many prefixes there are. Each family
 * has its own, so that {@code ::/0} never matches an IPv4 address, which is held as a mapped one.
 *
 * <p>Not thread safe. Looking up allocates nothing.
 *
 * @param <T> what a prefix leads to.
 */
public final class PrefixTable<T> {
    /** Longest first. */
    private Level<T>[] ipv4 = levels(0);
    private Level<T>[] ipv6 = levels(0);

    /**
     * Adds a prefix. Where the very same prefix is there already, that one stays.
     *
     * @param prefix the addresses.
     * @param value  what they lead to, not null.
     * @return whether it was added.
     */
    public boolean add(IpPrefix prefix, T value) {
        AddressTable<T> values = level(prefix).values;
        IpAddress address = prefix.address();
        if (values.get(address.high(), address.low()) != null) {
            return false;
        }
        values.put(address.high(), address.low(), value);
        return true;
    }

    /**
     * Takes a prefix away.
     *
     * @param prefix the very same prefix that was added.
     * @return what it led to, or null where it was not there.
     */
    public T remove(IpPrefix prefix) {
        Level<T>[] levels = prefix.isIpv4() ? ipv4 : ipv6;
        for (Level<T> level : levels) {
            if (level.length == prefix.length()) {
                T value = level.values.remove(prefix.address().high(), prefix.address().low());
                if (level.values.size() == 0) {
                    store(prefix, without(levels, level));
                }
                return value;
            }
        }
        return null;
    }

    /**
     * Finds what an address leads to.
     *
     * @param high the first eight bytes of the address, as {@link IpAddress} has them.
     * @param low  the last eight.
     * @return the value of the longest prefix that contains it, or null where none does.
     */
    public T lookup(long high, long low) {
        for (Level<T> level : IpAddress.isIpv4(high, low) ? ipv4 : ipv6) {
            T value = level.values.get(high & level.highMask, low & level.lowMask);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private Level<T> level(IpPrefix prefix) {
        Level<T>[] levels = prefix.isIpv4() ? ipv4 : ipv6;
        for (Level<T> level : levels) {
            if (level.length == prefix.length()) {
                return level;
            }
        }
        Level<T> added = new Level<>(prefix);
        Level<T>[] more = Arrays.copyOf(levels, levels.length + 1);
        more[levels.length] = added;
        Arrays.sort(more, Comparator.comparingInt((Level<T> level) -> level.length).reversed());
        store(prefix, more);
        return added;
    }

    private void store(IpPrefix prefix, Level<T>[] levels) {
        if (prefix.isIpv4()) {
            ipv4 = levels;
        } else {
            ipv6 = levels;
        }
    }

    private static <T> Level<T>[] without(Level<T>[] levels, Level<T> removed) {
        Level<T>[] fewer = levels(levels.length - 1);
        int count = 0;
        for (Level<T> level : levels) {
            if (level != removed) {
                fewer[count] = level;
                count++;
            }
        }
        return fewer;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java makes no arrays of a generic type.
    private static <T> Level<T>[] levels(int count) {
        return new Level[count];
    }

    /** The prefixes of one length. */
    private static final class Level<T> {
        private final int length;
        private final long highMask;
        private final long lowMask;
        private final AddressTable<T> values = new AddressTable<>();

        Level(IpPrefix prefix) {
            length = prefix.length();
            highMask = IpPrefix.highMask(prefix.mappedLength());
            lowMask = IpPrefix.lowMask(prefix.mappedLength());
        }
    }
}
