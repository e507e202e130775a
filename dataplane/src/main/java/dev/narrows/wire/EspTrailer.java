package dev.narrows.wire;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * The two bytes that end what ESP encrypts, after the padding (RFC 4303 2.5 and 2.6). They come from the peer: the pad
 * length is bounded by the caller before it is used.
 *
 * <pre>
 *    0                   1
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |  Pad length   |  Next header  |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class EspTrailer {
    /** Bytes of the trailer, without the padding before it. */
    public static final int LENGTH = 2;
    /** Where the pad length stands. */
    public static final int PAD_LENGTH_OFFSET = 0;
    /** Where the next header stands. */
    public static final int NEXT_HEADER_OFFSET = 1;

    private EspTrailer() {
    }

    /**
     * Reads how many bytes of padding stand before the trailer.
     *
     * @param buffer holds the packet.
     * @param offset where the trailer starts.
     * @return from 0 to 255, not bounded yet.
     */
    public static int padLength(UnsafeBuffer buffer, int offset) {
        return buffer.getByte(offset + PAD_LENGTH_OFFSET) & 0xFF;
    }

    /**
     * Reads what was protected.
     *
     * @param buffer holds the packet.
     * @param offset where the trailer starts.
     * @return the IP protocol, from 0 to 255; see {@link IpProtocol}.
     */
    public static int nextHeader(UnsafeBuffer buffer, int offset) {
        return buffer.getByte(offset + NEXT_HEADER_OFFSET) & 0xFF;
    }

    /**
     * Writes a trailer.
     *
     * @param buffer     holds the packet.
     * @param offset     where the trailer starts.
     * @param padLength  bytes of padding before it, from 0 to 255.
     * @param nextHeader the IP protocol of what is protected, from 0 to 255.
     */
    public static void put(UnsafeBuffer buffer, int offset, int padLength, int nextHeader) {
        buffer.putByte(offset + PAD_LENGTH_OFFSET, (byte)padLength);
        buffer.putByte(offset + NEXT_HEADER_OFFSET, (byte)nextHeader);
    }
}
