package dev.narrows.config;

/**
 * A text is no YAML that can be read further.
 */
final class YamlException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;

    YamlException(int line, String message) {
        super(message);
        this.line = line;
    }

    /** {@return where, from 1} */
    int line() {
        return line;
    }
}
