package dev.narrows.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "::, ::",
        "::1, ::1",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "fe80::, fe80::",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
        "0:0:3:4:5:6:7:8, ::3:4:5:6:7:8",
    })
    void isReadAndWrittenAsRfc5952Has(String text, String canonical) {
        assertEquals(canonical, IpAddress.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4::5:6:7:8",
        "12345::",
        "g::", "::1%eth0", "[::1]", "::ffff:192.0.2.1", "::ffff:c000:201", "1.2.3", "1.2.3.4.5", "\uFF11::"})
    void refusesWhatIsNoAddress(String text) {
        assertThrows(IllegalArgumentException.class, () -> IpAddress.parse(text));
    }

    /** RFC 4291 2.2 lets IPv4 addresses be written so; what they would say is another address, which is told. */
    @ParameterizedTest
    @ValueSource(strings = {"::ffff:192.0.2.1", "::FFFF:192.0.2.1", "::192.0.2.1", "::ffff:c000:201"})
    void tellsWhatToWriteForAnIpv4AddressInDisguise(String text) {
        IllegalArgumentException refusal =
            assertThrows(IllegalArgumentException.class, () -> IpAddress.parse(text));
        assertTrue(refusal.getMessage().endsWith("is an IPv4 address in disguise: write 192.0.2.1"),
            refusal.getMessage());
    }

    @Test
    void knowsIpv4AddressesInIpv6sForm() {
        for (int ipv4 : new int[] {0, 1, 2, 0x0A000001, 0x7F000001, -1}) {
            assertTrue(IpAddress.isIpv4InIpv6(0, IpAddress.mapped(ipv4)));
            assertEquals(ipv4 != 0 && ipv4 != 1, IpAddress.isIpv4InIpv6(0, Integer.toUnsignedLong(ipv4)));
            assertFalse(IpAddress.isIpv4InIpv6(1, IpAddress.mapped(ipv4)));
        }
        assertFalse(IpAddress.isIpv4InIpv6(0, 0xFFFE_0A00_0001L));
        assertFalse(IpAddress.isIpv4InIpv6(0, 0x1_0000_0A00_0001L));
        assertFalse(IpAddress.isIpv4InIpv6(0, -1));
        IpAddress translated = IpAddress.parse("64:ff9b::a00:1");
        assertFalse(IpAddress.isIpv4InIpv6(translated.high(), translated.low()));
    }

    @ParameterizedTest
    @CsvSource({"169.254.0.0, true", "169.254.255.255, true", "169.253.255.255, false", "169.255.0.0, false",
        "fe80::1, false", "2001:db8::ffff:a9fe:1, false"})
    void knowsIpv4LinkLocalAddresses(String text, boolean isLinkLocal) {
        IpAddress address = IpAddress.parse(text);
        assertEquals(isLinkLocal, IpAddress.isIpv4LinkLocal(address.high(), address.low()));
    }

    @Test
    void readsWhatItWroteAsTheJdkDoes() throws UnknownHostException {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            // Many zero groups, so that gaps of every length and place come up.
            long high = random.nextLong() & sparse(random);
            long low = random.nextLong() & sparse(random);
            if (IpAddress.isIpv4(high, low)) {
                continue;
            }
            IpAddress address = new IpAddress(high, low);
            byte[] bytes = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
            String text = address.toString();
            assertEquals(address, IpAddress.parse(text));
            assertEquals(InetAddress.getByAddress(bytes), InetAddress.getByName(text));
        }
    }

    @Test
    void tellsFamiliesAndKindsApart() {
        assertTrue(IpAddress.parse("10.0.0.1").isIpv4());
        assertFalse(IpAddress.parse("2001:db8::1").isIpv4());
        assertEquals(0x0A000001, IpAddress.parse("10.0.0.1").ipv4());
        assertEquals(32, IpAddress.parse("10.0.0.1").bits());
        assertEquals(128, IpAddress.UNSPECIFIED.bits());
        assertTrue(IpAddress.parse("fe80::1").isLinkLocal());
        assertTrue(IpAddress.parse("febf::1").isLinkLocal());
        assertFalse(IpAddress.parse("fec0::1").isLinkLocal());
    }

    @ParameterizedTest
    @ValueSource(strings = {"::", "::1", "ff02::1", "::7f00:1", "0.1.2.3", "127.0.0.1", "224.0.0.1", "255.255.255.255"})
    void namesNoSingleHost(String text) {
        assertTrue(IpAddress.parse(text).isInvalidSource());
    }

    @ParameterizedTest
    @ValueSource(strings = {"2001:db8::1", "fe80::1", "fd00::", "::1:0:0:1", "10.0.0.1"})
    void namesOneHost(String text) {
        assertFalse(IpAddress.parse(text).isInvalidSource());
    }

    @Test
    void ordersIpv4BeforeIpv6() {
        assertTrue(IpAddress.parse("255.0.0.1").compareTo(IpAddress.parse("::1")) < 0);
        assertTrue(IpAddress.parse("10.0.0.1").compareTo(IpAddress.parse("192.0.0.1")) < 0);
        assertTrue(IpAddress.parse("fe80::1").compareTo(IpAddress.parse("2001:db8::1")) > 0);
        assertEquals(0, IpAddress.parse("::5").compareTo(IpAddress.parse("::5")));
    }

    private static long sparse(Random random) {
        long mask = 0;
        for (int group = 0; group < 4; group++) {
            mask = mask << 16 | (random.nextBoolean() ? 0xFFFF : 0);
        }
        return mask;
    }
}
