package dev.narrows.control.lease;

/**
 * Sequence numbers cannot be leased. The message is one sentence for an operator, with the file's name.
 */
public final class LeaseException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * A refusal.
     *
     * @param message one sentence.
     */
    public LeaseException(String message) {
        super(message);
    }

    /**
     * A refusal that the system is the cause of.
     *
     * @param message one sentence.
     * @param cause   what the system said.
     */
    public LeaseException(String message, Throwable cause) {
        super(message, cause);
    }
}
