package dev.narrows.crypto;

/**
 * How a transform encrypts and protects. Sizes are in bytes.
 */
enum Mode {
    /** AES-GCM: the IV in the packet (RFC 4106), or made of the sequence number (RFC 8750). */
    AES_GCM(4, 4),
    /** ChaCha20-Poly1305: the IV in the packet (RFC 7634), or made of the sequence number (RFC 8750). */
    CHACHA20_POLY1305(4, 4),
    /** AES-CBC (RFC 3602), then an HMAC (RFC 4868). */
    AES_CBC_HMAC(0, 16),
    /** No encryption; AES-GMAC (RFC 4543). */
    AES_GMAC(4, 4),
    /** No encryption (RFC 2410); an HMAC (RFC 4868). */
    NULL_HMAC(0, 4);

    private final int saltLength;
    private final int alignment;

    Mode(int saltLength, int alignment) {
        this.saltLength = saltLength;
        this.alignment = alignment;
    }

    /** {@return the bytes of salt in the nonce} */
    int saltLength() {
        return saltLength;
    }

    /** {@return what the protected bytes must be a multiple of: the cipher's block, or 4 (RFC 4303 2.4)} */
    int alignment() {
        return alignment;
    }
}
