package dev.narrows.crypto;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * The ICV of an algorithm of its own, apart from encryption (RFC 4303 3.3.2.1): over the packet from the ESP header to
 * the next-header field, as it is sent, and then the high half of an extended sequence number, which is not sent (RFC
 * 4303 2.2.1).
 */
interface EspIcv extends AutoCloseable {
    /**
     * Writes the ICV.
     *
     * @param packet    holds the packet, with room for the ICV.
     * @param espOffset where its ESP header stands.
     * @param icvOffset where the ICV goes, behind the next-header field.
     * @param sequence  its sequence number, all 64 bits.
     */
    void seal(UnsafeBuffer packet, int espOffset, int icvOffset, long sequence);

    /**
     * Compares the ICV that came with the right one, in constant time. The packet is afterwards as it was.
     *
     * @param packet    holds the packet.
     * @param espOffset where its ESP header stands.
     * @param icvOffset where its ICV stands.
     * @param sequence  its sequence number, all 64 bits.
     * @return whether they are equal.
     */
    boolean verify(UnsafeBuffer packet, int espOffset, int icvOffset, long sequence);

    /** Wipes the key. Closing again does nothing. */
    @Override
    void close();
}
