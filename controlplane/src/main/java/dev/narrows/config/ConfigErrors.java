package dev.narrows.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What was found wrong with a file so far.
 */
final class ConfigErrors {
    private static final int MAX_TOLD = 100;

    private final List<ConfigError> errors = new ArrayList<>();

    /**
     * Adds a mistake, redacted.
     *
     * @param line    where it is, from 1; 0 for the whole file.
     * @param key     which setting, or nothing.
     * @param message what is wrong; what is allowed.
     */
    void add(int line, String key, String message) {
        errors.add(new ConfigError(line, Redaction.of(key), Redaction.of(message)));
    }

    /**
     * Adds a mistake whose message names an existing file: the path is told in full, as a command needs it.
     *
     * @param line    where it is, from 1; 0 for the whole file.
     * @param key     which setting, or nothing.
     * @param message what is wrong; what is allowed.
     */
    void addAboutFile(int line, String key, String message) {
        errors.add(new ConfigError(line, Redaction.of(key), message));
    }

    /** {@return how many there are} */
    int count() {
        return errors.size();
    }

    /** {@return the first of them by line, those of one line in the order of adding; the last tells how many follow} */
    List<ConfigError> byLine() {
        List<ConfigError> sorted = new ArrayList<>(errors);
        sorted.sort(Comparator.comparingInt(ConfigError::line));
        if (sorted.size() <= MAX_TOLD) {
            return sorted;
        }
        List<ConfigError> told = new ArrayList<>(sorted.subList(0, MAX_TOLD));
        told.add(new ConfigError(sorted.get(MAX_TOLD).line(), "",
            (sorted.size() - MAX_TOLD) + " more mistakes follow; correct those above first"));
        return told;
    }
}
