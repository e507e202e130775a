package dev.narrows.wire;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * The start of a packet that an ICMP error quotes: its IPv4 header and at least eight bytes of what follows (RFC 792),
 * usually more (RFC 1812 4.3.2.3). Not thread safe.
 *
 * <p>A quote is cut short, so its total length normally lies beyond what is there. That length is not tested at all,
 * since some routers change it before they quote (RFC 1191 5).
 */
public final class IcmpQuote {
    /** The bytes after the IPv4 header that every quote holds: enough for ports, or for an ESP header. */
    public static final int MIN_PAYLOAD_LENGTH = 8;

    private final Ipv4 header = new Ipv4();

    /**
     * Lays this flyweight over a quote.
     *
     * @param packetBuffer holds it.
     * @param quoteOffset  where it starts: after the ICMP header.
     * @return this.
     */
    public IcmpQuote wrap(UnsafeBuffer packetBuffer, int quoteOffset) {
        header.wrap(packetBuffer, quoteOffset);
        return this;
    }

    /**
     * Tests whether a header and eight bytes more are there.
     *
     * @param length bytes from the quote's start to the IP packet's end.
     * @return whether every accessor of the header and {@link #MIN_PAYLOAD_LENGTH} bytes of payload stay within them.
     */
    public boolean isValid(int length) {
        return header.isStartValid(length) && header.headerLength() + MIN_PAYLOAD_LENGTH <= length;
    }

    /** {@return the quoted header; what it says of its payload's length may not be there} */
    public Ipv4 header() {
        return header;
    }

    /** {@return where the quoted payload starts in the buffer} */
    public int payloadOffset() {
        return header.payloadOffset();
    }
}
