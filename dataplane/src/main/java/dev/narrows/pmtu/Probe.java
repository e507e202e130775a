package dev.narrows.pmtu;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.InternetChecksum;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv6;

/**
 * A path probe: an ICMP echo request of an exact length that any peer answers (RFC 792, RFC 4443 4; RFC 8899 for what
 * it is good for). Its data name Narrows, so that no ping is mistaken for one, and carry a token that nobody else can
 * know.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |      Type     |      Code     |            Checksum           |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |           Identifier          |            Sequence           |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                        Magic (8 bytes)                        |
 *   |                                                               |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                        Token (8 bytes)                        |
 *   |                                                               |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                         Zeros, from 0                         |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>These tests are for packets that came out of a security association: in clear, anybody may write the magic.
 */
public final class Probe {
    /** Says "Narrows!" in ASCII. */
    public static final long MAGIC = 0x4E61_7272_6F77_7321L;
    /** Where the magic stands, from the ICMP header on. */
    public static final int MAGIC_OFFSET = Icmpv4.HEADER_LENGTH;
    /** Where the token stands, from the ICMP header on. */
    public static final int TOKEN_OFFSET = MAGIC_OFFSET + Long.BYTES;
    /** The least bytes of the ICMP message, and all that an answer by Narrows has. */
    public static final int MIN_MESSAGE_LENGTH = TOKEN_OFFSET + Long.BYTES;

    private Probe() {
    }

    /**
     * Tells the shortest probe there is.
     *
     * @param isIpv6 its family.
     * @return bytes of the whole packet.
     */
    public static int minLength(boolean isIpv6) {
        return (isIpv6 ? Ipv6.HEADER_LENGTH : Ipv4.MIN_HEADER_LENGTH) + MIN_MESSAGE_LENGTH;
    }

    /**
     * Tests for a probe that a Narrows gateway sent: whole, and without options or extension headers.
     *
     * @param header the packet's; the packet is all there.
     * @return whether it is one.
     */
    public static boolean isRequest(IpHeader header) {
        int type = header.isIpv6() ? Icmpv6.ECHO_REQUEST : Icmpv4.ECHO_REQUEST;
        int plainLength = header.isIpv6() ? Ipv6.HEADER_LENGTH : Ipv4.MIN_HEADER_LENGTH;
        return hasMagic(header, type) && header.headerLength() == plainLength && !header.isFragment()
            && isChecksumRight(header);
    }

    /**
     * Tests for an answer to a probe, by whatever peer. Of an answer in fragments, which a narrower way back may make
     * of it, the first counts: it holds the token, and its checksum cannot be tested.
     *
     * @param header the packet's; the packet is all there.
     * @return whether it is one.
     */
    public static boolean isAnswer(IpHeader header) {
        int type = header.isIpv6() ? Icmpv6.ECHO_REPLY : Icmpv4.ECHO_REPLY;
        return hasMagic(header, type) && (header.isFragment() || isChecksumRight(header));
    }

    /**
     * Reads the token.
     *
     * @param header of a packet that {@link #isRequest} or {@link #isAnswer} is true of.
     * @return whatever its sender chose.
     */
    public static long token(IpHeader header) {
        return header.buffer().getLong(header.payloadOffset() + TOKEN_OFFSET, BIG_ENDIAN);
    }

    private static boolean hasMagic(IpHeader header, int type) {
        // Where ports would be, a header has ICMP's type and code; later fragments have none.
        return header.protocol() == protocol(header)
            && header.sourcePort() == type << Byte.SIZE
            && header.payloadLength() >= MIN_MESSAGE_LENGTH
            && header.buffer().getLong(header.payloadOffset() + MAGIC_OFFSET, BIG_ENDIAN) == MAGIC;
    }

    private static boolean isChecksumRight(IpHeader header) {
        int length = header.payloadLength();
        long pseudoHeaderSum = header.isIpv6() ? header.pseudoHeaderSum(IpProtocol.ICMPV6, length) : 0;
        return InternetChecksum.isRight(
            InternetChecksum.sum(header.buffer(), header.payloadOffset(), length) + pseudoHeaderSum);
    }

    private static int protocol(IpHeader header) {
        return header.isIpv6() ? IpProtocol.ICMPV6 : IpProtocol.ICMP;
    }
}
