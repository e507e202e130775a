package dev.narrows.crypto;

import java.lang.foreign.MemorySegment;

/**
 * What a worker needs to make AES-GCM's native calls itself, with nonces that it has written before: a transform that
 * allows it gives this of itself. It is valid until the transform is closed. The salt is key material: it goes into
 * nonces and nowhere else.
 */
public interface DirectGcm {
    /** {@return the bits of the key: 128, 192 or 256} */
    int keyBits();

    /** {@return the address of the expanded key} */
    long keyAddress();

    /** {@return bytes of the expanded key, the same for keys of all lengths} */
    long keyLength();

    /** {@return the function that encrypts with keys of this length} */
    MemorySegment encryptFunction();

    /** {@return the function that decrypts with keys of this length} */
    MemorySegment decryptFunction();

    /** {@return the address of the memory that the worker's calls work in} */
    long context();

    /** {@return the four bytes of salt, as they stand at the nonce's start, in the machine's order} */
    int salt();

    /**
     * {@return whether sequence numbers are extended, so that the additional authenticated data have 12 bytes (RFC 4106
     * 5)}
     */
    boolean isExtended();
}
