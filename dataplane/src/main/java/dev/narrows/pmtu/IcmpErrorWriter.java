package dev.narrows.pmtu;

import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.InternetChecksum;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv6;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes ICMP errors about packets of both families (RFC 792 and RFC 1191 4; RFC 4443 3). Whether one may be made at
 * all is decided before, by {@link IcmpErrorRules} and {@link IcmpErrorLimiter}.
 *
 * <p>Belongs to one thread. Allocates nothing.
 */
public final class IcmpErrorWriter {
    /** The longest ICMPv4 error in all, in bytes: as much is quoted as fits (RFC 1812 4.3.2.3). */
    public static final int MAX_LENGTH = 576;
    /** The longest ICMPv6 error in all, in bytes: as much is quoted as fits (RFC 4443 2.4 c). */
    public static final int MAX_LENGTH_V6 = Ipv6.MIN_MTU;

    /** Precedence 6, internetwork control (RFC 1812 4.3.2.5). */
    private static final int TOS = 0xC0;
    private static final int TTL = 64;
    private static final int HEADERS_LENGTH = Ipv4.MIN_HEADER_LENGTH + Icmpv4.HEADER_LENGTH;
    private static final int HEADERS_LENGTH_V6 = Ipv6.HEADER_LENGTH + Icmpv6.HEADER_LENGTH;

    private final Ipv4 ipv4 = new Ipv4();
    private final Icmpv4 icmp = new Icmpv4();
    private final Ipv6 ipv6 = new Ipv6();
    private final Icmpv6 icmpv6 = new Icmpv6();
    private int identification;

    /**
     * Writes an error of the packet's own family, from its IP header on, to the packet's source. With IPv4, DF is
     * clear, and each error has an identification of its own, since a router may fragment it (RFC 6864 4).
     *
     * @param target       receives the error; must not overlap the packet that it is about.
     * @param targetOffset where; {@link #MAX_LENGTH_V6} bytes from there on are enough for both families.
     * @param sourceHigh   the first eight bytes of the gateway's address that the error comes from, of the same family.
     * @param sourceLow    its last eight.
     * @param error        what is told.
     * @param mtuOrZero    next-hop MTU in bytes for {@link IcmpError#TOO_BIG}, 0 for any other error.
     * @param about        the header of the packet that the error is about.
     * @param aboutLength  how many bytes of that packet are there, without link padding: at least its header and 8
     *                     bytes more, where it has them.
     * @return bytes of the error in all.
     */
    public int write(UnsafeBuffer target, int targetOffset, long sourceHigh, long sourceLow, IcmpError error,
        int mtuOrZero, IpHeader about, int aboutLength) {
        if (!about.isIpv6()) {
            return writeIpv4(target, targetOffset, (int)sourceLow, error, mtuOrZero, about, aboutLength);
        }
        int quoteLength = Math.min(aboutLength, MAX_LENGTH_V6 - HEADERS_LENGTH_V6);
        int messageLength = Icmpv6.HEADER_LENGTH + quoteLength;
        ipv6.wrap(target, targetOffset)
            .start(TOS, 0)
            .payloadLength(messageLength)
            .nextHeader(IpProtocol.ICMPV6)
            .hopLimit(TTL)
            .source(sourceHigh, sourceLow)
            .destination(about.sourceHigh(), about.sourceLow());
        target.putBytes(targetOffset + HEADERS_LENGTH_V6, about.buffer(), about.offset(), quoteLength);
        icmpv6.wrap(target, targetOffset + Ipv6.HEADER_LENGTH)
            .type(error.type(true))
            .code(error.code(true))
            .restOfHeader(mtuOrZero)
            .computeChecksum(InternetChecksum.pseudoHeaderSum(sourceHigh, sourceLow, about.sourceHigh(),
                about.sourceLow(), IpProtocol.ICMPV6, messageLength), messageLength);
        return Ipv6.HEADER_LENGTH + messageLength;
    }

    private int writeIpv4(
        UnsafeBuffer target, int targetOffset, int sourceAddress, IcmpError error, int mtuOrZero, IpHeader about,
        int aboutLength) {
        int quoteLength = Math.min(aboutLength, MAX_LENGTH - HEADERS_LENGTH);
        int totalLength = HEADERS_LENGTH + quoteLength;
        // DF is clear, and each error has an identification of its own, since a router may fragment it (RFC 6864 4).
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
            .destination((int)about.sourceLow())
            .computeChecksum();
        target.putBytes(targetOffset + HEADERS_LENGTH, about.buffer(), about.offset(), quoteLength);
        icmp.wrap(target, targetOffset + Ipv4.MIN_HEADER_LENGTH)
            .type(error.type(false))
            .code(error.code(false))
            .restOfHeader(mtuOrZero)
            .computeChecksum(Icmpv4.HEADER_LENGTH + quoteLength);
        return totalLength;
    }
}
