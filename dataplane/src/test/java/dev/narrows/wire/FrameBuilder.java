package dev.narrows.wire;

import org.agrona.concurrent.UnsafeBuffer;

/** Builds one IPv4 packet, bare or in an Ethernet frame, with right lengths and checksums. For tests: it allocates. */
public final class FrameBuilder {
    private long sourceMac = TestPackets.HOST_MAC;
    private long destinationMac = TestPackets.GATEWAY_MAC;
    private int source;
    private int destination;
    private int tos;
    private int identification;
    private boolean dontFragment;
    private boolean moreFragments;
    private int fragmentOffset;
    private int ttl = 64;
    private int protocol = IpProtocol.NONE;
    private byte[] options = {};
    private byte[] payload = {};

    /**
     * Sets the MAC addresses; by default those of {@link TestPackets}.
     *
     * @param from the sender's.
     * @param to   the receiver's.
     * @return this.
     */
    public FrameBuilder macs(long from, long to) {
        sourceMac = from;
        destinationMac = to;
        return this;
    }

    /**
     * Sets the IPv4 addresses. To be called before what has a pseudo header.
     *
     * @param from the source.
     * @param to   the destination.
     * @return this.
     */
    public FrameBuilder addresses(int from, int to) {
        source = from;
        destination = to;
        return this;
    }

    /**
     * Sets the TOS byte, by default 0.
     *
     * @param value from 0 to 255.
     * @return this.
     */
    public FrameBuilder tos(int value) {
        tos = value;
        return this;
    }

    /**
     * Sets the identification, by default 0.
     *
     * @param value from 0 to 65535.
     * @return this.
     */
    public FrameBuilder identification(int value) {
        identification = value;
        return this;
    }

    /**
     * Sets DF, by default clear.
     *
     * @param value whether it is set.
     * @return this.
     */
    public FrameBuilder dontFragment(boolean value) {
        dontFragment = value;
        return this;
    }

    /**
     * Makes the packet a fragment; the payload is what this fragment holds.
     *
     * @param more   whether others follow.
     * @param offset in bytes, a multiple of 8.
     * @return this.
     */
    public FrameBuilder fragment(boolean more, int offset) {
        moreFragments = more;
        fragmentOffset = offset;
        return this;
    }

    /**
     * Sets the time to live, by default 64.
     *
     * @param value from 0 to 255.
     * @return this.
     */
    public FrameBuilder ttl(int value) {
        ttl = value;
        return this;
    }

    /**
     * Sets the options, by default none.
     *
     * @param bytes a multiple of 4, at most 40.
     * @return this.
     */
    public FrameBuilder options(byte... bytes) {
        options = bytes.clone();
        return this;
    }

    /**
     * Sets a payload as it is.
     *
     * @param ipProtocol the protocol, from 0 to 255.
     * @param bytes      everything after the IPv4 header.
     * @return this.
     */
    public FrameBuilder payload(int ipProtocol, byte... bytes) {
        protocol = ipProtocol;
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
    public FrameBuilder udp(int sourcePort, int destinationPort, byte... data) {
        UnsafeBuffer datagram = new UnsafeBuffer(new byte[Udp.HEADER_LENGTH + data.length]);
        datagram.putBytes(Udp.HEADER_LENGTH, data);
        new Udp().wrap(datagram, 0)
            .sourcePort(sourcePort)
            .destinationPort(destinationPort)
            .length(datagram.capacity())
            .computeChecksum(source, destination);
        return payload(IpProtocol.UDP, datagram.byteArray());
    }

    /**
     * Sets an ICMP message as payload.
     *
     * @param type from 0 to 255.
     * @param code from 0 to 255.
     * @param rest the second word of its header.
     * @param data after the ICMP header.
     * @return this.
     */
    public FrameBuilder icmp(int type, int code, int rest, byte... data) {
        UnsafeBuffer message = new UnsafeBuffer(new byte[Icmpv4.HEADER_LENGTH + data.length]);
        message.putBytes(Icmpv4.HEADER_LENGTH, data);
        new Icmpv4().wrap(message, 0).type(type).code(code).restOfHeader(rest).computeChecksum(message.capacity());
        return payload(IpProtocol.ICMP, message.byteArray());
    }

    /** {@return the IPv4 packet} */
    public byte[] packet() {
        return build(0);
    }

    /** {@return the packet in an Ethernet frame, not padded to the minimum} */
    public byte[] frame() {
        byte[] frame = build(Ethernet.HEADER_LENGTH);
        new Ethernet().wrap(new UnsafeBuffer(frame), 0)
            .source(sourceMac)
            .destination(destinationMac)
            .type(Ethernet.TYPE_IPV4);
        return frame;
    }

    private byte[] build(int start) {
        int headerLength = Ipv4.MIN_HEADER_LENGTH + options.length;
        int totalLength = headerLength + payload.length;
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[start + totalLength]);
        buffer.putBytes(start + Ipv4.OPTIONS_OFFSET, options);
        buffer.putBytes(start + headerLength, payload);
        new Ipv4().wrap(buffer, start)
            .headerLength(headerLength)
            .tos(tos)
            .totalLength(totalLength)
            .identification(identification)
            .fragment(dontFragment, moreFragments, fragmentOffset)
            .ttl(ttl)
            .protocol(protocol)
            .source(source)
            .destination(destination)
            .computeChecksum();
        return buffer.byteArray();
    }
}
