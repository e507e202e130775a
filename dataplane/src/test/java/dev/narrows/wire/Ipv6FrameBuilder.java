package dev.narrows.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.io.ByteArrayOutputStream;
import org.agrona.concurrent.UnsafeBuffer;

/** Builds one IPv6 packet, bare or in an Ethernet frame, with right lengths and checksums. For tests: it allocates. */
public final class Ipv6FrameBuilder {
    private static final int NEXT_HEADER = 0;

    private long sourceMac = TestPackets.HOST_MAC;
    private long destinationMac = TestPackets.GATEWAY_MAC;
    private IpAddress source = IpAddress.UNSPECIFIED;
    private IpAddress destination = IpAddress.UNSPECIFIED;
    private int trafficClass;
    private int flowLabel;
    private int hopLimit = 64;
    private int protocol = IpProtocol.NONE;
    private int firstProtocol = -1;
    private int lastNextHeader = -1;
    private final ByteArrayOutputStream extensions = new ByteArrayOutputStream();
    private byte[] payload = {};

    /**
     * Sets the MAC addresses; by default those of {@link TestPackets}.
     *
     * @param from the sender's.
     * @param to   the receiver's.
     * @return this.
     */
    public Ipv6FrameBuilder macs(long from, long to) {
        sourceMac = from;
        destinationMac = to;
        return this;
    }

    /**
     * Sets the addresses. To be called before what has a pseudo header.
     *
     * @param from the source.
     * @param to   the destination.
     * @return this.
     */
    public Ipv6FrameBuilder addresses(IpAddress from, IpAddress to) {
        source = from;
        destination = to;
        return this;
    }

    /**
     * Sets the addresses. To be called before what has a pseudo header.
     *
     * @param from the source.
     * @param to   the destination.
     * @return this.
     */
    public Ipv6FrameBuilder addresses(String from, String to) {
        return addresses(IpAddress.parse(from), IpAddress.parse(to));
    }

    /**
     * Sets the traffic class, by default 0.
     *
     * @param value from 0 to 255.
     * @return this.
     */
    public Ipv6FrameBuilder trafficClass(int value) {
        trafficClass = value;
        return this;
    }

    /**
     * Sets the flow label, by default 0.
     *
     * @param value 20 bits.
     * @return this.
     */
    public Ipv6FrameBuilder flowLabel(int value) {
        flowLabel = value;
        return this;
    }

    /**
     * Sets the hop limit, by default 64.
     *
     * @param value from 0 to 255.
     * @return this.
     */
    public Ipv6FrameBuilder hopLimit(int value) {
        hopLimit = value;
        return this;
    }

    /**
     * Adds an extension header behind those that are there.
     *
     * @param type  such as {@link IpProtocol#HOP_BY_HOP}.
     * @param bytes the whole header, a multiple of 8 long; its next header is filled in.
     * @return this.
     */
    public Ipv6FrameBuilder extension(int type, byte... bytes) {
        byte[] all = extensions.toByteArray();
        if (lastNextHeader < 0) {
            firstProtocol = type;
        } else {
            all[lastNextHeader] = (byte)type;
        }
        extensions.reset();
        extensions.writeBytes(all);
        lastNextHeader = all.length + NEXT_HEADER;
        extensions.writeBytes(bytes);
        return this;
    }

    /**
     * Adds an extension header of options, all padding.
     *
     * @param type   such as {@link IpProtocol#DESTINATION_OPTIONS}.
     * @param length bytes of the header, a multiple of 8 from 8 to 2048.
     * @return this.
     */
    public Ipv6FrameBuilder options(int type, int length) {
        byte[] bytes = new byte[length];
        bytes[1] = (byte)(length / 8 - 1);
        return extension(type, bytes);
    }

