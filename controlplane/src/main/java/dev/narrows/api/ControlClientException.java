package dev.narrows.api;

import java.io.Serial;

/**
 * The gateway was not reached, or refused. The message is a sentence for people.
 */
public final class ControlClientException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * An error.
     *
     * @param message a sentence for people.
     */
    ControlClientException(String message) {
        super(message);
    }

    /**
     * An error of input or output.
     *
     * @param message a sentence for people.
     * @param cause   what the system said.
     */
    ControlClientException(String message, Throwable cause) {
        super(message, cause);
    }
}
