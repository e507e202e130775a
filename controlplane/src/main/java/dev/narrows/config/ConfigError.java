package dev.narrows.config;

import java.nio.file.Path;

/**
 * One mistake in a configuration file.
 *
 * @param line    where it is, from 1; 0 where it is the file as a whole.
 * @param key     which setting, such as {@code ports.inside.mtu}; empty where it is none.
 * @param message what is wrong, and what is allowed; one line, without anything of a secret.
 */
public record ConfigError(int line, String key, String message) {
    /**
     * Writes the mistake for people.
     *
     * @param file the file that it is in.
     * @return one line: {@code FILE:LINE: KEY: what is wrong; what is allowed}.
     */
    public String describe(Path file) {
        return file + (line > 0 ? ":" + line : "") + ": " + (key.isEmpty() ? "" : key + ": ") + message;
    }
}
