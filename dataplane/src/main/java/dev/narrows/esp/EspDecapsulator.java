package dev.narrows.esp;

import dev.narrows.crypto.Algorithm;
import dev.narrows.packet.Packet;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.ReplayWindow;
import dev.narrows.sa.Tunnel;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.EcnTunnel;
import dev.narrows.wire.Esp;
import dev.narrows.wire.EspTrailer;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Udp;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Takes a packet out of ESP, where it lies:
 *
 * <ol>
 * <li>see that header, IV, trailer and ICV are there, and the ciphertext is aligned (RFC 4303 2.4);</li>
 * <li>see that the outer addresses, and the UDP ports where there are any, are the SA's (RFC 4301 4.1, RFC 3948
 * 2.1);</li>
 * <li>infer the upper half of an extended sequence number (RFC 4303 A2.2), and check the number against the replay
 *     window, without a change (RFC 4303 3.4.3);</li>
 * <li>verify the ICV and decrypt (RFC 4303 3.4.4);</li>
 * <li>check the sequence number again, and only now move the window (RFC 4303 3.4.3);</li>
 * <li>charge the SA's lifetime, or drop what it has no room for (RFC 4301 4.4.2.1);</li>
 * <li>bound the pad length, then see that the padding is 1, 2, 3, ... (RFC 4303 2.4 and 2.5);</li>
 * <li>drop dummy packets, and in tunnel mode what is neither IPv4 nor IPv6 (RFC 4303 2.6);</li>
 * <li>in tunnel mode, see that the inner header is valid and its length is there; what lies behind is TFC padding (RFC
 *     4303 2.7); combine the congestion marks (RFC 6040 4.2), the inner checksum following (RFC 1624);</li>
 * <li>in transport mode, put the packet's own header back in front of what it carried (RFC 4303 3.1.1);</li>
 * <li>move the packet's bounds to what came out, and count.</li>
 * </ol>
 *
 * <p>Whether its addresses, protocol and ports are within the SA's selectors (RFC 4301 5.2) is for the caller to see.
 *
 * <p>Belongs to one worker.
 */
public final class EspDecapsulator {
    private final IpHeader inner = new IpHeader();
    private final OwnHeader ownHeader = new OwnHeader();
    private final Esp esp = new Esp();
    private final Udp udp = new Udp();
    private int payloadLength;
    private int nextHeader;

    /** {@return the header of the packet that came out last, until the next call} */
    public IpHeader inner() {
        return inner;
    }

    /**
     * Decapsulates a packet.
     *
     * @param packet    its data are one packet: valid, not a fragment. On success its data are what came out and
     *                  nothing behind it; else it may hold garbage and must be dropped.
     * @param outer     its header. Of no meaning any more on success.
     * @param espOffset where ESP starts: behind the header, and behind UDP where there is UDP; an ESP header is there.
     * @param sa        the SA that the SPI led to.
     * @return null on success, else the reason.
     */
    public DropReason decapsulate(Packet packet, IpHeader outer, int espOffset, InboundSa sa) {
        Algorithm algorithm = sa.transform().algorithm();
        int payloadOffset = espOffset + Esp.HEADER_LENGTH + algorithm.ivLength();
        int protectedLength = packet.offset() + packet.length() - payloadOffset - algorithm.icvLength();
        if (!isLengthValid(protectedLength, algorithm.alignment())) {
            return DropReason.SHORT_ESP;
        }
        if (!isFromPeer(outer, espOffset, sa.tunnel())) {
            return DropReason.WRONG_OUTER_ADDRESS;
        }
        UnsafeBuffer buffer = packet.buffer();
        DropReason reason = authenticate(buffer, espOffset, protectedLength, sa);
        if (reason != null) {
            return reason;
        }
        return finish(packet, outer, espOffset, sa);
    }

    /**
     * Goes on with a packet that has authenticated, been decrypted and charged.
     *
     * @param packet    as for {@link #decapsulate}, its payload decrypted.
     * @param outer     its header. Of no meaning any more on success.
     * @param espOffset where ESP starts.
     * @param sa        the SA.
     * @return null on success, else the reason.
     */
    public DropReason finish(Packet packet, IpHeader outer, int espOffset, InboundSa sa) {
        Algorithm algorithm = sa.transform().algorithm();
        int payloadOffset = espOffset + Esp.HEADER_LENGTH + algorithm.ivLength();
        int protectedLength = packet.offset() + packet.length() - payloadOffset - algorithm.icvLength();
        DropReason reason = checkPadding(packet.buffer(), payloadOffset, protectedLength);
        if (reason != null) {
            return reason;
        }
        reason = sa.tunnel().isTransport()
            ? restore(packet, outer, payloadOffset)
            : unwrap(packet, outer, payloadOffset);
        if (reason == null) {
            sa.count(packet.length());
        }
        return reason;
    }

    /** The shortest payload is empty, as a dummy's may be: padding and trailer alone. */
    private static boolean isLengthValid(int protectedLength, int alignment) {
        return protectedLength >= Math.max(alignment, EspTrailer.LENGTH) && (protectedLength & (alignment - 1)) == 0;
    }

    private boolean isFromPeer(IpHeader outer, int espOffset, Tunnel tunnel) {
        if (!tunnel.path().isFrom(outer) || espOffset != outer.payloadOffset() + tunnel.path().udpLength()) {
            return false;
        }
        if (tunnel.path().udpLength() == 0) {
            return true;
        }
        udp.wrap(outer.buffer(), outer.payloadOffset());
        return udp.sourcePort() == tunnel.path().endpoints().remotePort()
            && udp.destinationPort() == tunnel.path().endpoints().localPort();
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

    private DropReason checkPadding(UnsafeBuffer buffer, int offset, int length) {
        int trailer = offset + length - EspTrailer.LENGTH;
        int padLength = EspTrailer.padLength(buffer, trailer);
        payloadLength = length - EspTrailer.LENGTH - padLength;
        if (payloadLength < 0 || !isPadding(buffer, offset + payloadLength, padLength)) {
            return DropReason.BAD_PADDING;
        }
        nextHeader = EspTrailer.nextHeader(buffer, trailer);
        return nextHeader == IpProtocol.NONE ? DropReason.DUMMY : null;
    }

    private DropReason unwrap(Packet packet, IpHeader outer, int payloadOffset) {
        if (nextHeader != IpProtocol.IPIP && nextHeader != IpProtocol.IPV6) {
            return DropReason.BAD_NEXT_HEADER;
        }
        if (!inner.parse(packet.buffer(), payloadOffset, payloadLength)
            || inner.isIpv6() != (nextHeader == IpProtocol.IPV6)) {
            return DropReason.BAD_INNER;
        }
        int arrived = inner.trafficClass();
        int combined = EcnTunnel.decapsulate(arrived, outer.trafficClass());
        if (combined == EcnTunnel.DROP) {
            return DropReason.CONGESTION_UNMARKABLE;
        }
        if (combined != EcnTunnel.encapsulate(arrived)) {
            inner.updateEcn(combined);
        }
        packet.bounds(payloadOffset, inner.totalLength());
        return null;
    }

    private DropReason restore(Packet packet, IpHeader outer, int payloadOffset) {
        int headerLength = outer.headerLength();
        int start = payloadOffset - headerLength;
        ownHeader.move(outer, start, headerLength, outer.protocolField(), nextHeader, headerLength + payloadLength);
        packet.bounds(start, headerLength + payloadLength);
        return inner.parse(packet.buffer(), start, packet.length()) ? null : DropReason.BAD_INNER;
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
}
