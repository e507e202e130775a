package dev.narrows.worker;

import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;

/** Tells the traffic that makes keys, which no policy can ask to be protected by them (RFC 7296 2). */
public final class Ike {
    private static final int PORT = 500;
    private static final int NAT_PORT = 4500;

    private Ike() {
    }

    /**
     * Tells what is for our host's IKE.
     *
     * @param header of a packet to an address of ours.
     * @return whether it is: UDP to port 500 or 4500.
     */
    public static boolean isToUs(IpHeader header) {
        return header.protocol() == IpProtocol.UDP && isPort(header.destinationPort());
    }

    /** {@return whether a packet of our host's is its IKE's: UDP from port 500 or 4500} */
    static boolean isFromUs(IpHeader header) {
        return header.protocol() == IpProtocol.UDP && isPort(header.sourcePort());
    }

    private static boolean isPort(int port) {
        return port == PORT || port == NAT_PORT;
    }
}
