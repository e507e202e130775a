package dev.narrows.crypto;

/**
 * Where AES-GCM finds things in an ESP packet (RFC 4106), seen from the ESP header. Lengths are in bytes.
 *
 * <p>The nonce is the salt and then the packet's IV (4); without extended sequence numbers the additional
 * authenticated data are the ESP header as it stands: SPI and sequence number (5).
 */
final class GcmEsp {
    /** The additional authenticated data, which start where the ESP header does. */
    static final int AAD_LENGTH = 8;
    /** Where the IV stands. */
    static final int IV_OFFSET = 8;
    /** Where the payload stands. */
    static final int PAYLOAD_OFFSET = 16;
    /** Where the IV stands in the nonce, behind the salt. */
    static final int NONCE_IV_OFFSET = 4;
    /** The whole nonce. */
    static final int NONCE_LENGTH = 12;
    /** The ICV. */
    static final int ICV_LENGTH = 16;

    private GcmEsp() {
    }

    /**
     * Refuses keying material that is not the algorithm's.
     *
     * @param algorithm what it is for.
     * @param material  key and salt.
     */
    static void requireLength(Algorithm algorithm, KeyingMaterial material) {
        if (material.length() != algorithm.keyingMaterialLength()) {
            throw new IllegalArgumentException("the keying material of " + algorithm.configName() + " is "
                + algorithm.keyingMaterialLength() + " bytes, not " + material.length());
        }
    }
}
