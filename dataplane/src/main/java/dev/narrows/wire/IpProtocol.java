package dev.narrows.wire;

/** Numbers of the protocols inside an IP packet, as IANA assigned them; also ESP's next header. */
public final class IpProtocol {
    /** Internet Control Message Protocol (RFC 792). */
    public static final int ICMP = 1;
    /** IPv4 in IP: what an ESP tunnel holds (RFC 2003). */
    public static final int IPIP = 4;
    /** Transmission Control Protocol (RFC 9293). */
    public static final int TCP = 6;
    /** User Datagram Protocol (RFC 768). */
    public static final int UDP = 17;
    /** Encapsulating Security Payload (RFC 4303). */
    public static final int ESP = 50;
    /** No next header: what an ESP dummy packet holds (RFC 4303 2.6). */
    public static final int NONE = 59;

    private IpProtocol() {
    }
}
