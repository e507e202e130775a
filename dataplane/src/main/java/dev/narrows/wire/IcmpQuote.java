package dev.narrows.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * The start of a packet that an ICMP or ICMPv6 error quotes: its IP header, with IPv6's extension headers, and at least
 * eight bytes of what follows (RFC 792), usually more (RFC 1812 4.3.2.3, RFC 4443 2.4 c). Not thread safe.
 *
 * <p>A quote is cut short, so its total length normally lies beyond what is there. It should be as the packet was
 * (RFC 1812 4.3.2.3), but some routers swap the bytes of total length, flags and offset before they quote, or take the
 * header off the length (RFC 1191 5). So neither the length nor, with IPv4, flags and offset count here: an offset that
 * is "don't fragment" the wrong way round would hide ports and what follows. IPv6 has neither: no router fragments.
 */
public final class IcmpQuote {
    /** The bytes after the IP header that every quote holds: enough for ports, or for an ESP header. */
    public static final int MIN_PAYLOAD_LENGTH = 8;

    private final IpHeader header = new IpHeader();
    private UnsafeBuffer buffer;
    private int offset;

    /**
     * Lays this flyweight over a quote.
     *
     * @param packetBuffer holds it.
     * @param quoteOffset  where it starts: after the ICMP header.
     * @return this.
     */
    public IcmpQuote wrap(UnsafeBuffer packetBuffer, int quoteOffset) {
        buffer = packetBuffer;
        offset = quoteOffset;
        return this;
    }

    /**
     * Reads the quote and tests whether a header and eight bytes more are there.
     *
     * @param length bytes from the quote's start to the IP packet's end.
     * @return whether they are; where not, nothing else here is of meaning.
     */
    public boolean isValid(int length) {
        return header.parseStart(buffer, offset, length) && header.headerLength() + MIN_PAYLOAD_LENGTH <= length;
    }

    /** {@return the quoted header; what it says of lengths may not be there} */
    public IpHeader header() {
        return header;
    }

    /**
     * {@return whether the quote is of a part of an IPv6 packet other than the first; what IPv4 says of that is not
     * believed}
     */
    public boolean isLaterFragment() {
        return header.isIpv6() && header.isLaterFragment();
    }

    /** {@return the source port, where the quote is of UDP or TCP, and no later fragment} */
    public int sourcePort() {
        return buffer.getShort(payloadOffset(), BIG_ENDIAN) & 0xFFFF;
    }

    /** {@return the destination port, where the quote is of UDP or TCP, and no later fragment} */
    public int destinationPort() {
        return buffer.getShort(payloadOffset() + Short.BYTES, BIG_ENDIAN) & 0xFFFF;
    }

    /** {@return where the quoted upper layer starts in the buffer} */
    public int payloadOffset() {
        return header.payloadOffset();
    }
}
