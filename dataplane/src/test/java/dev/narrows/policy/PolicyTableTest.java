package dev.narrows.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.allocation.Allocation;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import org.junit.jupiter.api.Test;

/** What a policy database is expected to do, case by case; {@link PolicyTableModelTest} tries everything else. */
class PolicyTableTest {
    private final PolicyTable table = new PolicyTable();
    private int count;

    @Test
    void shouldFindNothingInAnEmptyTable() {
        assertNull(table.lookup(0, 0, 0, 0, 0, 0, 0));
        assertNull(table.lookupWithSomePorts(0, 0, 0, 0, 0));
    }

    @Test
    void shouldMatchBothAddresses() {
        Policy policy = add("10.1.0.0/24", "10.2.0.0/24");
        assertSame(policy, lookup("10.1.0.7", "10.2.0.9"));
        assertNull(lookup("10.1.1.7", "10.2.0.9"));
        assertNull(lookup("10.1.0.7", "10.2.1.9"));
        assertNull(lookup("10.2.0.9", "10.1.0.7"), "the other way round");
    }

    @Test
    void shouldKeepTheFamiliesApart() {
        Policy ipv6 = add("::/0", "::/0");
        assertNull(lookup("10.1.0.7", "10.2.0.9"));
        Policy ipv4 = add("0.0.0.0/0", "0.0.0.0/0");
        assertSame(ipv4, lookup("10.1.0.7", "10.2.0.9"));
        assertSame(ipv6, lookup("2001:db8::1", "2001:db8::2"));
    }

    @Test
    void shouldPreferTheFirstAcrossTables() {
        Policy narrow = add("10.1.0.0/24", "10.2.0.0/24");
        Policy wide = add("10.0.0.0/8", "0.0.0.0/0");
        Policy behind = add("172.16.0.0/24", "10.2.0.0/24");
        add("10.3.0.0/24", "10.2.0.0/24");
        assertSame(narrow, lookup("10.1.0.7", "10.2.0.9"));
        assertSame(wide, lookup("10.3.0.7", "10.2.0.9"), "the fourth is in the first's table, but behind the second");
        assertSame(behind, lookup("172.16.0.1", "10.2.0.9"));
    }

    @Test
    void shouldGoByOrderAndNotByTheTimeOfAdding() {
        Policy late = add("10.0.0.0/8", "0.0.0.0/0");
        Policy early = new Policy(100, -1, selectors("10.1.0.0/24", "10.2.0.0/24"), PolicyAction.DISCARD, null);
        table.add(early);
        assertSame(early, lookup("10.1.0.7", "10.2.0.9"));
        assertSame(late, lookup("10.1.1.7", "10.2.0.9"));
    }

    @Test
    void shouldKeepTheFirstOfTwoEqualPoliciesUntilItGoes() {
        Policy first = add("10.1.0.0/24", "10.2.0.0/24");
        Policy second = add("10.1.0.0/24", "10.2.0.0/24");
        assertSame(first, lookup("10.1.0.7", "10.2.0.9"));
        assertTrue(table.remove(first.id(), first.selectors()));
        assertSame(second, lookup("10.1.0.7", "10.2.0.9"));
        assertFalse(table.remove(first.id(), first.selectors()));
        assertTrue(table.remove(second.id(), second.selectors()));
        assertNull(lookup("10.1.0.7", "10.2.0.9"));
        assertEquals(0, table.size());
    }

    @Test
    void shouldNotRemoveByOtherSelectors() {
        Policy policy = add("10.1.0.0/24", "10.2.0.0/24");
        assertFalse(table.remove(policy.id(), selectors("10.1.0.0/24", "10.2.0.0/25")));
        assertFalse(table.remove(policy.id(), selectors("10.1.1.0/24", "10.2.0.0/24")));
        assertFalse(table.remove(policy.id() + 1, policy.selectors()));
        assertEquals(1, table.size());
    }

    @Test
    void shouldChangeItsVersionWithEveryChange() {
        long before = table.version();
        Policy policy = add("10.1.0.0/24", "10.2.0.0/24");
        long after = table.version();
        assertNotEquals(before, after);
        assertFalse(table.remove(77, policy.selectors()));
        assertEquals(after, table.version());
        assertTrue(table.remove(policy.id(), policy.selectors()));
        assertNotEquals(after, table.version());
    }

    @Test
    void shouldMatchPortsOnTheirSides() {
        IpPrefix any = IpPrefix.ANY_IPV4;
        Policy https = add(new Selectors(any, any, IpProtocol.TCP, PortRange.ANY, PortRange.of(443)));
        Policy range = add(new Selectors(any, any, IpProtocol.TCP, PortRange.parse("1000-2000"), PortRange.ANY));
        assertSame(https, lookup(IpProtocol.TCP, 1000, 443));
        assertSame(range, lookup(IpProtocol.TCP, 1000, 442));
        assertSame(range, lookup(IpProtocol.TCP, 2000, 444));
        assertNull(lookup(IpProtocol.TCP, 999, 444));
        assertNull(lookup(IpProtocol.TCP, 2001, 444));
        assertNull(lookup(IpProtocol.UDP, 1000, 443));
    }

