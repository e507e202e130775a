package dev.narrows.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.narrows.allocation.Allocation;
import dev.narrows.sa.Tunnel;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv6FrameBuilder;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Protect, bypass and discard in every direction, and fragments against selectors with ports. */
class ClassifierTest {
    private static final String A = "10.1.0.2";
    private static final String D = "10.2.0.2";
    private static final String A6 = "2001:db8:1::2";
    private static final String D6 = "2001:db8:2::2";
    private static final String ANY = "0.0.0.0/0";

    private final TestPolicies policies = new TestPolicies();
    private final Classifier classifier = new Classifier(policies.table, 16);
    private final Tunnel tunnel = TestPolicies.tunnel(0);
    private final Tunnel otherTunnel = TestPolicies.tunnel(1);
    private long now = TimeUnit.HOURS.toNanos(1);

    @Test
    void shouldProtectBothWays() {
        Policy policy = policies.protect(tunnel, "10.1.0.0/24", "10.2.0.0/24");
        assertSame(policy, outbound(udp(A, D, 1, 2)));
        assertRefused(DropReason.NO_POLICY, udp(D, A, 1, 2));
        assertNull(inbound(udp(D, A, 2, 1)));
        assertEquals(DropReason.SELECTOR_MISMATCH, inbound(udp(A, D, 2, 1)));
        assertEquals(DropReason.SELECTOR_MISMATCH,
            classifier.inbound(TestPolicies.header(udp(D, A, 2, 1)), otherTunnel, now));
        assertEquals(DropReason.CLEARTEXT_FROM_UNPROTECTED, fromUnprotected(udp(D, A, 2, 1)));
    }

    @Test
    void shouldProtectIpv6BothWays() {
        Policy policy = policies.protect(tunnel, "2001:db8:1::/64", "2001:db8:2::/64");
        assertSame(policy, outbound(udp6(A6, D6, 1, 2)));
        assertNull(inbound(udp6(D6, A6, 2, 1)));
        assertRefused(DropReason.NO_POLICY, udp(A, D, 1, 2));
    }

    @Test
    void shouldBypassBothWays() {
        Policy policy = policies.add(PolicyAction.BYPASS, null,
            TestPolicies.selectors(ANY, "10.2.0.0/24", IpProtocol.UDP, "any", "53"));
        policies.protect(tunnel, ANY, ANY);
        assertSame(policy, outbound(udp(A, D, 4000, 53)));
        assertNull(fromUnprotected(udp(D, A, 53, 4000)));
        assertEquals(DropReason.CLEARTEXT_FROM_UNPROTECTED, fromUnprotected(udp(D, A, 54, 4000)));
        assertEquals(DropReason.SELECTOR_MISMATCH, inbound(udp(D, A, 53, 4000)),
            "in a tunnel that has no business with it");
    }

    @Test
    void shouldDiscardBothWays() {
        policies.add(PolicyAction.DISCARD, null, TestPolicies.selectors(ANY, ANY, IpProtocol.UDP, "any", "53"));
        policies.protect(tunnel, ANY, ANY);
        assertRefused(DropReason.POLICY_DISCARD, udp(A, D, 4000, 53));
        assertEquals(DropReason.SELECTOR_MISMATCH, inbound(udp(D, A, 53, 4000)));
        assertEquals(DropReason.POLICY_DISCARD, fromUnprotected(udp(D, A, 53, 4000)));
    }

    @Test
    void shouldRefuseWhatNoPolicyMatches() {
        assertRefused(DropReason.NO_POLICY, udp(A, D, 1, 2));
        assertEquals(DropReason.SELECTOR_MISMATCH, inbound(udp(D, A, 2, 1)));
        assertEquals(DropReason.CLEARTEXT_FROM_UNPROTECTED, fromUnprotected(udp(D, A, 2, 1)));
    }

    @Test
    void shouldLetLaterFragmentsFollowTheirFirst() {
        policies.add(PolicyAction.DISCARD, null, TestPolicies.selectors(ANY, ANY, IpProtocol.UDP, "any", "53"));
        Policy protect = policies.protect(tunnel, ANY, ANY);
        assertSame(protect, outbound(first(A, D, 7, 1, 54)));
        assertSame(protect, outbound(later(A, D, 7)));
        assertSame(protect, outbound(later(A, D, 7)), "there may be several");
        assertRefused(DropReason.POLICY_DISCARD, first(A, D, 8, 1, 53));
        assertRefused(DropReason.POLICY_DISCARD, later(A, D, 8));
        assertRefused(DropReason.FRAGMENT_OPAQUE, later(A, D, 9));
        assertRefused(DropReason.FRAGMENT_OPAQUE, later(D, A, 7));
    }

