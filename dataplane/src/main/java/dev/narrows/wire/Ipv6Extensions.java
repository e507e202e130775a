package dev.narrows.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * The extension headers between an IPv6 header and its upper layer (RFC 8200 4): walked once, with a bound, and what
 * matters of them kept. ESP and AH count as upper layers here.
 *
 * <p>Not thread safe. Allocates nothing.
 */
public final class Ipv6Extensions {
    /** The most extension headers that are walked; a packet with more is malformed here. */
    public static final int MAX_HEADERS = 8;
    /** Bytes of a fragment header (RFC 8200 4.5). */
    public static final int FRAGMENT_HEADER_LENGTH = 8;

    private static final int NO_FRAGMENT_HEADER = -1;
    private static final int MIN_LENGTH = 8;
    private static final int LENGTH_UNIT_SHIFT = 3;
    private static final int FRAGMENT_WORD_OFFSET = 2;
    private static final int IDENTIFICATION_OFFSET = 4;
    private static final int FRAGMENT_OFFSET_MASK = 0xFFF8;
    private static final int MORE_FRAGMENTS = 1;
    private static final int SEGMENTS_LEFT_OFFSET = 3;

    private int protocol;
    private int headerLength;
    private int fragmentHeader;
    private int fragmentWord;
    private int fragmentField;
    private int identification;
    private int unfragmentableLength;
    private int nextHeaderField;
    private int protocolField;

    /**
     * Walks the headers of a valid packet.
     *
     * @param buffer      holds it.
     * @param offset      where its IPv6 header starts.
     * @param totalLength bytes of the packet.
     * @return whether all of them are inside the packet, are no more than {@link #MAX_HEADERS}, hop-by-hop options are
     *     first, and there is one fragment header at the most.
     */
    boolean walk(UnsafeBuffer buffer, int offset, int totalLength) {
        int next = buffer.getByte(offset + Ipv6.NEXT_HEADER_OFFSET) & 0xFF;
        int length = Ipv6.HEADER_LENGTH;
        int field = Ipv6.NEXT_HEADER_OFFSET;
        fragmentHeader = NO_FRAGMENT_HEADER;
        fragmentWord = 0;
        unfragmentableLength = length;
        nextHeaderField = field;
        int count = 0;
        while (IpProtocol.isExtension(next) && !isLaterFragment()) {
            if (++count > MAX_HEADERS || length + MIN_LENGTH > totalLength
                || (next == IpProtocol.HOP_BY_HOP && count > 1)) {
                return false;
            }
            int header = next;
            int start = length;
            int before = field;
            next = buffer.getByte(offset + start) & 0xFF;
            field = start;
            if (header == IpProtocol.FRAGMENT) {
                if (fragmentHeader != NO_FRAGMENT_HEADER) {
                    return false;
                }
                fragmentHeader = start;
                fragmentField = before;
                identification = buffer.getInt(offset + start + IDENTIFICATION_OFFSET, BIG_ENDIAN);
                fragmentWord = buffer.getShort(offset + start + FRAGMENT_WORD_OFFSET, BIG_ENDIAN) & 0xFFFF;
                length += FRAGMENT_HEADER_LENGTH;
            } else {
                length += lengthAt(buffer, offset + start);
            }
            if (length > totalLength) {
                return false;
            }
            if (header == IpProtocol.HOP_BY_HOP
                || (header == IpProtocol.ROUTING && fragmentHeader == NO_FRAGMENT_HEADER)) {
                unfragmentableLength = length;
                nextHeaderField = field;
            }
        }
        protocol = next;
        protocolField = field;
        headerLength = length;
        return true;
    }

    /** {@return the upper layer's protocol; of a later fragment, what its fragment header names} */
    public int protocol() {
        return protocol;
    }

    /** {@return the bytes of the IPv6 header and all extension headers} */
    public int headerLength() {
        return headerLength;
    }

    /** {@return whether there is a fragment header, of an atomic fragment (RFC 6946) too} */
    public boolean hasFragmentHeader() {
        return fragmentHeader != NO_FRAGMENT_HEADER;
    }

    /** {@return where the fragment header starts, from the IPv6 header; of meaning only where there is one} */
    public int fragmentHeader() {
        return fragmentHeader;
    }

    /** {@return where the byte stands, from the IPv6 header, that names the fragment header} */
    public int fragmentField() {
        return fragmentField;
    }

    /** {@return whether this is one part of several} */
    public boolean isFragment() {
        return (fragmentWord & (FRAGMENT_OFFSET_MASK | MORE_FRAGMENTS)) != 0;
    }

    /** {@return whether this is a part other than the first} */
    public boolean isLaterFragment() {
        return (fragmentWord & FRAGMENT_OFFSET_MASK) != 0;
    }

    /** {@return whether further parts follow this one} */
    public boolean moreFragments() {
        return (fragmentWord & MORE_FRAGMENTS) != 0;
    }

    /** {@return where this fragment's data belong in the whole, in bytes, a multiple of 8} */
    public int fragmentOffset() {
        return fragmentWord & FRAGMENT_OFFSET_MASK;
    }

    /** {@return what the fragments of one packet share, unsigned; of meaning only where there is a fragment header} */
    public int identification() {
        return identification;
    }

    /**
     * {@return the bytes of the IPv6 header and of the extension headers that routers on the way process: hop-by-hop
     * options, routing, and destination options before routing. A fragment header goes behind these (RFC 8200 4.5), and
     * so does ESP in transport mode (RFC 4303 3.1.1)}
     */
    public int unfragmentableLength() {
        return unfragmentableLength;
    }

    /** {@return where the byte stands, from the IPv6 header, that names what follows the unfragmentable part} */
    public int nextHeaderField() {
        return nextHeaderField;
    }

    /** {@return where the byte stands, from the IPv6 header, that names the upper layer's protocol} */
    public int protocolField() {
        return protocolField;
    }

    /**
     * Tells whether a routing header names further stops, so that its packet's destination is but one of these
     * (RFC 8200 4.4).
     *
     * @param buffer holds the packet that was walked.
     * @param offset where its IPv6 header starts.
     * @return whether one does.
     */
    public boolean hasSegmentsLeft(UnsafeBuffer buffer, int offset) {
        int next = buffer.getByte(offset + Ipv6.NEXT_HEADER_OFFSET) & 0xFF;
        int start = Ipv6.HEADER_LENGTH;
        while (start < headerLength) {
            if (next == IpProtocol.ROUTING && buffer.getByte(offset + start + SEGMENTS_LEFT_OFFSET) != 0) {
                return true;
            }
            int header = next;
            next = buffer.getByte(offset + start) & 0xFF;
            start += header == IpProtocol.FRAGMENT ? FRAGMENT_HEADER_LENGTH : lengthAt(buffer, offset + start);
        }
        return false;
    }

    /** The bytes of an extension header other than the fragment header. */
    private static int lengthAt(UnsafeBuffer buffer, int position) {
        return ((buffer.getByte(position + 1) & 0xFF) + 1) << LENGTH_UNIT_SHIFT;
    }
}
