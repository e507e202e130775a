package dev.narrows.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.wire.IpAddress;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpPrefixTest {
    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0/0", "10.1.0.0/24", "10.1.2.3/32", "::/0", "2001:db8::/32", "2001:db8::1/128"})
    void isWrittenAsItIsRead(String text) {
        assertEquals(text, IpPrefix.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.1.0.0", "10.1.0.0/", "10.1.0.0/33", "10.1.0.1/24", "10.1.0.0/024", "2001:db8::/129",
        "2001:db8::1/64", "::/-1", "::/1000"})
    void refusesWhatIsNoPrefix(String text) {
        assertThrows(IllegalArgumentException.class, () -> IpPrefix.parse(text));
    }

    @Test
    void familiesNeverMeet() {
        assertFalse(IpPrefix.ANY_IPV6.contains(IpAddress.parse("10.0.0.1")));
        assertFalse(IpPrefix.ANY_IPV4.contains(IpAddress.parse("2001:db8::1")));
        assertFalse(IpPrefix.ANY_IPV6.overlaps(IpPrefix.ANY_IPV4));
        assertTrue(IpPrefix.ANY_IPV4.contains(IpAddress.parse("0.0.0.0")));
        assertTrue(IpPrefix.ANY_IPV6.contains(IpAddress.UNSPECIFIED));
    }

    @Test
    void containsWhatBeginsWithItsBits() {
        Random random = new Random(2);
        for (int i = 0; i < 20_000; i++) {
            IpAddress address = new IpAddress(0x2000_0000_0000_0000L | (random.nextLong() >>> 4), random.nextLong());
            int length = random.nextInt(129);
            IpPrefix prefix = IpPrefix.around(address, length);
            int flipped = random.nextInt(128);
            IpAddress other = flip(address, flipped);
            assertTrue(prefix.contains(address));
            assertEquals(flipped >= length, prefix.contains(other), prefix + " and " + other);
            assertEquals(number(prefix.address()), number(address).shiftRight(128 - length).shiftLeft(128 - length));
        }
    }

    @Test
    void overlapsWhereOneHoldsTheOther() {
        assertTrue(IpPrefix.parse("10.0.0.0/8").overlaps(IpPrefix.parse("10.1.0.0/24")));
        assertTrue(IpPrefix.parse("10.1.0.0/24").overlaps(IpPrefix.parse("10.0.0.0/8")));
        assertFalse(IpPrefix.parse("10.1.0.0/24").overlaps(IpPrefix.parse("10.1.1.0/24")));
        assertTrue(IpPrefix.parse("2001:db8::/32").overlaps(IpPrefix.parse("2001:db8:1::/48")));
    }

    private static IpAddress flip(IpAddress address, int bit) {
        return bit < 64
            ? new IpAddress(address.high() ^ 1L << (63 - bit), address.low())
            : new IpAddress(address.high(), address.low() ^ 1L << (127 - bit));
    }

    private static BigInteger number(IpAddress address) {
        return new BigInteger(1, ByteBuffer.allocate(16).putLong(address.high()).putLong(address.low()).array());
    }
}
