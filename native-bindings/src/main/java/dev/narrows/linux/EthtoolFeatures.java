package dev.narrows.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.narrows.foreign.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What an interface's driver and the kernel do for it, by name: {@code ETHTOOL_GFEATURES} and {@code ETHTOOL_SFEATURES}
 * of {@code linux/ethtool.h}. Each feature is one bit, in words of 32; the names come in the order of the bits.
 */
final class EthtoolFeatures {
    static final int ETHTOOL_GSTRINGS = 0x1b;
    static final int ETHTOOL_GSSET_INFO = 0x37;
    static final int ETHTOOL_GFEATURES = 0x3a;
    static final int ETHTOOL_SFEATURES = 0x3b;
    static final int ETH_SS_FEATURES = 4;
    static final int ETH_GSTRING_LEN = 32;
    /** Where the one number of {@code struct ethtool_sset_info} is, and of how many sets it was asked for. */
    static final int SSET_MASK_OFFSET = 8;
    static final int SSET_DATA_OFFSET = 16;
    /** Where the texts of {@code struct ethtool_gstrings} begin. */
    static final int GSTRINGS_DATA_OFFSET = 12;
    /** Where the words of {@code struct ethtool_gfeatures} and {@code struct ethtool_sfeatures} begin. */
    static final int FEATURES_OFFSET = 8;
    /** {@code struct ethtool_get_features_block}: available, requested, active, never changed. */
    static final int GET_BLOCK_SIZE = 16;
    static final int GET_ACTIVE_OFFSET = 8;
    /** {@code struct ethtool_set_features_block}: valid, requested. */
    static final int SET_BLOCK_SIZE = 8;
    static final int SET_REQUESTED_OFFSET = 4;

    private EthtoolFeatures() {
    }

    /** The names of the features that are on; empty if the interface is gone or its kernel tells none. */
    static Set<String> on(String name) {
        try (Arena arena = Arena.ofConfined()) {
            List<String> names = names(arena, name);
            MemorySegment features = features(arena, names.size(), GET_BLOCK_SIZE, ETHTOOL_GFEATURES);
            Set<String> on = new LinkedHashSet<>();
            if (names.isEmpty() || call(arena, name, features) < 0) {
                return on;
            }
            for (int bit = 0; bit < names.size(); bit++) {
                if (isSet(features, bit, GET_BLOCK_SIZE, GET_ACTIVE_OFFSET) && !names.get(bit).isEmpty()) {
                    on.add(names.get(bit));
                }
            }
            return on;
        }
    }

    /**
     * Turns features on or off; those that the interface does not know are passed over. Returns a negative error number
     * or 0 or more.
     */
    static int set(String name, List<String> wanted, boolean on) {
        try (Arena arena = Arena.ofConfined()) {
            List<String> names = names(arena, name);
            if (names.isEmpty()) {
                return -Errno.ENOTSUP;
            }
            MemorySegment features = features(arena, names.size(), SET_BLOCK_SIZE, ETHTOOL_SFEATURES);
            for (int bit = 0; bit < names.size(); bit++) {
                if (wanted.contains(names.get(bit))) {
                    setBit(features, bit, 0);
                    if (on) {
                        setBit(features, bit, SET_REQUESTED_OFFSET);
                    }
                }
            }
            return call(arena, name, features);
        }
    }

    private static List<String> names(Arena arena, String name) {
        MemorySegment info = arena.allocate(SSET_DATA_OFFSET + Integer.BYTES, Long.BYTES);
        info.set(JAVA_INT, 0, ETHTOOL_GSSET_INFO);
        info.set(JAVA_LONG, SSET_MASK_OFFSET, 1L << ETH_SS_FEATURES);
        if (call(arena, name, info) < 0 || info.get(JAVA_LONG, SSET_MASK_OFFSET) == 0) {
            return List.of();
        }
        int count = info.get(JAVA_INT, SSET_DATA_OFFSET);
        MemorySegment strings = arena.allocate(GSTRINGS_DATA_OFFSET + (long)count * ETH_GSTRING_LEN, Long.BYTES);
        strings.set(JAVA_INT, 0, ETHTOOL_GSTRINGS);
        strings.set(JAVA_INT, Integer.BYTES, ETH_SS_FEATURES);
        strings.set(JAVA_INT, 2 * Integer.BYTES, count);
        if (call(arena, name, strings) < 0) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        for (int bit = 0; bit < count; bit++) {
            names.add(strings.asSlice(GSTRINGS_DATA_OFFSET + (long)bit * ETH_GSTRING_LEN, ETH_GSTRING_LEN)
                .getString(0));
        }
        return names;
    }

    private static MemorySegment features(Arena arena, int count, int blockSize, int command) {
        int words = (count + Integer.SIZE - 1) / Integer.SIZE;
        MemorySegment features = arena.allocate(FEATURES_OFFSET + (long)words * blockSize, Long.BYTES);
        features.set(JAVA_INT, 0, command);
        features.set(JAVA_INT, Integer.BYTES, words);
        return features;
    }

    private static boolean isSet(MemorySegment features, int bit, int blockSize, int offset) {
        return (features.get(JAVA_INT, wordOf(bit, blockSize) + offset) & maskOf(bit)) != 0;
    }

    private static void setBit(MemorySegment features, int bit, int offset) {
        long place = wordOf(bit, SET_BLOCK_SIZE) + offset;
        features.set(JAVA_INT, place, features.get(JAVA_INT, place) | maskOf(bit));
    }

    private static long wordOf(int bit, int blockSize) {
        return FEATURES_OFFSET + (long)(bit / Integer.SIZE) * blockSize;
    }

    private static int maskOf(int bit) {
        return 1 << (bit % Integer.SIZE);
    }

    private static int call(Arena arena, String name, MemorySegment data) {
        MemorySegment request = InterfaceCalls.request(arena, name);
        request.set(ADDRESS, InterfaceCalls.IFNAMSIZ, data);
        return InterfaceCalls.call(InterfaceCalls.SIOCETHTOOL, request);
    }
}
