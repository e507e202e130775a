package dev.narrows.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class EspTest {
    private final Esp esp = new Esp();

    @Test
    void shouldWriteInNetworkOrder() {
        byte[] bytes = new byte[8];
        esp.wrap(new UnsafeBuffer(bytes), 0).spi(0x01020304).sequence(0xF5F6F7F8L);
        assertArrayEquals(new byte[] {1, 2, 3, 4, (byte)0xF5, (byte)0xF6, (byte)0xF7, (byte)0xF8}, bytes);
        assertEquals(0x01020304, esp.spi());
        assertEquals(0xF5F6F7F8L, esp.sequence());
    }

    @Test
    void shouldReadUnsigned() {
        esp.wrap(new UnsafeBuffer(new byte[9]), 1).spi(0xFFFFFFFF).sequence(0xFFFFFFFFL);
        assertEquals(0xFFFFFFFF, esp.spi());
        assertEquals(0xFFFFFFFFL, esp.sequence());
    }

    @Test
    void shouldWriteOnlyTheLowHalfOfAnExtendedSequenceNumber() {
        esp.wrap(new UnsafeBuffer(new byte[8]), 0).sequence(0x1_0000_0002L);
        assertEquals(2, esp.sequence());
    }

    @Test
    void shouldNeedEightBytes() {
        assertFalse(esp.isValid(7));
        assertTrue(esp.isValid(8));
    }

    @Test
    void shouldReadTrailerUnsigned() {
        byte[] bytes = {0, 0, 0, 0};
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        EspTrailer.put(buffer, 1, 255, 0x84);
        assertArrayEquals(new byte[] {0, (byte)0xFF, (byte)0x84, 0}, bytes);
        assertEquals(255, EspTrailer.padLength(buffer, 1));
        assertEquals(0x84, EspTrailer.nextHeader(buffer, 1));
    }
}
