package dev.narrows.pmtu;

import dev.narrows.wire.IcmpQuote;
import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4Address;

/**
 * About which packets an ICMP error may be made (RFC 1812 4.3.2.7, RFC 1122 3.2.2, RFC 4443 2.4 e). Never about
 * <ul>
 * <li>an ICMP error, a redirect, or an ICMP message too short to tell;
 * <li>a later fragment, of which it cannot be told either;
 * <li>a packet to a group, a reserved address or 255.255.255.255, but for IPv6's "packet too big" about a packet to a
 *     group. A subnet's own broadcast address cannot be told here;
 * <li>a packet whose source is not one single host's, or good on its own link alone;
 * <li>a packet of which too little is left to quote: less than its header and 8 bytes of its payload (RFC 792).
 * </ul>
 */
public final class IcmpErrorRules {
    private IcmpErrorRules() {
    }

    /**
     * Decides about a packet.
     *
     * @param about  the packet's header, from the whole packet or from its start.
     * @param length how many bytes of the packet are there, from its IP header on.
     * @param error  what would be told.
     * @return whether it may be.
     */
    public static boolean mayReport(IpHeader about, int length, IcmpError error) {
        return !about.isLaterFragment()
            && !IpAddress.isInvalidSource(about.sourceHigh(), about.sourceLow())
            && !IpAddress.isLinkLocal(about.sourceHigh())
            && mayBeAbout(about.destinationHigh(), about.destinationLow(), error)
            && length >= Math.min(about.totalLength(), about.headerLength() + IcmpQuote.MIN_PAYLOAD_LENGTH)
            && (!isIcmp(about) || mayBeAboutIcmp(about));
    }

    private static boolean mayBeAbout(long destinationHigh, long destinationLow, IcmpError error) {
        if (IpAddress.isIpv4(destinationHigh, destinationLow)) {
            return !Ipv4Address.isMulticast((int)destinationLow) && !Ipv4Address.isReserved((int)destinationLow);
        }
        return error == IcmpError.TOO_BIG || !IpAddress.isMulticast(destinationHigh, destinationLow);
    }

    private static boolean isIcmp(IpHeader about) {
        return about.protocol() == (about.isIpv6() ? IpProtocol.ICMPV6 : IpProtocol.ICMP);
    }

    /** In place of ports a header has ICMP's type and code; they may have been read from link padding. */
    private static boolean mayBeAboutIcmp(IpHeader about) {
        int type = about.sourcePort() >> Byte.SIZE;
        boolean isError = about.isIpv6() ? Icmpv6.isError(type) || type == Icmpv6.REDIRECT : Icmpv4.isError(type);
        return about.payloadLength() > 0 && about.sourcePort() != IpHeader.OPAQUE && !isError;
    }
}
