package dev.narrows.crypto;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * AES-CBC where a packet lies (RFC 3602). It protects nothing: an {@link EspIcv} does.
 */
interface EspCbc extends AutoCloseable {
    /** Bytes in a block, and in an IV. */
    int BLOCK_LENGTH = 16;

    /**
     * Encrypts from a zero IV: what stands in the first block becomes the IV of what follows.
     *
     * @param packet holds the packet.
     * @param offset where the first block stands.
     * @param length bytes with the first block, a multiple of {@link #BLOCK_LENGTH}.
     */
    void encrypt(UnsafeBuffer packet, int offset, int length);

    /**
     * Decrypts.
     *
     * @param packet holds the packet.
     * @param offset where the ciphertext stands, its IV before it.
     * @param length bytes of ciphertext, a multiple of {@link #BLOCK_LENGTH} from 0.
     */
    void decrypt(UnsafeBuffer packet, int offset, int length);

    /** Wipes the key. Closing again does nothing. */
    @Override
    void close();
}