    @Test
    void shouldMatchAPortThatIsNotSeenWithNoPortButAny() {
        IpPrefix any = IpPrefix.ANY_IPV4;
        Policy all = add(new Selectors(any, any, IpProtocol.TCP, PortRange.parse("0-65535"), PortRange.ANY));
        assertNull(lookup(IpProtocol.TCP, IpHeader.OPAQUE, IpHeader.OPAQUE));
        Policy tcp = add(new Selectors(any, any, IpProtocol.TCP, PortRange.ANY, PortRange.ANY));
        assertSame(tcp, lookup(IpProtocol.TCP, IpHeader.OPAQUE, IpHeader.OPAQUE));
        assertSame(all, table.lookupWithSomePorts(0, IpAddress.mapped(1), 0, IpAddress.mapped(2), IpProtocol.TCP));
        assertNull(table.lookupWithSomePorts(0, IpAddress.mapped(1), 0, IpAddress.mapped(2), IpProtocol.UDP));
        assertSame(all, table.lookupWithSomePorts(0, IpAddress.mapped(1), 0, IpAddress.mapped(2), IpHeader.OPAQUE));
    }

    @Test
    void shouldMatchIcmpTypesAndCodes() {
        IpPrefix any = IpPrefix.ANY_IPV6;
        Policy tooBig = add(new Selectors(any, any, IpProtocol.ICMPV6, PortRange.parseIcmp("2"), PortRange.ANY));
        Policy noPort = add(new Selectors(any, any, IpProtocol.ICMPV6, PortRange.parseIcmp("1/4"), PortRange.ANY));
        assertSame(tooBig, lookupIcmpv6(2, 0));
        assertSame(tooBig, lookupIcmpv6(2, 255));
        assertSame(noPort, lookupIcmpv6(1, 4));
        assertNull(lookupIcmpv6(1, 3));
        assertNull(lookupIcmpv6(3, 0));
    }

    @Test
    void shouldTakeManyPoliciesBetweenTheSameTwoPrefixesInAnyOrder() {
        IpPrefix any = IpPrefix.ANY_IPV4;
        int policies = 20_000;
        for (int i = 0; i < policies; i++) {
            add(new Selectors(any, any, IpProtocol.TCP, PortRange.ANY, PortRange.of(i)));
        }
        assertEquals(17, lookup(IpProtocol.TCP, 1, 17).id());
        assertEquals(policies - 1, lookup(IpProtocol.TCP, 1, policies - 1).id());
        assertNull(lookup(IpProtocol.TCP, 1, policies));
    }

    @Test
    void shouldLookUpWithoutAllocation() {
        for (int i = 0; i < 1000; i++) {
            add(IpPrefix.around(IpAddress.ofIpv4(0x0A010000 + (i << 8)), 24).toString(), "11.0.0.0/28");
            add(IpPrefix.around(new IpAddress(i, 0), 64).toString(), "::/0");
        }
        assertEquals(0, Allocation.perRun(() -> {
            for (int i = 0; i < 1000; i++) {
                table.lookup(0, IpAddress.mapped(0x0A010000 + (i << 8)), 0, IpAddress.mapped(0x0B000000), 6, i, i);
                table.lookup(i, i, i, i, 17, 1, 2);
                table.lookupWithSomePorts(i, 7, -i, i, 17);
            }
        }));
    }

    private Policy add(String local, String remote) {
        return add(selectors(local, remote));
    }

    private Policy add(Selectors selectors) {
        Policy policy = new Policy(count, count, selectors, PolicyAction.BYPASS, null);
        count++;
        table.add(policy);
        return policy;
    }

    private Policy lookup(String local, String remote) {
        IpAddress from = IpAddress.parse(local);
        IpAddress to = IpAddress.parse(remote);
        return table.lookup(from.high(), from.low(), to.high(), to.low(), IpProtocol.UDP, 1, 2);
    }

    private Policy lookup(int protocol, int localPort, int remotePort) {
        return table.lookup(0, IpAddress.mapped(1), 0, IpAddress.mapped(2), protocol, localPort, remotePort);
    }

    private Policy lookupIcmpv6(int type, int code) {
        return table.lookup(1, 1, 2, 2, IpProtocol.ICMPV6, type << 8 | code, type << 8 | code);
    }

    private static Selectors selectors(String local, String remote) {
        return Selectors.of(IpPrefix.parse(local), IpPrefix.parse(remote));
    }
}
