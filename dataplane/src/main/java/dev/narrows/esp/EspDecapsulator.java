package dev.narrows.esp;

import dev.narrows.crypto.Algorithm;
import dev.narrows.packet.Packet;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.ReplayWindow;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.EcnTunnel;
import dev.narrows.wire.Esp;
import dev.narrows.wire.EspTrailer;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Takes an IPv4 packet out of an ESP tunnel over IPv4, where it lies:
 *
 * <ol>
 * <li>see that header, IV, trailer and ICV are there, and the ciphertext is aligned (RFC 4303 2.4);</li>
 * <li>see that the outer addresses are the SA's (RFC 4301 4.1);</li>
 * <li>infer the upper half of an extended sequence number (RFC 4303 A2.2), and check the number against the replay
 *     window, without a change (RFC 4303 3.4.3);</li>
 * <li>verify the ICV and decrypt (RFC 4303 3.4.4);</li>
 * <li>check the sequence number again, and only now move the window (RFC 4303 3.4.3);</li>
 * <li>charge the SA's lifetime, or drop what it has no room for (RFC 4301 4.4.2.1);</li>
 * <li>bound the pad length, then see that the padding is 1, 2, 3, ... (RFC 4303 2.4 and 2.5);</li>
 * <li>drop dummy packets, and what is not IPv4 (RFC 4303 2.6);</li>
 * <li>see that the inner header is valid and its length is there; what lies behind is TFC padding (RFC 4303 2.7);</li>
 * <li>combine the congestion marks (RFC 6040 4.2), the inner checksum following (RFC 1624);</li>
 * <li>move the packet's bounds to the inner packet, and count.</li>
 * </ol>
 *
 * <p>Whether the inner addresses are within the SA's selectors (RFC 4301 5.2) is for the caller to see.
 *
 * <p>Belongs to one worker.
 */
public final class EspDecapsulator {
    private final Ipv4 outer = new Ipv4();
    private final Ipv4 inner = new Ipv4();
    private final Esp esp = new Esp();

    /**
     * Decapsulates a packet.
     *
     * @param packet its data start at an outer IPv4 header: valid, ESP, not a fragment. On success its data are the
     *               inner packet and nothing behind it; else it may hold garbage and must be dropped.
     * @param sa     the SA that the SPI led to.
     * @return null on success, else the reason.
     */
    public DropReason decapsulate(Packet packet, InboundSa sa) {
        UnsafeBuffer buffer = packet.buffer();
        Algorithm algorithm = sa.transform().algorithm();
        outer.wrap(buffer, packet.offset());
        int espOffset = outer.payloadOffset();
        int payloadOffset = espOffset + Esp.HEADER_LENGTH + algorithm.ivLength();
        int protectedLength =
            outer.payloadLength() - Esp.HEADER_LENGTH - algorithm.ivLength() - algorithm.icvLength();
        if (!isLengthValid(protectedLength, algorithm.alignment())) {
            return DropReason.SHORT_ESP;
        }
        if (!isFrom(sa.tunnel().path())) {
            return DropReason.WRONG_OUTER_ADDRESS;
        }
        DropReason reason = authenticate(buffer, espOffset, protectedLength, sa);
        if (reason != null) {
            return reason;
        }
        reason = checkContent(buffer, payloadOffset, protectedLength);
        if (reason != null) {
            return reason;
        }
        if (!combineCongestionMarks()) {
            return DropReason.CONGESTION_UNMARKABLE;
        }
        packet.bounds(payloadOffset, inner.totalLength());
        sa.count(inner.totalLength());
        return null;
    }

    /** The shortest payload is empty, as a dummy's may be: padding and trailer alone. */
    private static boolean isLengthValid(int protectedLength, int alignment) {
        return protectedLength >= Math.max(alignment, EspTrailer.LENGTH) && (protectedLength & (alignment - 1)) == 0;
    }

    private boolean isFrom(OuterPath path) {
        return outer.source() == path.remote() && outer.destination() == path.local();
    }

    private DropReason authenticate(UnsafeBuffer buffer, int espOffset, int protectedLength, InboundSa sa) {
        ReplayWindow window = sa.replayWindow();
        long sequence = sa.inferSequence(esp.wrap(buffer, espOffset).sequence());
        DropReason reason = checkReplay(window, sequence);
        if (reason != null) {
            return reason;
        }
        if (!sa.transform().open(buffer, espOffset, protectedLength, sequence)) {
            return DropReason.BAD_ICV;
        }
        reason = checkReplay(window, sequence);
        if (reason != null) {
            return reason;
        }
        window.commit(sequence);
        if (sa.isSpentBy(protectedLength)) {
            return DropReason.LIFETIME_EXPIRED;
        }
        sa.charge(protectedLength);
        return null;
    }

    private DropReason checkContent(UnsafeBuffer buffer, int offset, int length) {
        int trailer = offset + length - EspTrailer.LENGTH;
        int padLength = EspTrailer.padLength(buffer, trailer);
        int payloadLength = length - EspTrailer.LENGTH - padLength;
        if (payloadLength < 0 || !isPadding(buffer, offset + payloadLength, padLength)) {
            return DropReason.BAD_PADDING;
        }
        int nextHeader = EspTrailer.nextHeader(buffer, trailer);
        if (nextHeader != IpProtocol.IPIP) {
            return nextHeader == IpProtocol.NONE ? DropReason.DUMMY : DropReason.BAD_NEXT_HEADER;
        }
        inner.wrap(buffer, offset);
        return inner.isValid(payloadLength) && inner.isChecksumRight() ? null : DropReason.BAD_INNER;
    }

    private static DropReason checkReplay(ReplayWindow window, long sequence) {
        if (window.isStale(sequence)) {
            return DropReason.STALE_SEQUENCE;
        }
        return window.isSeen(sequence) ? DropReason.REPLAYED : null;
    }

    private static boolean isPadding(UnsafeBuffer buffer, int offset, int length) {
        for (int i = 0; i < length; i++) {
            if ((buffer.getByte(offset + i) & 0xFF) != i + 1) {
                return false;
            }
        }
        return true;
    }

    private boolean combineCongestionMarks() {
        int arrived = inner.ecn();
        int combined = EcnTunnel.decapsulate(arrived, outer.ecn());
        if (combined == EcnTunnel.DROP) {
            return false;
        }
        if (combined != arrived) {
            inner.updateEcn(combined);
        }
        return true;
    }
}
