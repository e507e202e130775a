package dev.narrows.dpdk;

/** DPDK is missing, unknown or refused to do something at set-up; the message is one sentence that says what to do. */
public final class DpdkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DpdkException(String message) {
        super(message);
    }
}
