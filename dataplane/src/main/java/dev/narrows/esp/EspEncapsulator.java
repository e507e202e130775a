package dev.narrows.esp;

import dev.narrows.crypto.Algorithm;
import dev.narrows.packet.Packet;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.Tunnel;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Esp;
import dev.narrows.wire.EspTrailer;
import dev.narrows.wire.FlowLabel;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Puts a packet into ESP, where it lies:
 *
 * <ol>
 * <li>find what is protected: in tunnel mode the whole packet, in transport mode what follows its header and the
 *     extension headers that routers process (RFC 4303 3.1);</li>
 * <li>see that headers, trailer and ICV have room: nothing has been written or used up before;</li>
 * <li>see that the SA's lifetime has room for the packet (RFC 4301 4.4.2.1);</li>
 * <li>take a sequence number (RFC 4303 3.3.3);</li>
 * <li>pad for traffic flow confidentiality with zeros (RFC 4303 2.7), then to the algorithm's alignment with 1, 2, 3,
 *     ...; write pad length and next header (RFC 4303 2.4 to 2.6);</li>
 * <li>write the headers in front: a new one in tunnel mode (RFC 4301 5.1.2: DSCP by the tunnel's settings, ECN copied
 *     by RFC 6040 4.1, DF as the caller decides, a flow label by RFC 6438), the packet's own, moved up, in transport
 *     mode; UDP (RFC 3948 2.1); ESP (RFC 4303 2.1 and 2.2);</li>
 * <li>encrypt and write IV and ICV (RFC 4303 3.3.2);</li>
 * <li>move the packet's start to the outer header, and count.</li>
 * </ol>
 *
 * <p>Belongs to one worker.
 */
public final class EspEncapsulator {
    private final OwnHeader ownHeader = new OwnHeader();
    private final FlowLabel flowLabel;

    /**
     * An encapsulator.
     *
     * @param flowLabelKey for the hash of flows; unpredictable from outside.
     */
    public EspEncapsulator(long flowLabelKey) {
        flowLabel = new FlowLabel(flowLabelKey);
    }

    /** {@return the flow label of the outer IPv6 header, 20 bits, by a packet's header} */
    public int flowLabel(IpHeader inner) {
        return flowLabel.of(inner);
    }

    /**
     * Encapsulates a packet.
     *
     * @param packet       its data are one packet and nothing behind it: its TTL already lowered. On success its data
     *                     are the outer packet; else it is as before.
     * @param inner        the packet's header. Of no meaning any more on success.
     * @param sa           the SA. In transport mode the packet's addresses are the path's, and it is no fragment.
     * @param dontFragment the outer DF bit, see {@link Tunnel#outerDf}; of no meaning with IPv6. In transport mode a
     *                     packet without DF does not get it.
     * @return null on success, else {@link DropReason#NO_ROOM}, {@link DropReason#LIFETIME_EXPIRED},
     *     {@link DropReason#LEASE_EXHAUSTED} or {@link DropReason#SEQUENCE_EXHAUSTED}.
     */
    public DropReason encapsulate(Packet packet, IpHeader inner, OutboundSa sa, boolean dontFragment) {
        Tunnel tunnel = sa.tunnel();
        if (tunnel.isTransport()) {
            return encapsulateTransport(packet, inner, sa, dontFragment);
        }
        OuterPath path = tunnel.path();
        return encapsulateTunnel(packet, sa, inner.isIpv6() ? IpProtocol.IPV6 : IpProtocol.IPIP,
            tunnel.outerTrafficClass(inner.trafficClass()), dontFragment, path.isIpv6() ? flowLabel.of(inner) : 0,
            sa.tfcLength(packet.length()));
    }

    /**
     * Encapsulates a path probe: its outer packet has DF whatever the tunnel's policy is, and nothing is added to its
     * length.
     *
     * @param packet its data are the probe, with DF in transport mode.
     * @param inner  the probe's header. Of no meaning any more on success.
     * @param sa     the SA.
     * @return as {@link #encapsulate}.
     */
    public DropReason encapsulateProbe(Packet packet, IpHeader inner, OutboundSa sa) {
        Tunnel tunnel = sa.tunnel();
        if (tunnel.isTransport()) {
            return encapsulateTransport(packet, inner, sa, true);
        }
        return encapsulateTunnel(packet, sa, inner.isIpv6() ? IpProtocol.IPV6 : IpProtocol.IPIP,
            tunnel.outerTrafficClass(inner.trafficClass()), true, tunnel.path().isIpv6() ? flowLabel.of(inner) : 0, 0);
    }

    /**
     * Encapsulates a dummy packet (RFC 4303 2.6), which the peer discards.
     *
     * @param packet its data are what is to look like a packet, of any content.
     * @param sa     the SA; tunnel mode.
     * @return as {@link #encapsulate}.
     */
    public DropReason encapsulateDummy(Packet packet, OutboundSa sa) {
        return encapsulateTunnel(packet, sa, IpProtocol.NONE, sa.tunnel().outerTrafficClass(0), false, 0,
            sa.tfcLength(packet.length()));
    }

