package dev.narrows.config;

import java.util.HashSet;
import java.util.Set;

/**
 * Finds values that occur twice where each is allowed once.
 *
 * @param <T> the values' type.
 */
final class Duplicates<T> {
    private final Set<T> seen = new HashSet<>();
    private final String key;

    /**
     * Nothing seen yet.
     *
     * @param key the setting whose values these are.
     */
    Duplicates(String key) {
        this.key = key;
    }

    /**
     * Takes a value, and tells of a mistake where it was there before.
     *
     * @param value   the value.
     * @param section where it stands.
     * @param wrong   what is wrong where it is not the first.
     */
    void check(T value, Section section, String wrong) {
        if (!seen.add(value)) {
            section.errorAt(key, wrong + "; it must be the only one");
        }
    }
}
