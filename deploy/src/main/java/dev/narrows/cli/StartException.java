package dev.narrows.cli;

/** The machine does not let the gateway start; the message is one sentence that says why and what to do. */
final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartException(String message) {
        super(message);
    }
}
