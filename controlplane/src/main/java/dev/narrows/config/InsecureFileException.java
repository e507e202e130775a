package dev.narrows.config;

import java.io.IOException;

/**
 * A file that holds a secret is open to others. The message says what to do about it and names the file.
 */
public final class InsecureFileException extends IOException {
    private static final long serialVersionUID = 1L;

    InsecureFileException(String message) {
        super(message);
    }
}
