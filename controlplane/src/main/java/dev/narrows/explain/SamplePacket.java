package dev.narrows.explain;

import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.InternetChecksum;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv6;
import dev.narrows.wire.Tcp;
import dev.narrows.wire.Udp;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes the packet that a question is about. No checksum of TCP's or UDP's is computed: nothing that a packet meets
 * here looks at them.
 */
final class SamplePacket {
    private static final int TTL = 64;
    private static final int IDENTIFICATION = 1;
    private static final int TCP_DATA_OFFSET = (Tcp.MIN_HEADER_LENGTH / Integer.BYTES) << 4;

    private SamplePacket() {
    }

    /**
     * Writes a packet.
     *
     * @param buffer   receives it; zeros.
     * @param offset   where.
     * @param question about what.
     */
    static void write(UnsafeBuffer buffer, int offset, Question question) {
        if (question.isIpv6()) {
            int upperLength = question.length() - Ipv6.HEADER_LENGTH;
            new Ipv6().wrap(buffer, offset).start(0, 0).payloadLength(upperLength).nextHeader(question.protocol())
                .hopLimit(TTL).source(question.from().high(), question.from().low())
                .destination(question.to().high(), question.to().low());
            writeUpper(buffer, offset + Ipv6.HEADER_LENGTH, upperLength, question);
        } else {
            new Ipv4().wrap(buffer, offset).headerLength(Ipv4.MIN_HEADER_LENGTH).tos(0).totalLength(question.length())
                .identification(IDENTIFICATION).fragment(question.dontFragment(), false, 0).ttl(TTL)
                .protocol(question.protocol()).source(question.from().ipv4()).destination(question.to().ipv4())
                .computeChecksum();
            writeUpper(buffer, offset + Ipv4.MIN_HEADER_LENGTH, question.length() - Ipv4.MIN_HEADER_LENGTH, question);
        }
    }

    private static void writeUpper(UnsafeBuffer buffer, int offset, int length, Question question) {
        if (IpProtocol.hasPorts(question.protocol())) {
            new Udp().wrap(buffer, offset).sourcePort(question.fromPort()).destinationPort(question.toPort());
        }
        switch (question.protocol()) {
            case IpProtocol.UDP -> new Udp().wrap(buffer, offset).length(length);
            case IpProtocol.TCP -> buffer.putShort(offset + Tcp.DATA_OFFSET_OFFSET,
                (short)((TCP_DATA_OFFSET << Byte.SIZE) | Tcp.FLAG_ACK), ByteOrder.BIG_ENDIAN);
            case IpProtocol.ICMP -> new Icmpv4().wrap(buffer, offset).type(Icmpv4.ECHO_REQUEST).computeChecksum(length);
            case IpProtocol.ICMPV6 -> new Icmpv6().wrap(buffer, offset).type(Icmpv6.ECHO_REQUEST).computeChecksum(
                InternetChecksum.pseudoHeaderSum(question.from().high(), question.from().low(), question.to().high(),
                    question.to().low(), IpProtocol.ICMPV6, length), length);
            default -> {
            }
        }
    }
}
