package dev.narrows.neighbor;

import dev.narrows.wire.Ethernet;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.InternetChecksum;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv6;
import dev.narrows.wire.Ipv6Multicast;
import dev.narrows.wire.NeighbourMessage;
import org.agrona.concurrent.UnsafeBuffer;

/** Frames with neighbour solicitations and advertisements that we send (RFC 4861 4.3, 4.4). */
final class NeighbourFrame {
    private static final int MESSAGE_OFFSET = Ethernet.HEADER_LENGTH + Ipv6.HEADER_LENGTH;
    private static final IpAddress ALL_NODES = new IpAddress(Ipv6Multicast.LINK_HIGH, Ipv6Multicast.ALL_NODES_LOW);
    /** We forward what is sent to us. */
    private static final int FLAGS = NeighbourMessage.FLAG_ROUTER | NeighbourMessage.FLAG_OVERRIDE;

    private NeighbourFrame() {
    }

    /**
     * Makes the question to everybody who has an address (RFC 4861 7.2.2).
     *
     * @param mac    our hardware address.
     * @param source our address.
     * @param target the address asked for.
     * @return the frame.
     */
    static byte[] question(long mac, IpAddress source, IpAddress target) {
        IpAddress group = solicitedNode(target);
        return solicitation(mac, source, Ipv6Multicast.mac(group.low()), group, target, mac);
    }

    /**
     * Makes the question to one station whether it still has an address (RFC 4861 7.3.3).
     *
     * @param mac         our hardware address.
     * @param source      our address.
     * @param destination the station.
     * @param target      its address.
     * @return the frame.
     */
    static byte[] probe(long mac, IpAddress source, long destination, IpAddress target) {
        return solicitation(mac, source, destination, target, target, mac);
    }

    /**
     * Makes the question whether anybody else has an address of ours (RFC 4862 5.4.2).
     *
     * @param mac    our hardware address.
     * @param target our address.
     * @return the frame.
     */
    static byte[] duplicateProbe(long mac, IpAddress target) {
        IpAddress group = solicitedNode(target);
        return solicitation(
            mac, IpAddress.UNSPECIFIED, Ipv6Multicast.mac(group.low()), group, target, NeighbourMessage.NO_MAC);
    }

    /**
     * Makes an answer to a neighbour (RFC 4861 7.2.4).
     *
     * @param mac         our hardware address.
     * @param target      our address, which was asked for.
     * @param asker       the asker's hardware address.
     * @param destination the asker's address.
     * @return the frame.
     */
    static byte[] answer(long mac, IpAddress target, long asker, IpAddress destination) {
        return advertisement(mac, FLAGS | NeighbourMessage.FLAG_SOLICITED, target, asker, destination);
    }

    /**
     * Makes the announcement of an address to everybody, also the answer to one who has no address yet (RFC 4861 7.2.6,
     * 7.2.4).
     *
     * @param mac    our hardware address.
     * @param target our address.
     * @return the frame.
     */
    static byte[] announcement(long mac, IpAddress target) {
        return advertisement(mac, FLAGS, target, Ipv6Multicast.mac(ALL_NODES.low()), ALL_NODES);
    }

    private static byte[] solicitation(long mac, IpAddress source, long destinationMac, IpAddress destination,
        IpAddress target, long sourceMac) {
        int length = sourceMac == NeighbourMessage.NO_MAC
            ? NeighbourMessage.MIN_LENGTH : NeighbourMessage.LENGTH_WITH_MAC;
        byte[] frame = new byte[MESSAGE_OFFSET + length];
        new NeighbourMessage().writeSolicitation(
            new UnsafeBuffer(frame), MESSAGE_OFFSET, target.high(), target.low(), sourceMac);
        return headers(frame, mac, source, destinationMac, destination);
    }

    private static byte[] advertisement(
        long mac, int flags, IpAddress target, long destinationMac, IpAddress destination) {
        byte[] frame = new byte[MESSAGE_OFFSET + NeighbourMessage.LENGTH_WITH_MAC];
        new NeighbourMessage().writeAdvertisement(
            new UnsafeBuffer(frame), MESSAGE_OFFSET, flags, target.high(), target.low(), mac);
        return headers(frame, mac, target, destinationMac, destination);
    }

    private static byte[] headers(
        byte[] frame, long mac, IpAddress source, long destinationMac, IpAddress destination) {
        UnsafeBuffer buffer = new UnsafeBuffer(frame);
        int length = frame.length - MESSAGE_OFFSET;
        new Ethernet().wrap(buffer, 0).destination(destinationMac).source(mac).type(Ethernet.TYPE_IPV6);
        new Ipv6().wrap(buffer, Ethernet.HEADER_LENGTH).start(0, 0).payloadLength(length)
            .nextHeader(IpProtocol.ICMPV6).hopLimit(NeighbourMessage.HOP_LIMIT)
            .source(source.high(), source.low()).destination(destination.high(), destination.low());
        new Icmpv6().wrap(buffer, MESSAGE_OFFSET).computeChecksum(InternetChecksum.pseudoHeaderSum(source.high(),
            source.low(), destination.high(), destination.low(), IpProtocol.ICMPV6, length), length);
        return frame;
    }

    private static IpAddress solicitedNode(IpAddress target) {
        return new IpAddress(Ipv6Multicast.LINK_HIGH, Ipv6Multicast.solicitedNodeLow(target.low()));
    }
}
