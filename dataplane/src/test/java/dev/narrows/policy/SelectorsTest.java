package dev.narrows.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorsTest {
    private static final IpPrefix ANY = IpPrefix.ANY_IPV4;

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "443, 443, 443", "1000-2000, 1000, 2000", "0-65535, 0, 65535", "7-7, 7, 7"})
    void shouldReadPorts(String text, int first, int last) {
        assertEquals(new PortRange(first, last), PortRange.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"8, 2048, 2303", "0-8, 0, 2303", "3/4, 772, 772", "3/0-3, 768, 771", "255/255, 65535, 65535",
        "0-255, 0, 65535"})
    void shouldReadIcmpTypes(String text, int first, int last) {
        PortRange range = PortRange.parseIcmp(text);
        assertEquals(new PortRange(first, last), range);
        assertEquals(text, range.toIcmpText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "1-", "-1", "2-1", "65536", "01", "1-65536", "1,2", "any", "1 ", "99999999999",
        "1-2-3"})
    void shouldRefuseWhatAreNoPorts(String text) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> PortRange.parse(text));
        assertTrue(e.getMessage().contains("1000-2000"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "3/", "/4", "256", "3/256", "1-3/4", "3/4/5", "3/5-4", "8-0", "3-", "echo"})
    void shouldRefuseWhatAreNoIcmpTypes(String text) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> PortRange.parseIcmp(text));
        assertTrue(e.getMessage().contains("3/0-3"), e.getMessage());
    }

    @Test
    void shouldRefuseRangesThatAreNone() {
        assertThrows(IllegalArgumentException.class, () -> new PortRange(-2, 5));
        assertThrows(IllegalArgumentException.class, () -> new PortRange(-1, 5));
        assertThrows(IllegalArgumentException.class, () -> new PortRange(5, 4));
        assertThrows(IllegalArgumentException.class, () -> new PortRange(5, 65536));
    }

    @Test
    void shouldTakeAPortThatIsNotSeenForAnyOnly() {
        assertTrue(PortRange.ANY.contains(IpHeader.OPAQUE));
        assertFalse(PortRange.parse("0-65535").contains(IpHeader.OPAQUE));
    }

    @Test
    void shouldRefuseTwoFamilies() {
        IllegalArgumentException e =
            assertThrows(IllegalArgumentException.class, () -> Selectors.of(ANY, IpPrefix.ANY_IPV6));
        assertTrue(e.getMessage().contains("of one family"), e.getMessage());
    }

    @Test
    void shouldRefusePortsWithoutAProtocolThatHasThem() {
        PortRange port = PortRange.of(1);
        for (int protocol : new int[] {Selectors.ANY_PROTOCOL, 47, IpProtocol.ICMPV6, IpProtocol.ESP}) {
            assertThrows(IllegalArgumentException.class, () -> new Selectors(ANY, ANY, protocol, port, PortRange.ANY));
            assertThrows(IllegalArgumentException.class, () -> new Selectors(ANY, ANY, protocol, PortRange.ANY, port));
        }
        assertThrows(IllegalArgumentException.class,
            () -> new Selectors(ANY, ANY, IpProtocol.ICMP, PortRange.ANY, port));
        assertThrows(IllegalArgumentException.class,
            () -> new Selectors(ANY, ANY, 256, PortRange.ANY, PortRange.ANY));
    }

    @Test
    void shouldOverlapWhereEverySelectorDoes() {
        Selectors web = new Selectors(ANY, ANY, IpProtocol.TCP, PortRange.ANY, PortRange.parse("80-443"));
        assertTrue(web.overlaps(new Selectors(ANY, ANY, IpProtocol.TCP, PortRange.of(7), PortRange.of(443))));
        assertTrue(web.overlaps(Selectors.of(IpPrefix.parse("10.0.0.0/8"), ANY)));
        assertFalse(web.overlaps(new Selectors(ANY, ANY, IpProtocol.TCP, PortRange.ANY, PortRange.of(444))));
        assertFalse(web.overlaps(new Selectors(ANY, ANY, IpProtocol.UDP, PortRange.ANY, PortRange.of(443))));
        assertFalse(Selectors.of(IpPrefix.parse("10.0.0.0/8"), ANY)
            .overlaps(Selectors.of(IpPrefix.parse("11.0.0.0/8"), ANY)));
    }

    @Test
    void shouldSayWhatItMatches() {
        assertEquals("0.0.0.0/0 to 10.0.0.0/8", Selectors.of(ANY, IpPrefix.parse("10.0.0.0/8")).toString());
        assertEquals("0.0.0.0/0 to 0.0.0.0/0, protocol 6, local port 7, remote port 80-443",
            new Selectors(ANY, ANY, IpProtocol.TCP, PortRange.of(7), PortRange.parse("80-443")).toString());
        assertEquals("0.0.0.0/0 to 0.0.0.0/0, protocol 1, type 3/4",
            new Selectors(ANY, ANY, IpProtocol.ICMP, PortRange.parseIcmp("3/4"), PortRange.ANY).toString());
    }
}
