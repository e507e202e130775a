package dev.narrows.pmtu;

import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes ICMPv4 errors about packets (RFC 792; RFC 1191 4 for "fragmentation needed"). Whether one may be made at all is
 * decided before, by {@link IcmpErrorRules} and {@link IcmpErrorLimiter}.
 *
 * <p>Belongs to one thread. Allocates nothing.
 */
public final class IcmpErrorWriter {
    /** The longest error in all, in bytes: as much is quoted as fits (RFC 1812 4.3.2.3). */
    public static final int MAX_LENGTH = 576;

    /** Precedence 6, internetwork control (RFC 1812 4.3.2.5). */
    private static final int TOS = 0xC0;
    private static final int TTL = 64;
    private static final int HEADERS_LENGTH = Ipv4.MIN_HEADER_LENGTH + Icmpv4.HEADER_LENGTH;

    private final Ipv4 ipv4 = new Ipv4();
    private final Ipv4 offendingHeader = new Ipv4();
    private final Icmpv4 icmp = new Icmpv4();
    private int identification;

    /**
     * Writes an error, from its IPv4 header on, to the source of the packet that it is about. DF is clear; each error
     * has an identification of its own, since a router may fragment it (RFC 6864 4).
     *
     * @param target          receives the error; must not overlap the offending packet.
     * @param targetOffset    where; {@link #MAX_LENGTH} bytes from there on are enough.
     * @param sourceAddress   the gateway's address that the error comes from.
     * @param type            ICMP type.
     * @param code            ICMP code.
     * @param mtuOrZero       next-hop MTU in bytes for "fragmentation needed", 0 for any other error.
     * @param offending       holds the packet that the error is about.
     * @param offendingOffset where its IPv4 header starts.
     * @param offendingLength how many bytes of it are there, without link padding: at least its header and 8 bytes
     *                        more, where it has them.
     * @return bytes of the error in all.
     */
    public int write(
        UnsafeBuffer target,
        int targetOffset,
        int sourceAddress,
        int type,
        int code,
        int mtuOrZero,
        UnsafeBuffer offending,
        int offendingOffset,
        int offendingLength) {
        int quoteLength = Math.min(offendingLength, MAX_LENGTH - HEADERS_LENGTH);
        int totalLength = HEADERS_LENGTH + quoteLength;
        identification = (identification + 1) & 0xFFFF;
        ipv4.wrap(target, targetOffset)
            .headerLength(Ipv4.MIN_HEADER_LENGTH)
            .tos(TOS)
            .totalLength(totalLength)
            .identification(identification)
            .fragment(false, false, 0)
            .ttl(TTL)
            .protocol(IpProtocol.ICMP)
            .source(sourceAddress)
            .destination(offendingHeader.wrap(offending, offendingOffset).source())
            .computeChecksum();
        target.putBytes(targetOffset + HEADERS_LENGTH, offending, offendingOffset, quoteLength);
        icmp.wrap(target, targetOffset + Ipv4.MIN_HEADER_LENGTH)
            .type(type)
            .code(code)
            .restOfHeader(mtuOrZero)
            .computeChecksum(Icmpv4.HEADER_LENGTH + quoteLength);
        return totalLength;
    }
}
