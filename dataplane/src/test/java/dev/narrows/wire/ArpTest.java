package dev.narrows.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class ArpTest {
    private static final long SEED = 826;
    /** Who has 10.1.0.1? Tell 10.1.0.2, which is at 02:00:00:00:00:aa. */
    private static final byte[] KNOWN_REQUEST =
        HexFormat.of().parseHex("00010800060400010200000000aa0a0100020000000000000a010001");

    private final Arp arp = new Arp();

    @Test
    void shouldReadKnownRequest() {
        arp.wrap(new UnsafeBuffer(KNOWN_REQUEST.clone()), 0);
        assertTrue(arp.isValid(28));
        assertEquals(Arp.REQUEST, arp.operation());
        assertEquals(0x0200_0000_00AAL, arp.senderMac());
        assertEquals(0x0A010002, arp.senderAddress());
        assertEquals(0, arp.targetMac());
        assertEquals(0x0A010001, arp.targetAddress());
    }

    @Test
    void shouldWriteKnownRequest() {
        byte[] bytes = new byte[28];
        arp.wrap(new UnsafeBuffer(bytes), 0).ipv4OverEthernet().operation(Arp.REQUEST)
            .senderMac(0x0200_0000_00AAL).senderAddress(0x0A010002).targetMac(0).targetAddress(0x0A010001);
        assertArrayEquals(KNOWN_REQUEST, bytes);
    }

    @Test
    void shouldReadBackWhatItWrote() {
        Random random = new Random(SEED);
        for (int i = 0; i < 10_000; i++) {
            int operation = random.nextInt(0x10000);
            long senderMac = random.nextLong() & MacAddress.BROADCAST;
            long targetMac = random.nextLong() & MacAddress.BROADCAST;
            int senderAddress = random.nextInt();
            int targetAddress = random.nextInt();
            arp.wrap(new UnsafeBuffer(new byte[30]), 2).targetAddress(targetAddress).targetMac(targetMac)
                .senderAddress(senderAddress).senderMac(senderMac).operation(operation).ipv4OverEthernet();
            String where = "case " + i + ", seed " + SEED;
            assertTrue(arp.isValid(28), where);
            assertEquals(operation, arp.operation(), where);
            assertEquals(senderMac, arp.senderMac(), where);
            assertEquals(senderAddress, arp.senderAddress(), where);
            assertEquals(targetMac, arp.targetMac(), where);
            assertEquals(targetAddress, arp.targetAddress(), where);
        }
    }

    @Test
    void shouldAcceptOnlyIpv4OverEthernet() {
        for (int position = 0; position < Arp.OPERATION_OFFSET; position++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] bytes = KNOWN_REQUEST.clone();
                bytes[position] ^= (byte)(1 << bit);
                assertFalse(arp.wrap(new UnsafeBuffer(bytes), 0).isValid(28), "bit " + bit + " of byte " + position);
            }
        }
        assertFalse(arp.wrap(new UnsafeBuffer(KNOWN_REQUEST.clone()), 0).isValid(27));
    }
}