    @Test
    void shouldLetLaterFragmentsOutOfATunnelFollowTheirFirst() {
        policies.add(PolicyAction.PROTECT, tunnel, TestPolicies.selectors(ANY, ANY, IpProtocol.UDP, "53", "any"));
        policies.protect(otherTunnel, ANY, ANY);
        assertNull(inbound(first(D, A, 7, 4000, 53)));
        assertNull(inbound(later(D, A, 7)));
        assertEquals(DropReason.FRAGMENT_OPAQUE, inbound(later(D, A, 8)));
        assertEquals(DropReason.SELECTOR_MISMATCH, inbound(first(D, A, 8, 4000, 54)));
        assertEquals(DropReason.FRAGMENT_OPAQUE, inbound(later(D, A, 8)), "what was refused is not remembered");
        assertRefused(DropReason.FRAGMENT_OPAQUE, later(D, A, 7));
        assertEquals(DropReason.FRAGMENT_OPAQUE, fromUnprotected(later(D, A, 7)));
    }

    /**
     * RFC 4301 5.2: redundant peers protect the same; what arrives is each one's own affair, what leaves the first
     * one's.
     */
    @Test
    void shouldTakeTheSameFromTwoTunnelsAndSendByTheFirst() {
        Policy first = policies.protect(tunnel, "10.1.0.0/24", "10.2.0.0/24");
        policies.protect(otherTunnel, "10.1.0.0/24", "10.2.0.0/24");
        assertSame(first, outbound(udp(A, D, 1, 2)));
        for (Tunnel one : new Tunnel[] {tunnel, otherTunnel}) {
            assertNull(inbound(one, udp(D, A, 2, 1)));
            assertNull(inbound(one, first(D, A, 7, 2, 1)));
            assertNull(inbound(one, later(D, A, 7)));
        }
    }

    @Test
    void shouldDecideAboutFragmentsOutOfEachTunnelByItsOwnSelectors() {
        policies.add(PolicyAction.PROTECT, tunnel, TestPolicies.selectors(ANY, ANY, IpProtocol.UDP, "53", "any"));
        policies.protect(otherTunnel, ANY, ANY);
        assertNull(inbound(otherTunnel, later(D, A, 8)), "none of its own policies asks for ports");
        assertNull(inbound(tunnel, first(D, A, 9, 4000, 53)));
        assertNull(inbound(otherTunnel, later(D, A, 9)));
        assertNull(inbound(tunnel, later(D, A, 9)));
    }

    @Test
    void shouldLetDiscardAndBypassInFrontOfATunnelsOwnPoliciesWin() {
        policies.protect(otherTunnel, ANY, "10.2.0.0/24");
        policies.add(PolicyAction.DISCARD, null, TestPolicies.selectors(ANY, ANY, IpProtocol.UDP, "any", "53"));
        policies.add(PolicyAction.BYPASS, null, TestPolicies.selectors(ANY, ANY, IpProtocol.UDP, "any", "54"));
        policies.protect(tunnel, ANY, ANY);
        assertEquals(DropReason.SELECTOR_MISMATCH, inbound(tunnel, udp(D, A, 53, 4000)));
        assertEquals(DropReason.SELECTOR_MISMATCH, inbound(tunnel, udp(D, A, 54, 4000)));
        assertNull(inbound(tunnel, udp(D, A, 55, 4000)));
        assertNull(inbound(otherTunnel, udp(D, A, 53, 4000)));
    }

    @Test
    void shouldLetLaterFragmentsThatBypassFollowTheirFirst() {
        policies.add(PolicyAction.BYPASS, null, TestPolicies.selectors(ANY, ANY, IpProtocol.UDP, "any", "53"));
        policies.protect(tunnel, ANY, ANY);
        assertNull(fromUnprotected(first(D, A, 7, 53, 4000)));
        assertNull(fromUnprotected(later(D, A, 7)));
        assertEquals(DropReason.FRAGMENT_OPAQUE, fromUnprotected(later(D, A, 8)));
    }

    @Test
    void shouldKeepIpv6FragmentsTogetherWhateverProtocolTheyName() {
        policies.add(PolicyAction.DISCARD, null,
            TestPolicies.selectors("::/0", "::/0", IpProtocol.UDP, "any", "53"));
        Policy protect = policies.protect(tunnel, "::/0", "::/0");
        byte[] udp = {0, 1, 0, 54, 0, 16, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8};
        byte[] options = {IpProtocol.UDP, 0, 1, 4, 0, 0, 0, 0};
        byte[] optionsAndUdp = new byte[options.length + udp.length];
        System.arraycopy(options, 0, optionsAndUdp, 0, options.length);
        System.arraycopy(udp, 0, optionsAndUdp, options.length, udp.length);
        byte[] first = new Ipv6FrameBuilder().addresses(A6, D6).fragment(true, 0, -7)
            .payload(IpProtocol.DESTINATION_OPTIONS, optionsAndUdp).packet();
        byte[] later = new Ipv6FrameBuilder().addresses(A6, D6).fragment(false, 24, -7)
            .payload(IpProtocol.DESTINATION_OPTIONS, new byte[8]).packet();
        assertRefused(DropReason.FRAGMENT_OPAQUE, later);
        assertSame(protect, outbound(first));
        assertSame(protect, outbound(later));
        now += TimeUnit.SECONDS.toNanos(FragmentDecisions.LIFETIME_SECONDS);
        assertRefused(DropReason.FRAGMENT_OPAQUE, later);
    }

