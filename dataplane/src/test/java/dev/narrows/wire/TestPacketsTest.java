package dev.narrows.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class TestPacketsTest {
    private static final int A = 0x0A010002;
    private static final int D = 0x0A020002;

    private final Ipv4 ip = new Ipv4();
    private final Icmpv4 icmp = new Icmpv4();

    @Test
    void shouldBuildUdpOfTheLengthsPromised() {
        byte[] frame = TestPackets.ipv4Udp(A, D, 1000, true);
        assertEquals(1042, frame.length);
        wrapValid(frame);
        assertTrue(ip.dontFragment());
        Udp udp = new Udp().wrap(new UnsafeBuffer(frame), ip.payloadOffset());
        assertTrue(udp.isValid(ip.payloadLength()));
        assertTrue(udp.isChecksumRight(ip.source(), ip.destination()));
        assertEquals(TestPackets.DESTINATION_PORT, udp.destinationPort());

        byte[] smallest = TestPackets.ipv4OfLength(A, D, 28, false);
        assertEquals(42, smallest.length);
        wrapValid(smallest);
        assertFalse(ip.dontFragment());
        assertEquals(28, TestPackets.packetOf(smallest).length);
    }

    @Test
    void shouldBuildEchoRequest() {
        byte[] frame = TestPackets.icmpEcho(A, D, 0xFEDC, 0xBA98, 3);
        wrapValid(frame);
        icmp.wrap(new UnsafeBuffer(frame), ip.payloadOffset());
        assertTrue(icmp.isChecksumRight(ip.payloadLength()));
        assertEquals(Icmpv4.ECHO_REQUEST, icmp.type());
        assertEquals(0xFEDC, icmp.identifier());
        assertEquals(0xBA98, icmp.sequence());
    }

    @Test
    void shouldBuildFragmentationNeeded() {
        byte[] quoted = Arrays.copyOf(TestPackets.packetOf(TestPackets.ipv4Udp(A, D, 1000, true)), 28);
        byte[] frame = TestPackets.icmpFragmentationNeeded(0xC6336402, A, 600, quoted);
        wrapValid(frame);
        UnsafeBuffer buffer = new UnsafeBuffer(frame);
        icmp.wrap(buffer, ip.payloadOffset());
        assertTrue(icmp.isChecksumRight(ip.payloadLength()));
        assertTrue(icmp.isFragmentationNeeded());
        assertEquals(600, icmp.nextHopMtu());
        IcmpQuote quote = new IcmpQuote().wrap(buffer, ip.payloadOffset() + Icmpv4.HEADER_LENGTH);
        assertTrue(quote.isValid(ip.payloadLength() - Icmpv4.HEADER_LENGTH));
        assertEquals(IpAddress.mapped(D), quote.header().destinationLow());
    }

    @Test
    void shouldBuildArp() {
        UnsafeBuffer request = new UnsafeBuffer(TestPackets.arpRequest(TestPackets.HOST_MAC, A, D));
        assertTrue(new Ethernet().wrap(request, 0).isBroadcast());
        Arp arp = new Arp().wrap(request, Ethernet.HEADER_LENGTH);
        assertTrue(arp.isValid(request.capacity() - Ethernet.HEADER_LENGTH));
        assertEquals(Arp.REQUEST, arp.operation());
        assertEquals(D, arp.targetAddress());

        UnsafeBuffer reply =
            new UnsafeBuffer(TestPackets.arpReply(TestPackets.GATEWAY_MAC, D, TestPackets.HOST_MAC, A));
        assertEquals(TestPackets.HOST_MAC, new Ethernet().wrap(reply, 0).destination());
        arp.wrap(reply, Ethernet.HEADER_LENGTH);
        assertEquals(Arp.REPLY, arp.operation());
        assertEquals(TestPackets.GATEWAY_MAC, arp.senderMac());
        assertEquals(A, arp.targetAddress());
    }

    @Test
    void shouldBuildWhatTheFrameBuilderIsTold() {
        byte[] options = {1, 1, 1, 0};
        byte[] frame = new FrameBuilder().macs(1, 2).addresses(A, D).tos(0xB9).identification(77).ttl(3)
            .options(options).fragment(true, 1480).payload(IpProtocol.ESP, TestPackets.pattern(16)).frame();
        Ethernet ethernet = new Ethernet().wrap(new UnsafeBuffer(frame), 0);
        assertEquals(1, ethernet.source());
        assertEquals(2, ethernet.destination());
        wrapValid(frame);
        assertEquals(0xB9, ip.tos());
        assertEquals(77, ip.identification());
        assertEquals(3, ip.ttl());
        assertEquals(IpProtocol.ESP, ip.protocol());
        assertEquals(1480, ip.fragmentOffset());
        assertTrue(ip.moreFragments());
        assertArrayEquals(options, Arrays.copyOfRange(frame, 34, 38));
        assertArrayEquals(TestPackets.pattern(16), Arrays.copyOfRange(frame, 38, 54));
    }

    private void wrapValid(byte[] frame) {
        UnsafeBuffer buffer = new UnsafeBuffer(frame);
        assertEquals(Ethernet.TYPE_IPV4, new Ethernet().wrap(buffer, 0).type());
        ip.wrap(buffer, Ethernet.HEADER_LENGTH);
        assertTrue(ip.isValid(frame.length - Ethernet.HEADER_LENGTH));
        assertEquals(frame.length - Ethernet.HEADER_LENGTH, ip.totalLength());
        assertTrue(ip.isChecksumRight());
    }
}
