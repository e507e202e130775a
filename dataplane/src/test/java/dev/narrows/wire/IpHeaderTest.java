package dev.narrows.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class IpHeaderTest {
    private static final IpAddress A = IpAddress.parse("2001:db8::a");
    private static final IpAddress D = IpAddress.parse("2001:db8:ffff::d");
    private static final int A4 = 0xC0A80A02;
    private static final int D4 = 0xC0A81402;

    private final IpHeader header = new IpHeader();

    @Test
    void shouldReadIpv4() {
        byte[] packet = new FrameBuilder().addresses(A4, D4).tos(0xB9).ttl(7).dontFragment(true)
            .options((byte)1, (byte)1, (byte)1, (byte)0).udp(1000, 2000, new byte[5]).packet();
        assertTrue(parse(packet));
        assertFalse(header.isIpv6());
        assertEquals(24, header.headerLength());
        assertEquals(37, header.totalLength());
        assertEquals(13, header.payloadLength());
        assertEquals(24, header.payloadOffset());
        assertEquals(IpProtocol.UDP, header.protocol());
        assertEquals(IpAddress.ofIpv4(A4), new IpAddress(header.sourceHigh(), header.sourceLow()));
        assertEquals(IpAddress.ofIpv4(D4), new IpAddress(header.destinationHigh(), header.destinationLow()));
        assertEquals(1000, header.sourcePort());
        assertEquals(2000, header.destinationPort());
        assertTrue(header.dontFragment());
        assertEquals(7, header.ttl());
        assertEquals(0xB9, header.trafficClass());
    }

    @Test
    void shouldReadIpv6() {
        byte[] packet = new Ipv6FrameBuilder().addresses(A, D).trafficClass(0xB9).hopLimit(7)
            .options(IpProtocol.DESTINATION_OPTIONS, 16).udp(1000, 2000, new byte[5]).packet();
        assertTrue(parse(packet));
        assertTrue(header.isIpv6());
        assertEquals(56, header.headerLength());
        assertEquals(69, header.totalLength());
        assertEquals(13, header.payloadLength());
        assertEquals(IpProtocol.UDP, header.protocol());
        assertEquals(A, new IpAddress(header.sourceHigh(), header.sourceLow()));
        assertEquals(D, new IpAddress(header.destinationHigh(), header.destinationLow()));
        assertEquals(1000, header.sourcePort());
        assertEquals(2000, header.destinationPort());
        assertTrue(header.dontFragment());
        assertEquals(7, header.ttl());
        assertEquals(0xB9, header.trafficClass());
    }

    @Test
    void shouldGiveIcmpTypeAndCodeInPlaceOfPorts() {
        assertTrue(parse(new FrameBuilder().addresses(A4, D4).icmp(3, 4, 0).packet()));
        assertEquals(3 << 8 | 4, header.sourcePort());
        assertEquals(3 << 8 | 4, header.destinationPort());
        assertTrue(parse(new Ipv6FrameBuilder().addresses(A, D).icmp(128, 1, 0).packet()));
        assertEquals(128 << 8 | 1, header.sourcePort());
        assertEquals(128 << 8 | 1, header.destinationPort());
    }

    @Test
    void shouldNotTakeTheOtherFamilysIcmpForIcmp() {
        assertTrue(parse(new FrameBuilder().addresses(A4, D4).payload(IpProtocol.ICMPV6, new byte[8]).packet()));
        assertEquals(IpHeader.OPAQUE, header.sourcePort());
        assertTrue(parse(new Ipv6FrameBuilder().addresses(A, D).payload(IpProtocol.ICMP, new byte[8]).packet()));
        assertEquals(IpHeader.OPAQUE, header.sourcePort());
    }

    @Test
    void shouldHidePortsThatAreNotThere() {
        for (int length = 0; length < 4; length++) {
            assertTrue(parse(new Ipv6FrameBuilder().addresses(A, D).payload(IpProtocol.TCP, new byte[length])
                .packet()));
            assertEquals(IpHeader.OPAQUE, header.sourcePort());
            assertEquals(IpHeader.OPAQUE, header.destinationPort());
        }
        assertTrue(parse(new Ipv6FrameBuilder().addresses(A, D).payload(IpProtocol.TCP, new byte[4]).packet()));
        assertEquals(0, header.sourcePort());
        assertTrue(parse(new Ipv6FrameBuilder().addresses(A, D).payload(IpProtocol.ESP, new byte[40]).packet()));
        assertEquals(IpHeader.OPAQUE, header.sourcePort());
    }

    @Test
    void shouldHidePortsOfLaterFragments() {
        assertTrue(parse(new Ipv6FrameBuilder().addresses(A, D).fragment(true, 8, 1)
            .payload(IpProtocol.UDP, new byte[40]).packet()));
        assertTrue(header.isFragment());
        assertTrue(header.isLaterFragment());
        assertEquals(IpProtocol.UDP, header.protocol());
        assertEquals(IpHeader.OPAQUE, header.destinationPort());
        assertTrue(parse(new FrameBuilder().addresses(A4, D4).fragment(false, 8)
            .payload(IpProtocol.UDP, new byte[40]).packet()));
        assertTrue(header.isLaterFragment());
        assertEquals(IpHeader.OPAQUE, header.destinationPort());
    }

    @Test
    void shouldShowPortsOfFirstFragments() {
        assertTrue(parse(new Ipv6FrameBuilder().addresses(A, D).fragment(true, 0, 1).udp(7, 8, new byte[40]).packet()));
        assertTrue(header.isFragment());
        assertFalse(header.isLaterFragment());
        assertEquals(8, header.destinationPort());
    }

    /** RFC 4291 2.5.5, RFC 6890 2.2.3: they would be taken for those of IPv4 packets. */
    @Test
    void shouldRefuseIpv4AddressesInIpv6() {
        for (IpAddress none : new IpAddress[] {IpAddress.ofIpv4(A4), IpAddress.ofIpv4(0),
            new IpAddress(0, 0x0A00_0001)}) {
            assertFalse(parse(new Ipv6FrameBuilder().addresses(none, D).udp(1, 2).packet()));
            assertFalse(parse(new Ipv6FrameBuilder().addresses(A, none).udp(1, 2).packet()));
            byte[] start = new Ipv6FrameBuilder().addresses(A, none).udp(1, 2, new byte[9]).packet();
            assertFalse(header.parseStart(new UnsafeBuffer(start), 0, start.length - 1), "in a quote");
        }
        assertTrue(parse(new Ipv6FrameBuilder().addresses(IpAddress.UNSPECIFIED, D).udp(1, 2).packet()),
            "who asks whether its address is free has none");
    }

    @Test
    void shouldRefuseWhatIsNeitherFamily() {
        byte[] packet = new Ipv6FrameBuilder().addresses(A, D).udp(1, 2).packet();
        for (int version = 0; version < 16; version++) {
            packet[0] = (byte)(version << 4);
            assertEquals(version == 6, parse(packet), "version " + version);
        }
    }

    @Test
    void shouldRefuseABadChecksumAndCutPackets() {
        byte[] packet = new FrameBuilder().addresses(A4, D4).udp(1, 2, new byte[3]).packet();
        for (int length = 0; length < packet.length; length++) {
            assertFalse(header.parse(new UnsafeBuffer(packet), 0, length), "length " + length);
        }
        packet[8]++;
        assertFalse(parse(packet));
        byte[] ipv6 = new Ipv6FrameBuilder().addresses(A, D).udp(1, 2, new byte[3]).packet();
        for (int length = 0; length < ipv6.length; length++) {
            assertFalse(header.parse(new UnsafeBuffer(ipv6), 0, length), "length " + length);
        }
    }

    @Test
    void shouldIgnoreLinkPadding() {
        byte[] packet = new Ipv6FrameBuilder().addresses(A, D).udp(1, 2, new byte[3]).packet();
        byte[] padded = Arrays.copyOf(packet, packet.length + 9);
        assertTrue(parse(padded));
        assertEquals(packet.length, header.totalLength());
    }

    @Test
    void shouldChangeHopLimitAndCongestionMark() {
        for (byte[] packet : new byte[][] {
            new FrameBuilder().addresses(A4, D4).tos(0x22).ttl(9).udp(1, 2).packet(),
            new Ipv6FrameBuilder().addresses(A, D).trafficClass(0x22).hopLimit(9).udp(1, 2).packet()}) {
            assertTrue(parse(packet));
            header.decrementTtl();
            header.updateEcn(Ecn.CE);
            assertTrue(parse(packet), "the checksum follows");
            assertEquals(8, header.ttl());
            assertEquals(0x23, header.trafficClass());
        }
    }

    @Test
    void shouldReadTheStartOfAPacketCutShort() {
        byte[] packet = new Ipv6FrameBuilder().addresses(A, D).options(IpProtocol.HOP_BY_HOP, 8)
            .udp(1000, 2000, new byte[500]).packet();
        UnsafeBuffer buffer = new UnsafeBuffer(packet);
        for (int length = 0; length < 60; length++) {
            assertEquals(length >= 48, header.parseStart(buffer, 0, length), "length " + length);
            if (length >= 48) {
                assertEquals(556, header.totalLength());
                assertEquals(length >= 52 ? 2000 : IpHeader.OPAQUE, header.destinationPort(), "length " + length);
            }
        }
        byte[] ipv4 = new FrameBuilder().addresses(A4, D4).udp(1000, 2000, new byte[500]).packet();
        ipv4[10] ^= 1;
        for (int length = 0; length < 30; length++) {
            assertEquals(length >= 20, header.parseStart(new UnsafeBuffer(ipv4), 0, length), "length " + length);
            if (length >= 20) {
                assertEquals(length >= 24 ? 1000 : IpHeader.OPAQUE, header.sourcePort(), "length " + length);
            }
        }
    }

    private boolean parse(byte[] packet) {
        return header.parse(new UnsafeBuffer(packet), 0, packet.length);
    }
}
