package dev.narrows.wire;

import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/** Whole Ethernet frames with right lengths and checksums, for tests; {@link FrameBuilder} makes rarer ones. */
public final class TestPackets {
    /** The MAC address that frames come from. */
    public static final long HOST_MAC = 0x02_00_00_00_00_AAL;
    /** The MAC address that frames go to. */
    public static final long GATEWAY_MAC = 0x02_00_00_00_00_01L;
    /** The source port of UDP datagrams. */
    public static final int SOURCE_PORT = 40000;
    /** The destination port of UDP datagrams. */
    public static final int DESTINATION_PORT = 5001;

    private TestPackets() {
    }

    /**
     * Makes a UDP datagram in a frame.
     *
     * @param source        IPv4 source.
     * @param destination   IPv4 destination.
     * @param payloadLength bytes after the UDP header: the IPv4 packet has 28 more, the frame 42 more.
     * @param dontFragment  DF.
     * @return the frame.
     */
    public static byte[] ipv4Udp(int source, int destination, int payloadLength, boolean dontFragment) {
        return new FrameBuilder()
            .addresses(source, destination)
            .dontFragment(dontFragment)
            .udp(SOURCE_PORT, DESTINATION_PORT, pattern(payloadLength))
            .frame();
    }

    /**
     * Makes a UDP datagram whose IPv4 packet has a given length, in a frame.
     *
     * @param source       IPv4 source.
     * @param destination  IPv4 destination.
     * @param totalLength  bytes of the IPv4 packet, from 28 to 65535: the frame has 14 more.
     * @param dontFragment DF.
     * @return the frame.
     */
    public static byte[] ipv4OfLength(int source, int destination, int totalLength, boolean dontFragment) {
        int headers = Ipv4.MIN_HEADER_LENGTH + Udp.HEADER_LENGTH;
        return ipv4Udp(source, destination, totalLength - headers, dontFragment);
    }

    /**
     * Makes an ICMP echo request in a frame.
     *
     * @param source        IPv4 source.
     * @param destination   IPv4 destination.
     * @param identifier    from 0 to 65535.
     * @param sequence      from 0 to 65535.
     * @param payloadLength bytes after the ICMP header.
     * @return the frame.
     */
    public static byte[] icmpEcho(int source, int destination, int identifier, int sequence, int payloadLength) {
        return new FrameBuilder()
            .addresses(source, destination)
            .icmp(Icmpv4.ECHO_REQUEST, 0, identifier << 16 | sequence, pattern(payloadLength))
            .frame();
    }

    /**
     * Makes an ICMP "fragmentation needed" in a frame.
     *
     * @param source      the router's address.
     * @param destination the quoted packet's sender.
     * @param mtu         the next-hop MTU, from 0 to 65535.
     * @param quoted      the start of the packet that it is about, from its IPv4 header on.
     * @return the frame.
     */
    public static byte[] icmpFragmentationNeeded(int source, int destination, int mtu, byte... quoted) {
        return new FrameBuilder()
            .addresses(source, destination)
            .icmp(Icmpv4.DESTINATION_UNREACHABLE, Icmpv4.CODE_FRAGMENTATION_NEEDED, mtu, quoted)
            .frame();
    }

    /**
     * Makes an ARP request in a broadcast frame.
     *
     * @param senderMac     who asks.
     * @param senderAddress who asks.
     * @param targetAddress who is asked for.
     * @return the frame.
     */
    public static byte[] arpRequest(long senderMac, int senderAddress, int targetAddress) {
        return arp(MacAddress.BROADCAST, Arp.REQUEST, senderMac, senderAddress, 0, targetAddress);
    }

    /**
     * Makes an ARP reply in a frame to the one who asked.
     *
     * @param senderMac     who answers.
     * @param senderAddress who answers.
     * @param targetMac     who asked.
     * @param targetAddress who asked.
     * @return the frame.
     */
    public static byte[] arpReply(long senderMac, int senderAddress, long targetMac, int targetAddress) {
        return arp(targetMac, Arp.REPLY, senderMac, senderAddress, targetMac, targetAddress);
    }

    /**
     * Takes the Ethernet header off.
     *
     * @param frame a frame.
     * @return the packet in it.
     */
    public static byte[] packetOf(byte[] frame) {
        return Arrays.copyOfRange(frame, Ethernet.HEADER_LENGTH, frame.length);
    }

    /**
     * Makes data that no shift or repetition leaves unnoticed for 251 bytes.
     *
     * @param length how many bytes.
     * @return them.
     */
    public static byte[] pattern(int length) {
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++) {
            data[i] = (byte)(i % 251);
        }
        return data;
    }

    private static byte[] arp(
        long destination, int operation, long senderMac, int senderAddress, long targetMac, int targetAddress) {
        UnsafeBuffer frame = new UnsafeBuffer(new byte[Ethernet.HEADER_LENGTH + Arp.LENGTH]);
        new Ethernet().wrap(frame, 0).source(senderMac).destination(destination).type(Ethernet.TYPE_ARP);
        new Arp().wrap(frame, Ethernet.HEADER_LENGTH)
            .ipv4OverEthernet()
            .operation(operation)
            .senderMac(senderMac)
            .senderAddress(senderAddress)
            .targetMac(targetMac)
            .targetAddress(targetAddress);
        return frame.byteArray();
    }
}
