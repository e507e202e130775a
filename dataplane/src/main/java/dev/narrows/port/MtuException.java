package dev.narrows.port;

/** A port does not take the MTU that it is to have; the message is one sentence that says why and what it takes. */
public final class MtuException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MtuException(String message) {
        super(message);
    }
}
