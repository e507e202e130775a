package dev.narrows.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.wire.Esp;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv6FrameBuilder;
import dev.narrows.wire.TestPackets;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** Frames of either family, for whichever port, and what is in them. */
final class TestFrames {
    static final int SOURCE_PORT = 40000;
    static final int DESTINATION_PORT = 5001;

    private TestFrames() {
    }

    /** Makes a UDP datagram whose IP packet has a length. */
    static byte[] ofLength(long mac, IpAddress from, IpAddress to, int length, boolean dontFragment) {
        byte[] data = TestPackets.pattern(length - (from.isIpv4() ? 28 : 48));
        return to(mac, from.isIpv4()
            ? new FrameBuilder().addresses(from.ipv4(), to.ipv4()).dontFragment(dontFragment)
                .udp(SOURCE_PORT, DESTINATION_PORT, data).frame()
            : new Ipv6FrameBuilder().addresses(from, to).udp(SOURCE_PORT, DESTINATION_PORT, data).frame());
    }

    static byte[] udp(long mac, IpAddress from, IpAddress to, int sourcePort, int destinationPort, byte... data) {
        return to(mac, from.isIpv4()
            ? new FrameBuilder().addresses(from.ipv4(), to.ipv4()).udp(sourcePort, destinationPort, data).frame()
            : new Ipv6FrameBuilder().addresses(from, to).udp(sourcePort, destinationPort, data).frame());
    }

    static byte[] payload(long mac, IpAddress from, IpAddress to, int protocol, byte... payload) {
        return to(mac, from.isIpv4()
            ? new FrameBuilder().addresses(from.ipv4(), to.ipv4()).payload(protocol, payload).frame()
            : new Ipv6FrameBuilder().addresses(from, to).payload(protocol, payload).frame());
    }

    static byte[] echoRequest(long mac, IpAddress from, IpAddress to) {
        return echoRequest(mac, from, to, TestPackets.pattern(56));
    }

    static byte[] echoRequest(long mac, IpAddress from, IpAddress to, byte[] data) {
        return to(mac, from.isIpv4()
            ? new FrameBuilder().addresses(from.ipv4(), to.ipv4())
                .icmp(Icmpv4.ECHO_REQUEST, 0, 7 << 16 | 1, data).frame()
            : new Ipv6FrameBuilder().addresses(from, to).icmp(Icmpv6.ECHO_REQUEST, 0, 7 << 16 | 1, data).frame());
    }

    static boolean isEchoReply(byte[] frame) {
        IpHeader header = header(frame);
        return header.sourcePort() >> 8 == (header.isIpv6() ? Icmpv6.ECHO_REPLY : Icmpv4.ECHO_REPLY);
    }

    /** {@return the frame, to another hardware address} */
    static byte[] to(long mac, byte[] frame) {
        byte[] copy = frame.clone();
        new Ethernet().wrap(new UnsafeBuffer(copy), 0).destination(mac);
        return copy;
    }

    /** {@return the IP packet of the one frame that there is} */
    static byte[] packetOf(List<byte[]> frames) {
        return TestPackets.packetOf(only(frames));
    }

    static byte[] only(List<byte[]> frames) {
        assertEquals(1, frames.size(), "frames");
        return frames.get(0);
    }

    /** {@return the header of a frame's packet, which must be valid and all that there is} */
    static IpHeader header(byte[] frame) {
        IpHeader header = new IpHeader();
        assertTrue(header.parse(new UnsafeBuffer(frame), Ethernet.HEADER_LENGTH,
            frame.length - Ethernet.HEADER_LENGTH));
        assertEquals(frame.length - Ethernet.HEADER_LENGTH, header.totalLength());
        return header;
    }

    static IpAddress source(byte[] frame) {
        IpHeader header = header(frame);
        return new IpAddress(header.sourceHigh(), header.sourceLow());
    }

    static IpAddress destination(byte[] frame) {
        IpHeader header = header(frame);
        return new IpAddress(header.destinationHigh(), header.destinationLow());
    }

    /** {@return the one frame that a gateway sent outside, as the other gateway's port receives it} */
    static byte[] outer(GatewayFixture from) {
        return to(GatewayFixture.OUTSIDE_MAC, only(from.outside.takeSent()));
    }

    /** {@return the MTU that an ICMP error tells, whose checksum is right} */
    static int mtuTold(byte[] frame) {
        IpHeader header = header(frame);
        UnsafeBuffer buffer = new UnsafeBuffer(frame);
        if (header.isIpv6()) {
            Icmpv6 icmp = new Icmpv6().wrap(buffer, header.payloadOffset());
            assertEquals(Icmpv6.PACKET_TOO_BIG, icmp.type());
            assertTrue(icmp.isChecksumRight(
                header.pseudoHeaderSum(IpProtocol.ICMPV6, header.payloadLength()), header.payloadLength()));
            return (int)icmp.mtu();
        }
        Icmpv4 icmp = new Icmpv4().wrap(buffer, header.payloadOffset());
        assertTrue(icmp.isFragmentationNeeded());
        assertTrue(icmp.isChecksumRight(header.payloadLength()));
        return icmp.nextHopMtu();
    }

    /** {@return the SPI of a frame with plain ESP} */
    static int spi(byte[] frame) {
        return new Esp().wrap(new UnsafeBuffer(frame), header(frame).payloadOffset()).spi();
    }

    /** {@return the packet of a frame as it is after so many routers} */
    static byte[] after(int routers, byte[] frame) {
        byte[] copy = frame.clone();
        IpHeader header = header(copy);
        for (int i = 0; i < routers; i++) {
            header.decrementTtl();
        }
        return TestPackets.packetOf(copy);
    }
}
