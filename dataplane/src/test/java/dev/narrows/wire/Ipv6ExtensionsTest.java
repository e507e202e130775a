package dev.narrows.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class Ipv6ExtensionsTest {
    private static final int HOP = IpProtocol.HOP_BY_HOP;
    private static final int DESTINATION = IpProtocol.DESTINATION_OPTIONS;
    private static final int ROUTING = IpProtocol.ROUTING;

    private final Ipv6Extensions extensions = new Ipv6Extensions();

    @Test
    void shouldFindTheUpperLayerBehindNothing() {
        assertTrue(walk(packet().udp(1, 2).packet()));
        assertEquals(IpProtocol.UDP, extensions.protocol());
        assertEquals(40, extensions.headerLength());
        assertFalse(extensions.hasFragmentHeader());
        assertFalse(extensions.isFragment());
        assertEquals(40, extensions.unfragmentableLength());
        assertEquals(6, extensions.nextHeaderField());
    }

    @Test
    void shouldFindTheUpperLayerBehindEveryKindOfHeader() {
        assertTrue(walk(packet().options(HOP, 8).options(DESTINATION, 24).options(ROUTING, 16).options(DESTINATION, 8)
            .udp(1, 2).packet()));
        assertEquals(IpProtocol.UDP, extensions.protocol());
        assertEquals(40 + 8 + 24 + 16 + 8, extensions.headerLength());
        assertEquals(40 + 8 + 24 + 16, extensions.unfragmentableLength(), "up to the routing header");
        assertEquals(40 + 8 + 24, extensions.nextHeaderField());
    }

    @Test
    void shouldCountHopByHopOptionsAloneAsUnfragmentable() {
        assertTrue(walk(packet().options(HOP, 16).options(DESTINATION, 8).udp(1, 2).packet()));
        assertEquals(56, extensions.unfragmentableLength());
        assertEquals(40, extensions.nextHeaderField());
    }

    @Test
    void shouldStopAtEspAndAtWhatIsUnknown() {
        assertTrue(walk(packet().options(HOP, 8).payload(IpProtocol.ESP, new byte[8]).packet()));
        assertEquals(IpProtocol.ESP, extensions.protocol());
        assertEquals(48, extensions.headerLength());
        assertTrue(walk(packet().payload(253, new byte[8]).packet()));
        assertEquals(253, extensions.protocol());
        assertTrue(walk(packet().payload(IpProtocol.NONE).packet()));
        assertEquals(IpProtocol.NONE, extensions.protocol());
    }

    @Test
    void shouldReadTheFirstFragment() {
        assertTrue(walk(packet().options(HOP, 8).fragment(true, 0, 0xDEADBEEF).options(DESTINATION, 8)
            .udp(1, 2).packet()));
        assertTrue(extensions.isFragment());
        assertFalse(extensions.isLaterFragment());
        assertTrue(extensions.moreFragments());
        assertTrue(extensions.hasFragmentHeader());
        assertEquals(48, extensions.fragmentHeader());
        assertEquals(IpProtocol.UDP, extensions.protocol());
        assertEquals(64, extensions.headerLength());
    }

    @Test
    void shouldNotLookBehindALaterFragmentsHeader() {
        assertTrue(walk(packet().fragment(false, 1480, 7).payload(DESTINATION, (byte)60, (byte)255).packet()));
        assertTrue(extensions.isLaterFragment());
        assertFalse(extensions.moreFragments());
        assertEquals(1480, extensions.fragmentOffset());
        assertEquals(DESTINATION, extensions.protocol());
        assertEquals(48, extensions.headerLength());
    }

    @Test
    void shouldTakeAnAtomicFragmentForAWholePacket() {
        assertTrue(walk(packet().fragment(false, 0, 7).udp(1, 2).packet()));
        assertTrue(extensions.hasFragmentHeader());
        assertFalse(extensions.isFragment());
        assertEquals(IpProtocol.UDP, extensions.protocol());
    }

    @Test
    void shouldRefuseMoreHeadersThanTheBound() {
        Ipv6FrameBuilder builder = packet();
        for (int i = 0; i < Ipv6Extensions.MAX_HEADERS; i++) {
            builder.options(DESTINATION, 8);
        }
        assertTrue(walk(builder.udp(1, 2).packet()));
        assertFalse(walk(builder.options(DESTINATION, 8).udp(1, 2).packet()));
    }

    @Test
    void shouldRefuseHopByHopOptionsAnywhereButFirst() {
        assertFalse(walk(packet().options(DESTINATION, 8).options(HOP, 8).udp(1, 2).packet()));
        assertFalse(walk(packet().options(HOP, 8).options(HOP, 8).udp(1, 2).packet()));
    }

    @Test
    void shouldRefuseTwoFragmentHeaders() {
        assertFalse(walk(packet().fragment(true, 0, 1).fragment(true, 0, 2).udp(1, 2).packet()));
        assertFalse(walk(packet().fragment(false, 0, 1).fragment(false, 8, 2).udp(1, 2).packet()));
    }

    @Test
    void shouldCountNoRoutingHeaderBehindAFragmentHeaderAsUnfragmentable() {
        assertTrue(walk(packet().fragment(true, 0, 1).options(ROUTING, 8).udp(1, 2).packet()));
        assertEquals(40, extensions.unfragmentableLength());
    }

    @Test
    void shouldRefuseHeadersThatReachBeyondThePacket() {
        byte[] whole = packet().options(HOP, 24).payload(IpProtocol.NONE).packet();
        for (int length = 40; length <= whole.length; length++) {
            assertEquals(length == whole.length, extensions.walk(new UnsafeBuffer(whole), 0, length),
                "length " + length);
        }
        whole[41] = (byte)0xFF;
        assertFalse(walk(whole));
    }

    private static Ipv6FrameBuilder packet() {
        return new Ipv6FrameBuilder().addresses("2001:db8::1", "2001:db8::2");
    }

    private boolean walk(byte[] packet) {
        return extensions.walk(new UnsafeBuffer(packet), 0, packet.length);
    }
}