    private DropReason encapsulateTunnel(
        Packet packet, OutboundSa sa, int nextHeader, int trafficClass, boolean dontFragment, int label,
        int tfcLength) {
        Algorithm algorithm = sa.transform().algorithm();
        OuterPath path = sa.tunnel().path();
        int payloadOffset = packet.offset();
        int payloadLength = packet.length();
        int protectedLength = sa.overhead().protectedLength(payloadLength + tfcLength);
        int headersLength = path.headersLength() + Esp.HEADER_LENGTH + algorithm.ivLength();
        int outerLength = headersLength + protectedLength + algorithm.icvLength();
        DropReason failure = reserve(packet, payloadOffset - headersLength, payloadOffset, protectedLength, sa);
        if (failure != null) {
            return failure;
        }
        long sequence = sa.takeSequence();
        if (sequence == OutboundSa.NO_SEQUENCE) {
            return sa.exhaustion();
        }
        UnsafeBuffer buffer = packet.buffer();
        int outerOffset = payloadOffset - headersLength;
        writeTrailer(buffer, payloadOffset + payloadLength, tfcLength, protectedLength - payloadLength - tfcLength,
            nextHeader);
        path.writeIpHeader(buffer, outerOffset, trafficClass, outerLength, dontFragment, label);
        seal(buffer, outerOffset + path.headersLength(), protectedLength, sequence, sa);
        packet.bounds(outerOffset, outerLength);
        sa.charge(protectedLength);
        if (nextHeader != IpProtocol.NONE) {
            sa.count(payloadLength);
        }
        return null;
    }

    private DropReason encapsulateTransport(Packet packet, IpHeader header, OutboundSa sa, boolean dontFragment) {
        Algorithm algorithm = sa.transform().algorithm();
        OuterPath path = sa.tunnel().path();
        int headerLength = header.unfragmentableLength();
        int payloadOffset = packet.offset() + headerLength;
        int packetLength = packet.length();
        int payloadLength = packetLength - headerLength;
        int protectedLength = sa.overhead().protectedLength(payloadLength);
        int shift = path.udpLength() + Esp.HEADER_LENGTH + algorithm.ivLength();
        int outerLength = headerLength + shift + protectedLength + algorithm.icvLength();
        DropReason failure = reserve(packet, packet.offset() - shift, payloadOffset, protectedLength, sa);
        if (failure != null) {
            return failure;
        }
        long sequence = sa.takeSequence();
        if (sequence == OutboundSa.NO_SEQUENCE) {
            return sa.exhaustion();
        }
        UnsafeBuffer buffer = packet.buffer();
        int outerOffset = packet.offset() - shift;
        int nextHeader = ownHeader.move(header, outerOffset, headerLength, header.nextHeaderField(),
            path.udpLength() > 0 ? IpProtocol.UDP : IpProtocol.ESP, outerLength);
        if (!dontFragment && !path.isIpv6()) {
            ownHeader.allowFragments(buffer, outerOffset, path.nextIdentification());
        }
        writeTrailer(buffer, payloadOffset + payloadLength, 0, protectedLength - payloadLength, nextHeader);
        seal(buffer, outerOffset + headerLength + path.udpLength(), protectedLength, sequence, sa);
        packet.bounds(outerOffset, outerLength);
        sa.charge(protectedLength);
        sa.count(packetLength);
        return null;
    }

    private static DropReason reserve(Packet packet, int start, int payloadOffset, int protectedLength, OutboundSa sa) {
        // A packet's whole memory has at most 65535 bytes: what has room cannot overflow a length field.
        int end = payloadOffset + protectedLength + sa.transform().algorithm().icvLength();
        if (start < 0 || end > packet.buffer().capacity()) {
            return DropReason.NO_ROOM;
        }
        return sa.isSpentBy(protectedLength) ? DropReason.LIFETIME_EXPIRED : null;
    }

    private static void writeTrailer(UnsafeBuffer buffer, int offset, int tfcLength, int trailerLength,
        int nextHeader) {
        int padOffset = offset;
        if (tfcLength > 0) {
            buffer.setMemory(offset, tfcLength, (byte)0);
            padOffset += tfcLength;
        }
        int padLength = trailerLength - EspTrailer.LENGTH;
        for (int i = 0; i < padLength; i++) {
            buffer.putByte(padOffset + i, (byte)(i + 1));
        }
        EspTrailer.put(buffer, padOffset + padLength, padLength, nextHeader);
    }

    private void seal(UnsafeBuffer buffer, int espOffset, int protectedLength, long sequence, OutboundSa sa) {
        Esp.put(buffer, espOffset, sa.spi(), sequence);
        sa.transform().seal(buffer, espOffset, protectedLength, sequence);
        OuterPath path = sa.tunnel().path();
        if (path.udpLength() > 0) {
            Algorithm algorithm = sa.transform().algorithm();
            path.writeUdpHeader(buffer, espOffset - path.udpLength(),
                Esp.HEADER_LENGTH + algorithm.ivLength() + protectedLength + algorithm.icvLength());
        }
    }
}
