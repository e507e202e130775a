package dev.narrows.api;

import java.io.Serial;

/**
 * A request that gets an error for an answer. The message is a sentence for the client, and so never has a key in it.
 */
final class RpcException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final RpcError error;

    /**
     * An error answer.
     *
     * @param error   what kind.
     * @param message a sentence for the client.
     */
    RpcException(RpcError error, String message) {
        // Clients' mistakes are no news to us: no stack trace.
        super(message, null, false, false);
        this.error = error;
    }

    /** {@return what kind} */
    RpcError error() {
        return error;
    }
}
