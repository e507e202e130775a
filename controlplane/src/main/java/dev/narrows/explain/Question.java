package dev.narrows.explain;

import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv6;
import dev.narrows.wire.Tcp;
import dev.narrows.wire.Udp;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A packet that somebody asks about.
 *
 * @param from         its source.
 * @param to           its destination, of the same family.
 * @param length       its bytes, IP header included, from {@link #leastLength}.
 * @param dontFragment DF; of no meaning with IPv6.
 * @param protocol     the upper layer's, from 0 to 255, no extension header of IPv6's. ICMP is an echo request.
 * @param fromPort     from 0 to 65535; of no meaning where the protocol has no ports.
 * @param toPort       likewise.
 */
public record Question(
    IpAddress from, IpAddress to, int length, boolean dontFragment, int protocol, int fromPort, int toPort) {
    /** Where no protocol is asked about. */
    public static final int DEFAULT_PROTOCOL = IpProtocol.UDP;
    /** The first dynamic port (RFC 6335 6). */
    public static final int DEFAULT_FROM_PORT = 49152;
    /** The port of the discard service (RFC 863). */
    public static final int DEFAULT_TO_PORT = 9;

    /** {@return whether the packet is IPv6} */
    public boolean isIpv6() {
        return !from.isIpv4();
    }

    /** {@return its header, over a packet of its own} */
    public IpHeader header() {
        UnsafeBuffer packet = new UnsafeBuffer(new byte[length]);
        SamplePacket.write(packet, 0, this);
        IpHeader header = new IpHeader();
        if (!header.parse(packet, 0, length)) {
            throw new IllegalStateException("a packet that was asked about has a bad header");
        }
        return header;
    }

    /** {@return whether it is an ICMP echo request} */
    public boolean isIcmp() {
        return protocol == (isIpv6() ? IpProtocol.ICMPV6 : IpProtocol.ICMP);
    }

    /**
     * Tells how short a packet can be.
     *
     * @param isIpv6   its family.
     * @param protocol the upper layer's.
     * @return the bytes of its headers.
     */
    public static int leastLength(boolean isIpv6, int protocol) {
        int upper = switch (protocol) {
            case IpProtocol.TCP -> Tcp.MIN_HEADER_LENGTH;
            case IpProtocol.ICMP, IpProtocol.ICMPV6, IpProtocol.UDP, IpProtocol.UDP_LITE, IpProtocol.DCCP,
                IpProtocol.SCTP -> Udp.HEADER_LENGTH;
            default -> 0;
        };
        return (isIpv6 ? Ipv6.HEADER_LENGTH : Ipv4.MIN_HEADER_LENGTH) + upper;
    }
}
