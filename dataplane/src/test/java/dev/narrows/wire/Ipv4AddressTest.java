package dev.narrows.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv4AddressTest {
    private static final long SEED = 1812;

    @Test
    void shouldParseInNetworkSignificance() {
        assertEquals(0x0A000001, Ipv4Address.parse("10.0.0.1"));
        assertEquals(0xC0A800C7, Ipv4Address.parse("192.168.0.199"));
        assertEquals(Ipv4Address.UNSPECIFIED, Ipv4Address.parse("0.0.0.0"));
        assertEquals(Ipv4Address.BROADCAST, Ipv4Address.parse("255.255.255.255"));
    }

    @Test
    void shouldParseWhatItFormats() {
        Random random = new Random(SEED);
        for (int i = 0; i < 10_000; i++) {
            int address = random.nextInt();
            assertEquals(address, Ipv4Address.parse(Ipv4Address.format(address)), "case " + i + ", seed " + SEED);
        }
        assertEquals("198.51.100.2", Ipv4Address.format(0xC6336402));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", ".", "...", "10", "10.0.0", "10.0.0.", ".10.0.0.1", "10..0.1", "10.0.0.1.", "10.0.0.1.2", "10.0.0.256",
        "10.0.0.1000", "10.0.0.99999999999", "010.0.0.1", "10.0.0.00", "10.0.0.-1", "10.0.0.+1", "10.0.0.a",
        " 10.0.0.1", "10.0.0.1 ", "10.0.0.1\n", "10.0.0.1/24", "0x0a.0.0.1", "10,0,0,1", "localhost", "::1",
        "\u0661.0.0.1",
    })
    void shouldRefuseAnythingElse(String text) {
        Exception refusal = assertThrows(IllegalArgumentException.class, () -> Ipv4Address.parse(text));
        assertEquals("\"" + text + "\" is not an IPv4 address: write four numbers from 0 to 255 without leading zeros, "
            + "joined by dots", refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        // address          unspecified this-net loopback multicast reserved broadcast invalid source
        "0.0.0.0,           true,       true,    false,   false,    false,   false,    true",
        "0.255.255.255,     false,      true,    false,   false,    false,   false,    true",
        "1.0.0.0,           false,      false,   false,   false,    false,   false,    false",
        "10.0.0.1,          false,      false,   false,   false,    false,   false,    false",
        "126.255.255.255,   false,      false,   false,   false,    false,   false,    false",
        "127.0.0.0,         false,      false,   true,    false,    false,   false,    true",
        "127.255.255.255,   false,      false,   true,    false,    false,   false,    true",
        "128.0.0.0,         false,      false,   false,   false,    false,   false,    false",
        "223.255.255.255,   false,      false,   false,   false,    false,   false,    false",
        "224.0.0.0,         false,      false,   false,   true,     false,   false,    true",
        "239.255.255.255,   false,      false,   false,   true,     false,   false,    true",
        "240.0.0.0,         false,      false,   false,   false,    true,    false,    true",
        "255.255.255.254,   false,      false,   false,   false,    true,    false,    true",
        "255.255.255.255,   false,      false,   false,   false,    true,    true,     true",
    })
    void shouldTellKindsOfAddressesApart(
        String text, boolean unspecified, boolean thisNetwork, boolean loopback, boolean multicast, boolean reserved,
        boolean broadcast, boolean invalidSource) {
        int address = Ipv4Address.parse(text);
        assertEquals(unspecified, Ipv4Address.isUnspecified(address));
        assertEquals(thisNetwork, Ipv4Address.isThisNetwork(address));
        assertEquals(loopback, Ipv4Address.isLoopback(address));
        assertEquals(multicast, Ipv4Address.isMulticast(address));
        assertEquals(reserved, Ipv4Address.isReserved(address));
        assertEquals(broadcast, Ipv4Address.isBroadcast(address));
        assertEquals(invalidSource, Ipv4Address.isInvalidSource(address));
    }
}
