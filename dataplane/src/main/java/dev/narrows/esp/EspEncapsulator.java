package dev.narrows.esp;

import dev.narrows.crypto.Algorithm;
import dev.narrows.packet.Packet;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.OutboundSa;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.EcnTunnel;
import dev.narrows.wire.Ecn;
import dev.narrows.wire.Esp;
import dev.narrows.wire.EspTrailer;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Puts an IPv4 packet into an ESP tunnel over IPv4, where it lies:
 *
 * <ol>
 * <li>see that headers, trailer and ICV have room: nothing has been written or used up before;</li>
 * <li>see that the SA's lifetime has room for the packet (RFC 4301 4.4.2.1);</li>
 * <li>take a sequence number (RFC 4303 3.3.3);</li>
 * <li>pad to the algorithm's alignment with 1, 2, 3, ...; write pad length and next header (RFC 4303 2.4 to 2.6);</li>
 * <li>write the ESP header, with the lower half of the sequence number (RFC 4303 2.1 to 2.2.1);</li>
 * <li>write the outer IPv4 header (RFC 4301 5.1.2.1): DSCP and ECN copied (RFC 6040 4.1), DF by the tunnel's policy
 *     (RFC 4301 8.1);</li>
 * <li>encrypt and write IV and ICV (RFC 4303 3.3.2);</li>
 * <li>move the packet's start to the outer header, and count.</li>
 * </ol>
 *
 * <p>An outer packet with DF has the identification 0: nobody fragments it, so any will do (RFC 6864 4.1), and the
 * 65536 there are stay with those that may be fragmented. Who takes DF away later gives it an identification.
 *
 * <p>Belongs to one worker.
 */
public final class EspEncapsulator {
    private static final int ATOMIC_IDENTIFICATION = 0;

    private final Ipv4 inner = new Ipv4();

    /**
     * Encapsulates a packet.
     *
     * @param packet its data are an inner IPv4 packet and nothing behind it: valid, its TTL already lowered, and of a
     *               length that the path takes. On success its data are the outer packet; else it is as before.
     * @param sa     the SA.
     * @return null on success, else {@link DropReason#NO_ROOM}, {@link DropReason#LIFETIME_EXPIRED},
     *     {@link DropReason#LEASE_EXHAUSTED} or {@link DropReason#SEQUENCE_EXHAUSTED}.
     */
    public DropReason encapsulate(Packet packet, OutboundSa sa) {
        Algorithm algorithm = sa.transform().algorithm();
        int innerOffset = packet.offset();
        int innerLength = packet.length();
        int protectedLength = sa.overhead().protectedLength(innerLength);
        int headersLength = Ipv4.MIN_HEADER_LENGTH + Esp.HEADER_LENGTH + algorithm.ivLength();
        int tailLength = protectedLength - innerLength + algorithm.icvLength();
        if (packet.offset() < headersLength || packet.tailroom() < tailLength) {
            return DropReason.NO_ROOM;
        }

        if (sa.isSpentBy(protectedLength)) {
            return DropReason.LIFETIME_EXPIRED;
        }
        long sequence = sa.takeSequence();
        if (sequence == OutboundSa.NO_SEQUENCE) {
            return sa.isExhausted() ? DropReason.SEQUENCE_EXHAUSTED : DropReason.LEASE_EXHAUSTED;
        }

        UnsafeBuffer buffer = packet.buffer();
        writeTrailer(buffer, innerOffset + innerLength, protectedLength - innerLength - EspTrailer.LENGTH);

        int outerOffset = innerOffset - headersLength;
        int espOffset = outerOffset + Ipv4.MIN_HEADER_LENGTH;
        Esp.put(buffer, espOffset, sa.spi(), sequence);

        // A packet's whole memory has at most 65535 bytes: what has room cannot overflow the total length.
        int outerLength = headersLength + innerLength + tailLength;
        inner.wrap(buffer, innerOffset);
        writeOuterHeader(buffer, outerOffset, outerLength, sa);

        sa.transform().seal(buffer, espOffset, protectedLength, sequence);

        packet.bounds(outerOffset, outerLength);
        sa.charge(protectedLength);
        sa.count(innerLength);
        return null;
    }

    private static void writeTrailer(UnsafeBuffer buffer, int padOffset, int padLength) {
        for (int i = 0; i < padLength; i++) {
            buffer.putByte(padOffset + i, (byte)(i + 1));
        }
        EspTrailer.put(buffer, padOffset + padLength, padLength, IpProtocol.IPIP);
    }

    private void writeOuterHeader(UnsafeBuffer buffer, int offset, int length, OutboundSa sa) {
        OuterPath path = sa.tunnel().path();
        int innerTos = inner.tos();
        boolean dontFragment = sa.tunnel().dfPolicy().outer(inner.dontFragment());
        path.header().write(buffer, offset, (innerTos & ~Ecn.MASK) | EcnTunnel.encapsulate(innerTos), length,
            dontFragment ? ATOMIC_IDENTIFICATION : path.nextIdentification(), dontFragment);
    }
}
