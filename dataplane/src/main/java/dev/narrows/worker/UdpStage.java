package dev.narrows.worker;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.narrows.packet.Packet;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Esp;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.Udp;

/**
 * Takes UDP datagrams to a port of ours that ESP comes in by (RFC 3948 2): keepalives end here, what starts with the
 * non-ESP marker of four zero bytes is none and for the host, as far as policies let it, and the rest is ESP. A
 * checksum is not looked at: ESP has one of its own that is better (RFC 3948 2.1).
 */
final class UdpStage {
    private static final int KEEPALIVE_LENGTH = 1;
    private static final byte KEEPALIVE = (byte)0xFF;

    private final InboundStage inboundStage;
    private final LocalDelivery localDelivery;
    private final Udp udp = new Udp();

    UdpStage(InboundStage inboundStage, LocalDelivery localDelivery) {
        this.inboundStage = inboundStage;
        this.localDelivery = localDelivery;
    }

    /**
     * Takes a datagram on its way.
     *
     * @param packet whose data are exactly one valid IP packet, UDP, no fragment.
     * @param header its header.
     * @return why the packet ends here, or null where it is on its way.
     */
    DropReason process(Packet packet, IpHeader header) {
        int available = header.payloadLength();
        udp.wrap(packet.buffer(), header.payloadOffset());
        if (!udp.isValid(available)) {
            return DropReason.BAD_UDP;
        }
        int dataOffset = header.payloadOffset() + Udp.HEADER_LENGTH;
        int dataLength = udp.length() - Udp.HEADER_LENGTH;
        if (dataLength == KEEPALIVE_LENGTH && packet.buffer().getByte(dataOffset) == KEEPALIVE) {
            return DropReason.NAT_KEEPALIVE;
        }
        if (dataLength < Ike.MARKER_LENGTH) {
            return DropReason.BAD_UDP;
        }
        if (packet.buffer().getInt(dataOffset, BIG_ENDIAN) == Ike.NON_ESP_MARKER) {
            return localDelivery.deliverFromUnprotected(packet, header);
        }
        if (dataLength < Esp.HEADER_LENGTH) {
            return DropReason.SHORT_ESP;
        }
        packet.bounds(packet.offset(), dataOffset + dataLength - packet.offset());
        return inboundStage.process(packet, header, dataOffset);
    }
}
