package dev.narrows.worker;

import dev.narrows.packet.Packet;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv6;

/**
 * Turns an ICMP echo request to the gateway into its answer, in place (RFC 1122 3.2.2.6, RFC 4443 4.2). The answer has
 * neither options nor extension headers, whatever the request has: a source route in it would send us anywhere
 * (RFC 7126 4.3 and 4.4, RFC 5095).
 *
 * <p>Belongs to one worker. Allocates nothing.
 */
final class EchoAnswer {
    private static final int TTL = 64;

    private final Icmpv4 icmpv4 = new Icmpv4();
    private final Icmpv6 icmpv6 = new Icmpv6();
    private final Ipv4 ipv4 = new Ipv4();
    private final Ipv6 ipv6 = new Ipv6();

    /**
     * Writes the answer over its request.
     *
     * @param packet whose data are exactly one valid IP packet for one of our addresses, no fragment.
     * @param header its header; of no meaning afterwards.
     * @return why there is none, the packet as it was then; or null.
     */
    DropReason write(Packet packet, IpHeader header) {
        if (header.protocol() == IpProtocol.ICMP && !header.isIpv6()) {
            return writeIpv4(packet, header);
        }
        return header.protocol() == IpProtocol.ICMPV6 && header.isIpv6()
            ? writeIpv6(packet, header) : DropReason.NOT_SERVED;
    }

    private DropReason writeIpv4(Packet packet, IpHeader header) {
        int length = header.payloadLength();
        icmpv4.wrap(packet.buffer(), header.payloadOffset());
        if (!icmpv4.isValid(length) || !icmpv4.isChecksumRight(length)) {
            return DropReason.BAD_ICMP;
        }
        if (icmpv4.type() != Icmpv4.ECHO_REQUEST) {
            return DropReason.ICMP_IGNORED;
        }
        int start = moveHeader(packet, header, Ipv4.MIN_HEADER_LENGTH);
        ipv4.wrap(packet.buffer(), start);
        int asker = ipv4.source();
        // Whoever asks how much fits on the way here learns it although less fits on the way back.
        ipv4.headerLength(Ipv4.MIN_HEADER_LENGTH).totalLength(packet.length()).source(ipv4.destination())
            .destination(asker).ttl(TTL).fragment(false, false, 0).computeChecksum();
        icmpv4.type(Icmpv4.ECHO_REPLY).computeChecksum(length);
        return null;
    }

    private DropReason writeIpv6(Packet packet, IpHeader header) {
        int length = header.payloadLength();
        // Source and destination change places in the reply: the pseudo header's sum is the same.
        int pseudoHeaderSum = header.pseudoHeaderSum(IpProtocol.ICMPV6, length);
        icmpv6.wrap(packet.buffer(), header.payloadOffset());
        if (!icmpv6.isValid(length) || !icmpv6.isChecksumRight(pseudoHeaderSum, length)) {
            return DropReason.BAD_ICMP;
        }
        if (icmpv6.type() != Icmpv6.ECHO_REQUEST) {
            return DropReason.ICMP_IGNORED;
        }
        if (header.extensions().hasSegmentsLeft(header.buffer(), header.offset())) {
            return DropReason.SOURCE_ROUTE;
        }
        ipv6.wrap(packet.buffer(), moveHeader(packet, header, Ipv6.HEADER_LENGTH));
        ipv6.payloadLength(length).nextHeader(IpProtocol.ICMPV6)
            .source(header.destinationHigh(), header.destinationLow())
            .destination(header.sourceHigh(), header.sourceLow()).hopLimit(TTL);
        icmpv6.type(Icmpv6.ECHO_REPLY).computeChecksum(pseudoHeaderSum, length);
        return null;
    }

    /** Moves the header's fixed part to where nothing is between it and its payload. */
    private static int moveHeader(Packet packet, IpHeader header, int length) {
        int start = header.payloadOffset() - length;
        if (start != header.offset()) {
            packet.buffer().putBytes(start, packet.buffer(), header.offset(), length);
            packet.bounds(start, length + header.payloadLength());
        }
        return start;
    }
}
