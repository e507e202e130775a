package dev.narrows.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.wire.Ipv4Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv4PrefixTest {
    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0/0", "128.0.0.0/1", "10.1.0.0/24", "192.0.2.254/31", "255.255.255.255/32"})
    void shouldWriteWhatItRead(String text) {
        assertEquals(text, Ipv4Prefix.parse(text).toString());
    }

    @Test
    void shouldContainItsFirstAndLastAddressAndNoneBeside() {
        Ipv4Prefix prefix = Ipv4Prefix.parse("10.1.2.0/23");

        assertTrue(prefix.contains(Ipv4Address.parse("10.1.2.0")));
        assertTrue(prefix.contains(Ipv4Address.parse("10.1.3.255")));
        assertFalse(prefix.contains(Ipv4Address.parse("10.1.1.255")));
        assertFalse(prefix.contains(Ipv4Address.parse("10.1.4.0")));
    }

    @Test
    void shouldContainEveryAddressWhereTheLengthIsZero() {
        Ipv4Prefix all = new Ipv4Prefix(0, 0);

        assertTrue(all.contains(0));
        assertTrue(all.contains(0x0A000001));
        assertTrue(all.contains(0xFFFFFFFF));
    }

    @Test
    void shouldContainOnlyItselfWhereTheLengthIsThirtyTwo() {
        Ipv4Prefix one = Ipv4Prefix.parse("10.0.0.1/32");

        assertTrue(one.contains(0x0A000001));
        assertFalse(one.contains(0x0A000000));
        assertFalse(one.contains(0x0A000002));
    }

    @Test
    void shouldNameThePrefixThatWasMeantWhereHostBitsAreSet() {
        IllegalArgumentException refusal =
            assertThrows(IllegalArgumentException.class, () -> Ipv4Prefix.parse("10.1.2.3/16"));

        assertEquals("10.1.2.3/16 has bits set behind the prefix; the prefix would be 10.1.0.0/16",
            refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "10.1.0.0", "10.1.0.0/", "10.1.0.0/33", "10.1.0.0/99", "10.1.0.0/-1",
        "10.1.0.0/+8", "10.1.0.0/024", "10.1.0.0/24/8", "10.1.0/24", "10.1.0.0 /24", "10.1.0.0/24 "})
    void shouldRefuseAnythingElse(String text) {
        assertThrows(IllegalArgumentException.class, () -> Ipv4Prefix.parse(text));
    }
}
