package dev.narrows.crypto;

/**
 * Where AES-GCM (RFC 4106), AES-GMAC (RFC 4543) and ChaCha20-Poly1305 (RFC 7634) find things in an ESP packet, seen
 * from the ESP header. Lengths are in bytes.
 *
 * <p>The nonce is the salt and then the packet's IV (RFC 4106 4, RFC 7634 2); an implicit IV is the sequence number in
 * 64 bits (RFC 8750 4). The additional authenticated data are the
 * SPI and the sequence number: as they stand in the ESP header, or with all 64 bits of an extended sequence number,
 * whose high half is not transmitted (RFC 4106 5, RFC 7634 2.1).
 */
final class AeadEsp {
    /** The additional authenticated data without extended sequence numbers, which start where the ESP header does. */
    static final int AAD_LENGTH = 8;
    /** The additional authenticated data with extended sequence numbers. */
    static final int ESN_AAD_LENGTH = 12;
    /** Where the sequence number stands in the additional authenticated data, behind the SPI. */
    static final int AAD_SEQUENCE_OFFSET = 4;
    /** Where the IV stands. */
    static final int IV_OFFSET = 8;
    /** Where the IV stands in the nonce, behind the salt. */
    static final int NONCE_IV_OFFSET = 4;
    /** The whole nonce. */
    static final int NONCE_LENGTH = 12;
    /** The ICV. */
    static final int ICV_LENGTH = 16;

    private AeadEsp() {
    }
}
