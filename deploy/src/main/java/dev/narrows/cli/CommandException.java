package dev.narrows.cli;

import java.io.Serial;

/**
 * A command cannot do what it was told, because of what it was told: exit code 2. The message is a sentence.
 */
final class CommandException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A refusal.
     *
     * @param message a sentence for people, without anything of a secret.
     */
    CommandException(String message) {
        super(message);
    }
}