    @Test
    void shouldDecideAboutLaterFragmentsAloneWhereNoPortsMatter() {
        policies.add(PolicyAction.DISCARD, null, TestPolicies.selectors(ANY, ANY, IpProtocol.TCP, "any", "53"));
        Policy protect = policies.protect(tunnel, ANY, ANY);
        assertSame(protect, outbound(later(A, D, 7)), "a policy for another protocol is before it");
        policies.add(PolicyAction.DISCARD, null, TestPolicies.selectors(ANY, ANY, IpProtocol.UDP, "any", "53"));
        assertSame(protect, outbound(later(A, D, 7)), "a policy with ports is behind it");
        assertNull(inbound(later(D, A, 7)));
    }

    @Test
    void shouldForgetFirstFragmentsAfterAWhile() {
        Policy protect = policies.add(
            PolicyAction.PROTECT, tunnel, TestPolicies.selectors(ANY, ANY, IpProtocol.UDP, "any", "54"));
        assertSame(protect, outbound(first(A, D, 7, 1, 54)));
        now += TimeUnit.SECONDS.toNanos(FragmentDecisions.LIFETIME_SECONDS) - 1;
        assertSame(protect, outbound(later(A, D, 7)));
        now++;
        assertRefused(DropReason.FRAGMENT_OPAQUE, later(A, D, 7));
    }

    @Test
    void shouldForgetFirstFragmentsWhenAPolicyChanges() {
        Policy protect = policies.add(
            PolicyAction.PROTECT, tunnel, TestPolicies.selectors(ANY, ANY, IpProtocol.UDP, "any", "54"));
        assertSame(protect, outbound(first(A, D, 7, 1, 54)));
        policies.remove(protect);
        assertRefused(DropReason.NO_POLICY, later(A, D, 7));
        assertRefused(DropReason.NO_POLICY, first(A, D, 7, 1, 54));
    }

    @Test
    void shouldNotTakeAPacketTooShortForItsPortsForOneWithout() {
        policies.add(PolicyAction.DISCARD, null, TestPolicies.selectors(ANY, ANY, IpProtocol.UDP, "any", "53"));
        policies.protect(tunnel, ANY, ANY);
        assertRefused(DropReason.FRAGMENT_OPAQUE,
            ipv4(A, D).fragment(true, 0).payload(IpProtocol.UDP, new byte[2]).packet());
        assertRefused(DropReason.FRAGMENT_OPAQUE, ipv4(A, D).payload(IpProtocol.UDP).packet());
    }

    @Test
    void shouldDecideWithoutAllocation() {
        policies.add(PolicyAction.DISCARD, null, TestPolicies.selectors(ANY, ANY, IpProtocol.UDP, "any", "53"));
        policies.protect(tunnel, ANY, ANY);
        IpHeader whole = TestPolicies.header(udp(A, D, 1, 2));
        IpHeader first = TestPolicies.header(first(A, D, 7, 1, 54));
        IpHeader later = TestPolicies.header(later(A, D, 7));
        IpHeader error = TestPolicies.header(ipv4(A, D).icmp(3, 4, 0, udp(D, A, 1, 2)).packet());
        assertEquals(0, Allocation.perRun(() -> {
            for (int i = 0; i < 200; i++) {
                classifier.outbound(whole, now + i);
                classifier.outbound(first, now + i);
                classifier.outbound(later, now + i);
                classifier.outbound(error, now + i);
                classifier.inbound(whole, tunnel, now + i);
                classifier.fromUnprotected(first, now + i);
            }
        }));
    }

    private Policy outbound(byte[] packet) {
        return classifier.outbound(TestPolicies.header(packet), now);
    }

    private DropReason inbound(byte[] packet) {
        return inbound(tunnel, packet);
    }

    private DropReason inbound(Tunnel from, byte[] packet) {
        return classifier.inbound(TestPolicies.header(packet), from, now);
    }

    private DropReason fromUnprotected(byte[] packet) {
        return classifier.fromUnprotected(TestPolicies.header(packet), now);
    }

    private void assertRefused(DropReason reason, byte[] packet) {
        assertNull(outbound(packet));
        assertEquals(reason, classifier.reason());
    }

    private static FrameBuilder ipv4(String from, String to) {
        return new FrameBuilder().addresses(IpAddress.parse(from).ipv4(), IpAddress.parse(to).ipv4());
    }

    private static byte[] udp(String from, String to, int sourcePort, int destinationPort) {
        return ipv4(from, to).udp(sourcePort, destinationPort, new byte[16]).packet();
    }

    private static byte[] udp6(String from, String to, int sourcePort, int destinationPort) {
        return new Ipv6FrameBuilder().addresses(from, to).udp(sourcePort, destinationPort, new byte[16]).packet();
    }

    private static byte[] first(String from, String to, int identification, int sourcePort, int destinationPort) {
        return ipv4(from, to).identification(identification).fragment(true, 0)
            .udp(sourcePort, destinationPort, new byte[16]).packet();
    }

    private static byte[] later(String from, String to, int identification) {
        return ipv4(from, to).identification(identification).fragment(false, 24)
            .payload(IpProtocol.UDP, new byte[16]).packet();
    }
}
