package dev.narrows.wire;

/** Numbers of the protocols inside an IP packet, as IANA assigned them; also ESP's next header. */
public final class IpProtocol {
    /** IPv6 hop-by-hop options, an extension header (RFC 8200 4.3). */
    public static final int HOP_BY_HOP = 0;
    /** Internet Control Message Protocol (RFC 792). */
    public static final int ICMP = 1;
    /** IPv4 in IP: what an ESP tunnel holds (RFC 2003). */
    public static final int IPIP = 4;
    /** Transmission Control Protocol (RFC 9293). */
    public static final int TCP = 6;
    /** User Datagram Protocol (RFC 768). */
    public static final int UDP = 17;
    /** Datagram Congestion Control Protocol (RFC 4340). */
    public static final int DCCP = 33;
    /** IPv6 in IP: what an ESP tunnel holds (RFC 4213). */
    public static final int IPV6 = 41;
    /** IPv6 routing header, an extension header (RFC 8200 4.4). */
    public static final int ROUTING = 43;
    /** IPv6 fragment header, an extension header (RFC 8200 4.5). */
    public static final int FRAGMENT = 44;
    /** Encapsulating Security Payload (RFC 4303). */
    public static final int ESP = 50;
    /** Internet Control Message Protocol for IPv6 (RFC 4443). */
    public static final int ICMPV6 = 58;
    /** No next header: what an ESP dummy packet holds (RFC 4303 2.6). */
    public static final int NONE = 59;

    /** IPv6 destination options, an extension header (RFC 8200 4.6). */
    public static final int DESTINATION_OPTIONS = 60;
    /** Stream Control Transmission Protocol (RFC 9260). */
    public static final int SCTP = 132;
    /** UDP-Lite (RFC 3828). */
    public static final int UDP_LITE = 136;

    private IpProtocol() {
    }

    /**
     * Tells the protocols whose header starts with a source and a destination port.
     *
     * @param protocol the protocol.
     * @return whether it has ports.
     */
    public static boolean hasPorts(int protocol) {
        return switch (protocol) {
            case TCP, UDP, DCCP, SCTP, UDP_LITE -> true;
            default -> false;
        };
    }

    /**
     * Tells the IPv6 extension headers that stand between the IPv6 header and an upper layer (RFC 8200 4.1).
     *
     * @param protocol the protocol.
     * @return whether it is one of them.
     */
    public static boolean isExtension(int protocol) {
        return switch (protocol) {
            case HOP_BY_HOP, ROUTING, FRAGMENT, DESTINATION_OPTIONS -> true;
            default -> false;
        };
    }
}
