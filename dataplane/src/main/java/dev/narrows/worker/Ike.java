package dev.narrows.worker;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Udp;

/**
 * Tells the traffic that makes keys, which no policy can ask to be protected by them: UDP port 500, and port 4500
 * behind the non-ESP marker, where NAT keepalives pass too (RFC 7296 2 and 2.23, RFC 3948 2.2 and 2.3).
 */
public final class Ike {
    /** The port of IKE and of nothing else. */
    public static final int PORT = 500;

    /** In the place of an SPI: what follows is not ESP. */
    static final int NON_ESP_MARKER = 0;
    /** The bytes of the marker. */
    static final int MARKER_LENGTH = 4;

    private static final int NAT_PORT = 4500;
    private static final int KEEPALIVE_LENGTH = 1;

    private Ike() {
    }

    /**
     * Tells what is for our host's IKE.
     *
     * @param header of a packet to an address of ours, of which the first bytes are there.
     * @return whether it is.
     */
    public static boolean isToUs(IpHeader header) {
        return header.protocol() == IpProtocol.UDP && isIke(header, header.destinationPort());
    }

    /** {@return whether a packet of our host's is its IKE's} */
    static boolean isFromUs(IpHeader header) {
        return header.protocol() == IpProtocol.UDP && isIke(header, header.sourcePort());
    }

    private static boolean isIke(IpHeader header, int ourPort) {
        return ourPort == PORT || (ourPort == NAT_PORT && isNoEsp(header));
    }

    /** ESP's own is no exchange of keys; whoever sends it to a port where nobody opens it is not let in by it. */
    private static boolean isNoEsp(IpHeader header) {
        int length = header.payloadLength() - Udp.HEADER_LENGTH;
        return length == KEEPALIVE_LENGTH || (length >= MARKER_LENGTH
            && header.buffer().getInt(header.payloadOffset() + Udp.HEADER_LENGTH, BIG_ENDIAN) == NON_ESP_MARKER);
    }
}
