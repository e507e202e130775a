package dev.narrows.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class IcmpQuoteTest {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[80]);
    private final Ipv4 quoted = new Ipv4().wrap(buffer, 4);
    private final IcmpQuote quote = new IcmpQuote().wrap(buffer, 4);

    @Test
    void shouldAcceptAQuoteCutShort() {
        quoted.headerLength(20).totalLength(1500);
        assertTrue(quote.isValid(28));
        assertEquals(4 + 20, quote.payloadOffset());
        assertEquals(1480, quote.header().payloadLength());
    }

    @Test
    void shouldNeedEightBytesAfterTheHeader() {
        quoted.headerLength(20).totalLength(1500);
        assertFalse(quote.isValid(27));
        quoted.headerLength(24);
        assertFalse(quote.isValid(31));
        assertTrue(quote.isValid(32));
        quoted.headerLength(60);
        assertFalse(quote.isValid(67));
        assertTrue(quote.isValid(68));
        assertEquals(4 + 60, quote.payloadOffset());
    }

    @Test
    void shouldNotMindTheQuotedTotalLength() {
        quoted.headerLength(20).totalLength(0);
        assertTrue(quote.isValid(28));
        quoted.totalLength(65535);
        assertTrue(quote.isValid(28));
    }

    /**
     * RFC 1812 4.3.2.3 expects flags and offset as they were; "don't fragment" the wrong way round is an offset of 512.
     */
    @Test
    void shouldNotMindTheQuotedFlagsAndOffset() {
        quoted.headerLength(20).totalLength(1500).protocol(IpProtocol.UDP);
        buffer.putInt(4 + 20, 4500 << 16 | 14500, BIG_ENDIAN);
        for (int field : new int[] {0x4000, 0x0040, 0, 0x2000, 0xFFFF}) {
            buffer.putShort(4 + 6, (short)field, BIG_ENDIAN);
            assertTrue(quote.isValid(28));
            assertFalse(quote.isLaterFragment());
            assertEquals(4500, quote.sourcePort());
            assertEquals(14500, quote.destinationPort());
        }
    }

    @Test
    void shouldTellLaterFragmentsOfIpv6() {
        byte[] later = new Ipv6FrameBuilder().addresses("2001:db8::1", "2001:db8::2").fragment(true, 1400, 7)
            .payload(IpProtocol.ESP, new byte[100]).packet();
        assertTrue(quote.wrap(new UnsafeBuffer(later), 0).isValid(later.length));
        assertTrue(quote.isLaterFragment());
    }

    @Test
    void shouldRefuseOtherVersionsAndShortHeaders() {
        buffer.putByte(4 + Ipv6.NEXT_HEADER_OFFSET, (byte)IpProtocol.ESP);
        for (int first = 0; first < 0x100; first++) {
            buffer.putByte(4, (byte)first);
            assertEquals((first >= 0x45 && first <= 0x4F) || first >>> 4 == 6, quote.isValid(76),
                "first byte " + first);
        }
    }

    @Test
    void shouldReadIpv6WithItsExtensionHeaders() {
        byte[] packet = new Ipv6FrameBuilder().addresses("2001:db8::1", "2001:db8::2")
            .options(IpProtocol.DESTINATION_OPTIONS, 16).payload(IpProtocol.ESP, new byte[1000]).packet();
        UnsafeBuffer whole = new UnsafeBuffer(packet);
        quote.wrap(whole, 0);
        assertFalse(quote.isValid(63));
        assertTrue(quote.isValid(64));
        assertTrue(quote.header().isIpv6());
        assertEquals(IpProtocol.ESP, quote.header().protocol());
        assertEquals(56, quote.payloadOffset());
        assertEquals(packet.length, quote.header().totalLength());
        new Ipv6().wrap(whole, 0).payloadLength(0);
        assertTrue(quote.isValid(64), "whatever the quoted length is");
    }
}
