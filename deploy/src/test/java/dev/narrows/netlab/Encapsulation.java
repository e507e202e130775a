package dev.narrows.netlab;

/**
 * How gateway b and a peer carry packets between them, and between whom.
 */
enum Encapsulation {
    IPV4_IN_IPV4("to-c", "tunnel", Netlab.B_OUTER, Netlab.C_OUTER, 20, Netlab.A_ADDRESS, Netlab.D_ADDRESS);

    private final String tunnel;
    private final String mode;
    private final String outerOfB;
    private final String outerOfC;
    private final int headers;
    private final String hostOfB;
    private final String hostOfC;

    Encapsulation(String tunnel, String mode, String outerOfB, String outerOfC, int headers, String hostOfB,
        String hostOfC) {
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

    /** {@return the addresses of those who speak} */
    Ends hosts() {
        return new Ends(hostOfB, hostOfC);
    }

    /** {@return the mode as Linux has it} */
    String mode() {
        return mode;
    }

    /** {@return the length of the largest packet that fits on a link, its IP header included} */
    int largest(Cipher cipher) {
        return cipher.largestPayload(Netlab.WIDE - headers);
    }
}
