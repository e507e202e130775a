package dev.narrows.config;

import java.nio.file.Path;
import java.util.List;

/**
 * A configuration file was refused: all that is wrong with it.
 */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Path file;
    private final transient List<ConfigError> errors;

    /**
     * A refusal.
     *
     * @param file   the file.
     * @param errors what is wrong with it, by line; at least one.
     */
    public ConfigException(Path file, List<ConfigError> errors) {
        super(String.join("\n", describe(file, errors)));
        this.file = file;
        this.errors = List.copyOf(errors);
    }

    /** {@return what is wrong, by line} */
    public List<ConfigError> errors() {
        return errors;
    }

    /** {@return a line for people about each error, in the same order} */
    public List<String> messages() {
        return describe(file, errors);
    }

    private static List<String> describe(Path file, List<ConfigError> errors) {
        return errors.stream().map(error -> error.describe(file)).toList();
    }
}
