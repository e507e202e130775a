package dev.narrows.pmtu;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.InternetChecksum;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv6;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes path probes, as {@link Probe} shows them. All of one writer have one identifier, and sequence numbers that
 * count.
 *
 * <p>Belongs to one thread. Allocates nothing.
 */
public final class ProbeWriter {
    private static final int TTL = 64;

    private final Ipv4 ipv4 = new Ipv4();
    private final Icmpv4 icmpv4 = new Icmpv4();
    private final Ipv6 ipv6 = new Ipv6();
    private final Icmpv6 icmpv6 = new Icmpv6();
    private final int identifier;
    private int sequence;

    /**
     * A writer.
     *
     * @param identifier ICMP's, from 0 to 65535.
     */
    public ProbeWriter(int identifier) {
        this.identifier = identifier;
    }

    /**
     * Writes a probe.
     *
     * @param buffer       receives it.
     * @param offset       where its IP header goes.
     * @param length       its bytes in all, from {@link Probe#minLength} to 65535: so many must lie in the buffer.
     * @param from         our address.
     * @param to           the peer's, of the same family.
     * @param dontFragment DF; of no meaning with IPv6.
     * @param token        whatever is to come back.
     */
    public void write(
        UnsafeBuffer buffer, int offset, int length, IpAddress from, IpAddress to, boolean dontFragment, long token) {
        sequence = (sequence + 1) & 0xFFFF;
        buffer.setMemory(offset, length, (byte)0);
        if (from.isIpv4()) {
            writeIpv4(buffer, offset, length, from, to, dontFragment, token);
        } else {
            writeIpv6(buffer, offset, length, from, to, token);
        }
    }

    private void writeIpv4(
        UnsafeBuffer buffer, int offset, int length, IpAddress from, IpAddress to, boolean dontFragment, long token) {
        int icmpOffset = offset + Ipv4.MIN_HEADER_LENGTH;
        writeData(buffer, icmpOffset, token);
        icmpv4.wrap(buffer, icmpOffset).type(Icmpv4.ECHO_REQUEST).identifier(identifier).sequence(sequence)
            .computeChecksum(length - Ipv4.MIN_HEADER_LENGTH);
        ipv4.wrap(buffer, offset)
            .headerLength(Ipv4.MIN_HEADER_LENGTH)
            .totalLength(length)
            .identification(sequence)
            .fragment(dontFragment, false, 0)
            .ttl(TTL)
            .protocol(IpProtocol.ICMP)
            .source(from.ipv4())
            .destination(to.ipv4())
            .computeChecksum();
    }

    private void writeIpv6(UnsafeBuffer buffer, int offset, int length, IpAddress from, IpAddress to, long token) {
        int icmpOffset = offset + Ipv6.HEADER_LENGTH;
        int messageLength = length - Ipv6.HEADER_LENGTH;
        writeData(buffer, icmpOffset, token);
        icmpv6.wrap(buffer, icmpOffset).type(Icmpv6.ECHO_REQUEST).identifier(identifier).sequence(sequence)
            .computeChecksum(InternetChecksum.pseudoHeaderSum(from.high(), from.low(), to.high(), to.low(),
                IpProtocol.ICMPV6, messageLength), messageLength);
        ipv6.wrap(buffer, offset)
            .start(0, 0)
            .payloadLength(messageLength)
            .nextHeader(IpProtocol.ICMPV6)
            .hopLimit(TTL)
            .source(from.high(), from.low())
            .destination(to.high(), to.low());
    }

    private static void writeData(UnsafeBuffer buffer, int icmpOffset, long token) {
        buffer.putLong(icmpOffset + Probe.MAGIC_OFFSET, Probe.MAGIC, BIG_ENDIAN);
        buffer.putLong(icmpOffset + Probe.TOKEN_OFFSET, token, BIG_ENDIAN);
    }
}
