package dev.narrows.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class EthernetTest {
    private static final long SEED = 894;

    private final Ethernet ethernet = new Ethernet();

    @Test
    void shouldReadKnownHeader() {
        ethernet.wrap(new UnsafeBuffer(HexFormat.of().parseHex("0200000000010200000000aa0800")), 0);
        assertEquals(0x0200_0000_0001L, ethernet.destination());
        assertEquals(0x0200_0000_00AAL, ethernet.source());
        assertEquals(Ethernet.TYPE_IPV4, ethernet.type());
    }

    @Test
    void shouldReadBackWhatItWrote() {
        Random random = new Random(SEED);
        for (int i = 0; i < 10_000; i++) {
            long destination = random.nextLong() & MacAddress.BROADCAST;
            long source = random.nextLong() & MacAddress.BROADCAST;
            int type = random.nextInt(0x10000);
            int start = random.nextInt(8);
            ethernet.wrap(new UnsafeBuffer(new byte[start + 14]), start);
            ethernet.type(type).source(source).destination(destination);
            String where = "case " + i + ", seed " + SEED;
            assertEquals(destination, ethernet.destination(), where);
            assertEquals(source, ethernet.source(), where);
            assertEquals(type, ethernet.type(), where);
        }
    }

    @Test
    void shouldTellWhomAFrameIsFor() {
        ethernet.wrap(new UnsafeBuffer(new byte[14]), 0).destination(MacAddress.BROADCAST);
        assertTrue(ethernet.isBroadcast());
        assertTrue(ethernet.isMulticast());
        ethernet.destination(0x0100_5E00_0001L);
        assertFalse(ethernet.isBroadcast());
        assertTrue(ethernet.isMulticast());
        ethernet.destination(0x0200_0000_0001L);
        assertFalse(ethernet.isBroadcast());
        assertFalse(ethernet.isMulticast());
    }

    @Test
    void shouldNeedFourteenBytes() {
        assertFalse(ethernet.isValid(13));
        assertTrue(ethernet.isValid(14));
    }
}