    /**
     * Adds a fragment header.
     *
     * @param more           whether others follow.
     * @param offset         in bytes, a multiple of 8.
     * @param identification of the whole.
     * @return this.
     */
    public Ipv6FrameBuilder fragment(boolean more, int offset, int identification) {
        UnsafeBuffer header = new UnsafeBuffer(new byte[Ipv6Extensions.FRAGMENT_HEADER_LENGTH]);
        header.putShort(2, (short)(offset | (more ? 1 : 0)), BIG_ENDIAN);
        header.putInt(4, identification, BIG_ENDIAN);
        return extension(IpProtocol.FRAGMENT, header.byteArray());
    }

    /**
     * Sets a payload as it is.
     *
     * @param upperProtocol the protocol, from 0 to 255.
     * @param bytes         everything after the extension headers.
     * @return this.
     */
    public Ipv6FrameBuilder payload(int upperProtocol, byte... bytes) {
        protocol = upperProtocol;
        payload = bytes.clone();
        return this;
    }

    /**
     * Sets a UDP datagram as payload.
     *
     * @param sourcePort      from 0 to 65535.
     * @param destinationPort from 0 to 65535.
     * @param data            after the UDP header.
     * @return this.
     */
    public Ipv6FrameBuilder udp(int sourcePort, int destinationPort, byte... data) {
        UnsafeBuffer datagram = new UnsafeBuffer(new byte[Udp.HEADER_LENGTH + data.length]);
        datagram.putBytes(Udp.HEADER_LENGTH, data);
        new Udp().wrap(datagram, 0)
            .sourcePort(sourcePort)
            .destinationPort(destinationPort)
            .length(datagram.capacity())
            .computeChecksum(source.high(), source.low(), destination.high(), destination.low());
        return payload(IpProtocol.UDP, datagram.byteArray());
    }

    /**
     * Sets an ICMPv6 message as payload.
     *
     * @param type from 0 to 255.
     * @param code from 0 to 255.
     * @param rest the second word of its header.
     * @param data after the ICMPv6 header.
     * @return this.
     */
    public Ipv6FrameBuilder icmp(int type, int code, int rest, byte... data) {
        UnsafeBuffer message = new UnsafeBuffer(new byte[Icmpv6.HEADER_LENGTH + data.length]);
        message.putBytes(Icmpv6.HEADER_LENGTH, data);
        int length = message.capacity();
        new Icmpv6().wrap(message, 0).type(type).code(code).restOfHeader(rest).computeChecksum(
            InternetChecksum.pseudoHeaderSum(source.high(), source.low(), destination.high(), destination.low(),
                IpProtocol.ICMPV6, length), length);
        return payload(IpProtocol.ICMPV6, message.byteArray());
    }

    /** {@return the IPv6 packet} */
    public byte[] packet() {
        return build(0);
    }

    /** {@return the packet in an Ethernet frame, not padded to the minimum} */
    public byte[] frame() {
        byte[] frame = build(Ethernet.HEADER_LENGTH);
        new Ethernet().wrap(new UnsafeBuffer(frame), 0)
            .source(sourceMac)
            .destination(destinationMac)
            .type(Ethernet.TYPE_IPV6);
        return frame;
    }

    private byte[] build(int start) {
        byte[] headers = extensions.toByteArray();
        if (lastNextHeader >= 0) {
            headers[lastNextHeader] = (byte)protocol;
        }
        int payloadLength = headers.length + payload.length;
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[start + Ipv6.HEADER_LENGTH + payloadLength]);
        buffer.putBytes(start + Ipv6.HEADER_LENGTH, headers);
        buffer.putBytes(start + Ipv6.HEADER_LENGTH + headers.length, payload);
        new Ipv6().wrap(buffer, start)
            .start(trafficClass, flowLabel)
            .payloadLength(payloadLength)
            .nextHeader(lastNextHeader < 0 ? protocol : firstProtocol)
            .hopLimit(hopLimit)
            .source(source.high(), source.low())
            .destination(destination.high(), destination.low());
        return buffer.byteArray();
    }
}
