package dev.narrows.ipsecmb;

/** ipsec-mb is missing, unknown or unusable; the message is one sentence that says what to do. */
public final class IpsecMbException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * The library cannot serve.
     *
     * @param message a sentence that says what to do
     */
    public IpsecMbException(String message) {
        super(message);
    }
}
