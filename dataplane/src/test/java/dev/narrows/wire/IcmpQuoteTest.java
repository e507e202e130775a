package dev.narrows.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class IcmpQuoteTest {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[80]);
    private final IcmpQuote quote = new IcmpQuote().wrap(buffer, 4);

    @Test
    void shouldAcceptAQuoteCutShort() {
        quote.header().headerLength(20).totalLength(1500);
        assertTrue(quote.isValid(28));
        assertEquals(4 + 20, quote.payloadOffset());
        assertEquals(1480, quote.header().payloadLength());
    }

    @Test
    void shouldNeedEightBytesAfterTheHeader() {
        quote.header().headerLength(20).totalLength(1500);
        assertFalse(quote.isValid(27));
        quote.header().headerLength(24);
        assertFalse(quote.isValid(31));
        assertTrue(quote.isValid(32));
        quote.header().headerLength(60);
        assertFalse(quote.isValid(67));
        assertTrue(quote.isValid(68));
        assertEquals(4 + 60, quote.payloadOffset());
    }

    @Test
    void shouldNotMindTheQuotedTotalLength() {
        quote.header().headerLength(20).totalLength(0);
        assertTrue(quote.isValid(28));
        quote.header().totalLength(65535);
        assertTrue(quote.isValid(28));
    }

    @Test
    void shouldRefuseOtherVersionsAndShortHeaders() {
        for (int first = 0; first < 0x100; first++) {
            buffer.putByte(4, (byte)first);
            assertEquals(first >= 0x45 && first <= 0x4F, quote.isValid(76), "first byte " + first);
        }
    }
}
