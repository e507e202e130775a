package dev.narrows.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.allocation.Allocation;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv6FrameBuilder;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FragmentDecisionsTest {
    private static final Policy POLICY = new Policy(
        0, 0, Selectors.of(IpPrefix.ANY_IPV4, IpPrefix.ANY_IPV4), PolicyAction.BYPASS, null);
    private static final Policy OTHER = new Policy(
        1, 1, Selectors.of(IpPrefix.ANY_IPV4, IpPrefix.ANY_IPV4), PolicyAction.DISCARD, null);
    private static final long LIFETIME = TimeUnit.SECONDS.toNanos(FragmentDecisions.LIFETIME_SECONDS);

    private final FragmentDecisions decisions = new FragmentDecisions(64);

    @Test
    void shouldTellPacketsApartByAllThatFragmentsShare() {
        decisions.put(ipv4(1, 2, 7, IpProtocol.UDP), POLICY, 0, 0);
        assertSame(POLICY, decisions.find(ipv4(1, 2, 7, IpProtocol.UDP), 0, 0));
        assertNull(decisions.find(ipv4(1, 2, 8, IpProtocol.UDP), 0, 0));
        assertNull(decisions.find(ipv4(1, 2, 7, IpProtocol.TCP), 0, 0));
        assertNull(decisions.find(ipv4(1, 3, 7, IpProtocol.UDP), 0, 0));
        assertNull(decisions.find(ipv4(2, 1, 7, IpProtocol.UDP), 0, 0));
    }

    @Test
    void shouldGoByTheIdentificationAloneWithIpv6() {
        decisions.put(ipv6("2001:db8::5", -1, IpProtocol.UDP), POLICY, 0, 0);
        assertSame(POLICY, decisions.find(ipv6("2001:db8::5", -1, IpProtocol.TCP), 0, 0));
        assertNull(decisions.find(ipv6("2001:db8::5", 0xFFFF, IpProtocol.UDP), 0, 0));
        assertNull(decisions.find(ipv6("2001:db8:1::5", -1, IpProtocol.UDP), 0, 0));
    }

    @Test
    void shouldKeepTheLatestDecision() {
        IpHeader header = ipv4(1, 2, 7, IpProtocol.UDP);
        decisions.put(header, POLICY, 0, 0);
        decisions.put(header, OTHER, 0, 1);
        assertSame(OTHER, decisions.find(header, 0, 1));
    }

    @Test
    void shouldForgetWithTimeAndWithTheVersion() {
        IpHeader header = ipv4(1, 2, 7, IpProtocol.UDP);
        long start = Long.MAX_VALUE - 5;
        decisions.put(header, POLICY, 3, start);
        assertSame(POLICY, decisions.find(header, 3, start + LIFETIME - 1), "across the clock's overflow");
        assertNull(decisions.find(header, 3, start + LIFETIME));
        assertNull(decisions.find(header, 4, start));
    }

    @Test
    void shouldBeBoundedAndForgetTheOldestFirst() {
        int packets = 10_000;
        for (int i = 0; i < packets; i++) {
            decisions.put(ipv4(i, 2, 7, IpProtocol.UDP), POLICY, 0, i);
        }
        int kept = 0;
        for (int i = 0; i < packets; i++) {
            kept += decisions.find(ipv4(i, 2, 7, IpProtocol.UDP), 0, packets) == null ? 0 : 1;
        }
        assertEquals(64, kept);
        assertSame(POLICY, decisions.find(ipv4(packets - 1, 2, 7, IpProtocol.UDP), 0, packets));
        int recent = 0;
        for (int i = packets - 32; i < packets; i++) {
            recent += decisions.find(ipv4(i, 2, 7, IpProtocol.UDP), 0, packets) == null ? 0 : 1;
        }
        assertTrue(recent > 20, "of the latest 32 packets only " + recent + " are remembered");
    }

    @Test
    void shouldRefuseACapacityThatIsNoPowerOfTwo() {
        for (int capacity : new int[] {-4, 0, 2, 5, 12}) {
            assertThrows(IllegalArgumentException.class, () -> new FragmentDecisions(capacity));
        }
    }

    @Test
    void shouldPutAndFindWithoutAllocation() {
        IpHeader header = ipv4(1, 2, 7, IpProtocol.UDP);
        IpHeader header6 = ipv6("2001:db8::5", -1, IpProtocol.UDP);
        assertEquals(0, Allocation.perRun(() -> {
            for (int i = 0; i < 500; i++) {
                decisions.put(header, POLICY, 0, i);
                decisions.find(header, 0, i);
                decisions.put(header6, POLICY, 0, i);
                decisions.find(header6, 0, i);
            }
        }));
    }

    private static IpHeader ipv4(int source, int destination, int identification, int protocol) {
        return TestPolicies.header(new FrameBuilder().addresses(source, destination).identification(identification)
            .fragment(true, 0).payload(protocol, new byte[8]).packet());
    }

    private static IpHeader ipv6(String source, int identification, int protocol) {
        return TestPolicies.header(new Ipv6FrameBuilder().addresses(source, "2001:db8::6")
            .fragment(true, 0, identification)
            .payload(protocol, new byte[8]).packet());
    }
}
