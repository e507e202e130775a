package dev.narrows.worker;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.narrows.packet.Packet;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Esp;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.Udp;

/**
 * Takes UDP datagrams to a port of ours that ESP comes in by (RFC 3948 2): keepalives end here, what starts with the
 * non-ESP marker of four zero bytes is none and for the host, as far as policies let it, and the rest is ESP. A checksum is not looked at: ESP has one
 * of its own that is better (RFC 3948 2.1).
 */
final class UdpStage {
    private static final int KEEPALIVE_LENGTH = 1;
    private static final byte KEEPALIVE = (byte)0xFF;

    private final InboundStage inboundStage;
    private final LocalDelivery localDelivery;
    private final Disposer disposer;
    private final Udp udp = new Udp();

    UdpStage(InboundStage inboundStage, LocalDelivery localDelivery, Disposer disposer) {
        this.inboundStage = inboundStage;
        this.localDelivery = localDelivery;
        this.disposer = disposer;
    }

    /**
     * Takes a datagram on its way.
     *
     * @param packet whose data are exactly one valid IP packet, UDP, no fragment.
     * @param header its header.
     */
    void process(Packet packet, IpHeader header) {
        int available = header.payloadLength();
        udp.wrap(packet.buffer(), header.payloadOffset());
        if (!udp.isValid(available)) {
            disposer.drop(packet, DropReason.BAD_UDP);
            return;
        }
        int dataOffset = header.payloadOffset() + Udp.HEADER_LENGTH;
        int dataLength = udp.length() - Udp.HEADER_LENGTH;
        if (dataLength == KEEPALIVE_LENGTH && packet.buffer().getByte(dataOffset) == KEEPALIVE) {
            disposer.drop(packet, DropReason.NAT_KEEPALIVE);
        } else if (dataLength < Ike.MARKER_LENGTH) {
            disposer.drop(packet, DropReason.BAD_UDP);
        } else if (packet.buffer().getInt(dataOffset, BIG_ENDIAN) == Ike.NON_ESP_MARKER) {
            localDelivery.deliverFromUnprotected(packet, header);
        } else if (dataLength < Esp.HEADER_LENGTH) {
            disposer.drop(packet, DropReason.SHORT_ESP);
        } else {
            packet.bounds(packet.offset(), dataOffset + dataLength - packet.offset());
            inboundStage.process(packet, header, dataOffset);
        }
    }
}
