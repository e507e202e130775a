package dev.narrows.pmtu;

import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv6;
import dev.narrows.wire.Tcp;

/**
 * Lowers the maximum segment size that a TCP SYN, or SYN and ACK, promises to take (RFC 9293 3.7.1), so that no segment
 * comes that does not fit. The checksum follows (RFC 1624); where it was wrong it stays wrong. A SYN without the option
 * is left alone, and so is one with an authentication option (RFC 5925), whose code covers all options.
 *
 * <p>Belongs to one thread. Allocates nothing.
 */
public final class MssClamp {
    private final Tcp tcp = new Tcp();

    /**
     * Tells the largest segment of a packet.
     *
     * @param packetLength bytes of the packet, from 68 to 65535.
     * @param isIpv6       its family.
     * @return bytes, without headers and without options in either header (RFC 6691 2).
     */
    public static int segment(int packetLength, boolean isIpv6) {
        return packetLength - (isIpv6 ? Ipv6.HEADER_LENGTH : Ipv4.MIN_HEADER_LENGTH) - Tcp.MIN_HEADER_LENGTH;
    }

    /**
     * Tests a packet.
     *
     * @param header its header.
     * @return whether it is a TCP SYN whose whole TCP header is there, also in the first of several fragments.
     */
    public boolean isSyn(IpHeader header) {
        return header.protocol() == IpProtocol.TCP && !header.isLaterFragment()
            && tcp.wrap(header.buffer(), header.payloadOffset()).isValid(header.payloadLength())
            && (tcp.flags() & Tcp.FLAG_SYN) != 0;
    }

    /**
     * Lowers what the packet tested last promises, each time that it does.
     *
     * @param mss the most that it may, in bytes, from 0 to 65535.
     * @return whether it promised more.
     */
    public boolean lower(int mss) {
        if (tcp.option(Tcp.OPTION_AUTHENTICATION, Tcp.MIN_HEADER_LENGTH) != Tcp.NO_OPTION) {
            return false;
        }
        boolean isLowered = false;
        int option = tcp.option(Tcp.OPTION_MSS, Tcp.MIN_HEADER_LENGTH);
        while (option != Tcp.NO_OPTION) {
            if (tcp.optionLength(option) == Tcp.MSS_LENGTH && tcp.mss(option) > mss) {
                tcp.updateMss(option, mss);
                isLowered = true;
            }
            option = tcp.option(Tcp.OPTION_MSS, option + tcp.optionLength(option));
        }
        return isLowered;
    }
}
