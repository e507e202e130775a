package dev.narrows.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MacAddressTest {
    private static final long SEED = 802;

    @Test
    void shouldParseAndFormat() {
        assertEquals(0x0200_0000_00AAL, MacAddress.parse("02:00:00:00:00:aa"));
        assertEquals(0xABCD_EF01_2345L, MacAddress.parse("AB:cd:EF:01:23:45"));
        assertEquals("ab:cd:ef:01:23:45", MacAddress.format(0xABCD_EF01_2345L));
        assertEquals("ff:ff:ff:ff:ff:ff", MacAddress.format(MacAddress.BROADCAST));
    }

    @Test
    void shouldParseWhatItFormats() {
        Random random = new Random(SEED);
        for (int i = 0; i < 10_000; i++) {
            long mac = random.nextLong() & MacAddress.BROADCAST;
            assertEquals(mac, MacAddress.parse(MacAddress.format(mac)), "case " + i + ", seed " + SEED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "02:00:00:00:00", "02:00:00:00:00:0", "02:00:00:00:00:001", "02-00-00-00-00-01", "02:00:00:00:00:0g",
        "0200.0000.0001xyz", ":2:00:00:00:00:01", "02:00:00:00:00:01:", "\u0660\u0662:00:00:00:00:01",
    })
    void shouldRefuseAnythingElse(String text) {
        Exception refusal = assertThrows(IllegalArgumentException.class, () -> MacAddress.parse(text));
        assertEquals("\"" + text + "\" is not a MAC address: write six groups of two hexadecimal digits, "
            + "joined by colons", refusal.getMessage());
    }

    @Test
    void shouldTellGroupsFromStations() {
        assertTrue(MacAddress.isBroadcast(MacAddress.BROADCAST));
        assertTrue(MacAddress.isMulticast(MacAddress.BROADCAST));
        assertTrue(MacAddress.isMulticast(MacAddress.parse("01:00:5e:00:00:01")));
        assertFalse(MacAddress.isBroadcast(MacAddress.parse("01:00:5e:00:00:01")));
        assertFalse(MacAddress.isMulticast(MacAddress.parse("fe:ff:ff:ff:ff:ff")));
    }

    @Test
    void shouldWriteExactlySixBytes() {
        byte[] bytes = new byte[8];
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        MacAddress.put(buffer, 1, 0xFEDC_BA98_7654_3210L);
        assertArrayEquals(new byte[] {0, (byte)0xBA, (byte)0x98, 0x76, 0x54, 0x32, 0x10, 0}, bytes);
        assertEquals(0xBA98_7654_3210L, MacAddress.get(buffer, 1));
    }
}
