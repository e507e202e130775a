package dev.narrows.crypto;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * One SA's encryption and integrity, keyed: seals and opens ESP packets where they lie. Belongs to one worker, and is
 * closed, its keys wiped, by the control plane once that worker has let go of it.
 *
 * <p>A packet in a buffer: ESP header (8 bytes), IV where the algorithm has one there, payload with its trailer, ICV.
 */
public interface Transform extends AutoCloseable {
    /** {@return what this computes} */
    Algorithm algorithm();

    /** {@return the name of the engine behind it, as in the configuration} */
    String engine();

    /**
     * Encrypts the payload in place, where the algorithm encrypts, and writes the IV before and the ICV behind it.
     * Never call it twice with one sequence number: the IV is made from that. The caller has seen that the IV and the
     * ICV have room.
     *
     * @param buffer    the packet's memory, native.
     * @param espOffset where the ESP header stands, complete.
     * @param length    bytes from the payload's first to the next-header field, a multiple of the alignment.
     * @param sequence  the packet's sequence number; where numbers are not extended the high half is 0.
     */
    void seal(UnsafeBuffer buffer, int espOffset, int length, long sequence);

    /**
     * Verifies the ICV and decrypts the payload in place, with the IV that the packet brought: how a sender made it is
     * its own affair (RFC 4106 3.1).
     *
     * @param buffer    the packet's memory, native.
     * @param espOffset where the ESP header stands.
     * @param length    bytes of ciphertext, from 0: what lies between IV and ICV.
     * @param sequence  the packet's sequence number; where numbers are extended all 64 bits, the high half inferred
     *                  (RFC 4303 A2), which is believed only once this has verified it.
     * @return whether the ICV holds; where not, the payload may be garbage and nothing of it may be used.
     */
    boolean open(UnsafeBuffer buffer, int espOffset, int length, long sequence);

    /**
     * Brings what sealing and opening need of the key into the cache, where that is worth it: where an expanded key
     * fills many lines of it. Changes nothing.
     *
     * @param length about the packet's bytes.
     */
    default void prefetch(int length) {
    }

    /** {@return what makes the calls possible without this, where it is AES-GCM by a native library; or null} */
    default DirectGcm directGcm() {
        return null;
    }

    /** {@return what makes calls for many packets possible without this, where a native library has such; or null} */
    default DirectHmac directHmac() {
        return null;
    }

    @Override
    void close();
}
