package dev.narrows.netlab;

/**
 * How gateway b and a peer carry packets between them, and between whom.
 */
enum Encapsulation {
    IPV4_IN_IPV4(1, "to-c", "tunnel", Netlab.B_OUTER, Netlab.C_OUTER, 20, Netlab.A_ADDRESS, Netlab.D_ADDRESS),
    IPV4_IN_UDP(2, "udp-1", "tunnel", Netlab.B_OUTER, Netlab.C_OUTER, 28, "10.1.1.2", "10.2.1.2"),
    IPV4_TRANSPORT(3, "transport", "transport", Netlab.B_OUTER, Netlab.C_OUTER, 20, Netlab.B_OUTER, Netlab.C_OUTER),
    IPV6_IN_IPV4(4, "ipv6-in-ipv4", "tunnel", Netlab.B_OUTER, Netlab.C_OUTER, 20, "2001:db8:1::2", "2001:db8:2::2"),
    IPV4_IN_IPV6(5, "ipv4-in-ipv6", "tunnel", "2001:db8:ff01::2", "2001:db8:ff02::2", 40, "10.11.0.2", "10.12.0.2"),
    IPV6_IN_IPV6(6, "ipv6-in-ipv6", "tunnel", "2001:db8:ff01::2", "2001:db8:ff02::2", 40, "2001:db8:11::2",
        "2001:db8:12::2");

    private final int reqid;
    private final String tunnel;
    private final String mode;
    private final String outerOfB;
    private final String outerOfC;
    private final int headers;
    private final String hostOfB;
    private final String hostOfC;

    Encapsulation(int reqid, String tunnel, String mode, String outerOfB, String outerOfC, int headers, String hostOfB,
        String hostOfC) {
        this.reqid = reqid;
        this.tunnel = tunnel;
        this.mode = mode;
        this.outerOfB = outerOfB;
        this.outerOfC = outerOfC;
        this.headers = headers;
        this.hostOfB = hostOfB;
        this.hostOfC = hostOfC;
    }

    /**
     * Two addresses.
     *
     * @param ofB on the side of gateway b.
     * @param ofC on the side of the peer.
     */
    record Ends(String ofB, String ofC) {
    }

    /** {@return the name in gateway b's configuration} */
    String tunnel() {
        return tunnel;
    }

    /** {@return the addresses that SAs are between} */
    Ends outer() {
        return new Ends(outerOfB, outerOfC);
    }

    /** {@return what Linux calls its SAs and policies together} */
    int reqid() {
        return reqid;
    }

    /** {@return the mode as Linux has it} */
    String mode() {
        return mode;
    }

    boolean isTransport() {
        return "transport".equals(mode);
    }

    /** {@return the bytes of each packet that Linux does not count: in transport mode, the IP header} */
    int uncounted() {
        return isTransport() ? headers : 0;
    }

    /** {@return whether the packets inside are of another family than those outside} */
    boolean isMixed() {
        return outerOfB.contains(":") != hostOfB.contains(":");
    }

    /** {@return what {@code ip xfrm state add} wants for UDP, or nothing} */
    String linuxUdp() {
        return this == IPV4_IN_UDP ? " encap espinudp 4500 4500 0.0.0.0" : "";
    }

    /** {@return the addresses that are protected, as prefixes} */
    Ends selectors() {
        String length = isTransport() ? "/32" : hostOfB.contains(":") ? "/64" : "/24";
        return new Ends(hostOfB + length, hostOfC + length);
    }

    /** {@return the length of the largest packet that fits on a link, its IP header included} */
    int largest(Cipher cipher) {
        int payload = cipher.largestPayload(Netlab.WIDE - headers);
        return isTransport() ? headers + payload : payload;
    }

    /** {@return traffic that is protected so} */
    PeerTraffic traffic(Netlab netlab, LinuxPeer linux) {
        return isTransport()
            ? new PeerTraffic(Speaker.host(netlab, "b", hostOfB), Speaker.guest(linux, hostOfC))
            : new PeerTraffic(Speaker.host(netlab, "a", hostOfB), Speaker.host(netlab, "d", hostOfC));
    }
}
