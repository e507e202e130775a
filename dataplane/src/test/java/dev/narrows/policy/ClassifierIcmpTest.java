package dev.narrows.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.narrows.sa.Tunnel;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv6FrameBuilder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ICMP errors of routers whose own addresses no tunnel protects (RFC 4301 6.2). */
class ClassifierIcmpTest {
    private static final String A = "10.1.0.2";
    private static final String D = "10.2.0.2";
    private static final String A6 = "2001:db8:1::2";
    private static final String D6 = "2001:db8:2::2";
    /** A router on our side, and one on the peer's, whose addresses are in no policy. */
    private static final String OUR_ROUTER = "172.16.1.1";
    private static final String THEIR_ROUTER = "172.16.2.1";

    private final TestPolicies policies = new TestPolicies();
    private final Classifier classifier = new Classifier(policies.table, 16);
    private final Tunnel tunnel = TestPolicies.tunnel(0);
    private final Policy web = policies.add(PolicyAction.PROTECT, tunnel,
        TestPolicies.selectors("10.1.0.0/24", "10.2.0.0/24", IpProtocol.UDP, "80", "1000-2000"));

    @ParameterizedTest
    @ValueSource(ints = {Icmpv4.DESTINATION_UNREACHABLE, Icmpv4.TIME_EXCEEDED, Icmpv4.PARAMETER_PROBLEM})
    void shouldSendAnErrorTheWayOfTheAnswerToItsQuote(int type) {
        assertSame(web, outbound(error(OUR_ROUTER, D, type, udp(D, A, 1500, 80))));
        assertNull(inbound(error(THEIR_ROUTER, A, type, udp(A, D, 80, 1500))));
    }

    @Test
    void shouldLookAtTheQuotedPorts() {
        assertRefused(DropReason.NO_POLICY, error(OUR_ROUTER, D, 3, udp(D, A, 1500, 81)));
        assertRefused(DropReason.NO_POLICY, error(OUR_ROUTER, D, 3, udp(D, A, 80, 1500)));
        assertEquals(DropReason.SELECTOR_MISMATCH, inbound(error(THEIR_ROUTER, A, 3, udp(A, D, 80, 999))));
    }

    @Test
    void shouldTakeAQuoteOfTheFewestBytes() {
        byte[] quote = Arrays.copyOf(udp(D, A, 1500, 80), 28);
        assertSame(web, outbound(error(OUR_ROUTER, D, 3, quote)));
        assertRefused(DropReason.NO_POLICY, error(OUR_ROUTER, D, 3, Arrays.copyOf(quote, 22)));
        assertRefused(DropReason.NO_POLICY, error(OUR_ROUTER, D, 3, Arrays.copyOf(quote, 19)));
        assertRefused(DropReason.NO_POLICY, error(OUR_ROUTER, D, 3));
    }

    /** RFC 4301 5.2 and 6.2: the quote is looked up among the selectors of the tunnel that the error came by. */
    @Test
    void shouldTakeAnErrorByEitherOfTwoTunnelsThatProtectWhatItAnswers() {
        Tunnel other = TestPolicies.tunnel(1);
        policies.protect(other, "10.1.0.0/24", "10.2.0.0/24");
        byte[] error = error(THEIR_ROUTER, A, 3, udp(A, D, 80, 1500));
        assertNull(inbound(error));
        assertNull(classifier.inbound(TestPolicies.header(error), other, 1));
        assertEquals(DropReason.SELECTOR_MISMATCH, inbound(error(THEIR_ROUTER, A, 3, udp(A, D, 81, 1500))));
        assertNull(classifier.inbound(TestPolicies.header(error(THEIR_ROUTER, A, 3, udp(A, D, 81, 1500))), other, 1));
    }

    @Test
    void shouldDoSoWithIpv6() {
        Policy policy = policies.add(PolicyAction.PROTECT, tunnel,
            TestPolicies.selectors("2001:db8:1::/64", "2001:db8:2::/64", IpProtocol.UDP, "80", "any"));
        byte[] quoted = new Ipv6FrameBuilder().addresses(D6, A6).udp(1500, 80, new byte[8]).packet();
        byte[] packet = new Ipv6FrameBuilder().addresses("2001:db8:ffff::1", D6)
            .icmp(Icmpv6.PACKET_TOO_BIG, 0, 1280, quoted).packet();
        assertSame(policy, outbound(packet));
        byte[] answered = new Ipv6FrameBuilder().addresses(A6, D6).udp(80, 1500, new byte[8]).packet();
        assertNull(inbound(new Ipv6FrameBuilder().addresses("2001:db8:ffff::2", A6)
            .icmp(Icmpv6.TIME_EXCEEDED, 0, 0, answered).packet()));
        byte[] echo = new Ipv6FrameBuilder().addresses("2001:db8:ffff::1", D6).icmp(128, 0, 0, quoted).packet();
        assertRefused(DropReason.NO_POLICY, echo);
    }

    @Test
    void shouldNotFollowWhatIsNoError() {
        for (int type : new int[] {0, 4, 5, 8, 13}) {
            assertRefused(DropReason.NO_POLICY, error(OUR_ROUTER, D, type, udp(D, A, 1500, 80)));
        }
    }

    @Test
    void shouldNotFollowAnErrorToAnybodyButTheQuotedSender() {
        assertRefused(DropReason.NO_POLICY, error(OUR_ROUTER, "10.2.0.3", 3, udp(D, A, 1500, 80)));
        assertEquals(DropReason.SELECTOR_MISMATCH, inbound(error(THEIR_ROUTER, "10.9.0.1", 3, udp(A, D, 80, 1500))));
    }

    @Test
    void shouldNotFollowAQuoteThatHidesItsPorts() {
        byte[] later = ipv4(D, A).fragment(false, 64).payload(IpProtocol.UDP, new byte[8]).packet();
        assertRefused(DropReason.NO_POLICY, error(OUR_ROUTER, D, 3, later));
        Policy any = policies.protect(tunnel, "10.3.0.0/24", "10.2.0.0/24");
        byte[] other = ipv4(D, "10.3.0.1").fragment(false, 64).payload(IpProtocol.UDP, new byte[8]).packet();
        assertSame(any, outbound(error(OUR_ROUTER, D, 3, other)));
    }

    @Test
    void shouldNotAcceptAnErrorFromAnotherTunnel() {
        byte[] packet = error(THEIR_ROUTER, A, 3, udp(A, D, 80, 1500));
        assertEquals(DropReason.SELECTOR_MISMATCH,
            classifier.inbound(TestPolicies.header(packet), TestPolicies.tunnel(1), 0));
    }

    @Test
    void shouldGoByItsOwnSelectorsWhereTheseProtect() {
        Tunnel other = TestPolicies.tunnel(1);
        Policy routers = policies.protect(other, "172.16.0.0/16", "10.2.0.0/24");
        assertSame(routers, outbound(error(OUR_ROUTER, D, 3, udp(D, A, 1500, 80))));
    }

    @Test
    void shouldFollowTheQuoteBeforeAPolicyThatDiscardsTheRest() {
        policies.add(PolicyAction.DISCARD, null, Selectors.of(IpPrefix.ANY_IPV4, IpPrefix.ANY_IPV4));
        assertSame(web, outbound(error(OUR_ROUTER, D, 3, udp(D, A, 1500, 80))));
        assertNull(inbound(error(THEIR_ROUTER, A, 3, udp(A, D, 80, 1500))));
        assertRefused(DropReason.POLICY_DISCARD, error(OUR_ROUTER, D, 3, udp(D, A, 1500, 81)));
    }

    @Test
    void shouldDiscardIcmpByName() {
        policies.add(PolicyAction.DISCARD, null, new Selectors(
            IpPrefix.ANY_IPV4, IpPrefix.ANY_IPV4, IpProtocol.ICMP, PortRange.parseIcmp("11"), PortRange.ANY));
        assertRefused(DropReason.POLICY_DISCARD, error(OUR_ROUTER, D, 11, udp(D, A, 1500, 80)));
        assertEquals(DropReason.SELECTOR_MISMATCH, inbound(error(THEIR_ROUTER, A, 11, udp(A, D, 80, 1500))));
        assertSame(web, outbound(error(OUR_ROUTER, D, 3, udp(D, A, 1500, 80))));
    }

    /** A host that is to talk to nobody would talk by errors with quotes that it makes up (RFC 4301 4.4.1, 6.2). */
    @ParameterizedTest
    @ValueSource(strings = {"172.16.1.1/32 0.0.0.0/0", "0.0.0.0/0 10.2.0.0/24"})
    void shouldDiscardOutboundWhatAPolicySaysWhateverItQuotes(String selectors) {
        String[] prefixes = selectors.split(" ", -1);
        policies.add(PolicyAction.DISCARD, null,
            Selectors.of(IpPrefix.parse(prefixes[0]), IpPrefix.parse(prefixes[1])));
        assertRefused(DropReason.POLICY_DISCARD, error(OUR_ROUTER, D, 3, udp(D, A, 1500, 80)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.1.0.2/32 0.0.0.0/0", "0.0.0.0/0 172.16.2.0/24"})
    void shouldDiscardInboundWhatAPolicySaysWhateverItQuotes(String selectors) {
        String[] prefixes = selectors.split(" ", -1);
        policies.add(PolicyAction.DISCARD, null,
            Selectors.of(IpPrefix.parse(prefixes[0]), IpPrefix.parse(prefixes[1])));
        assertEquals(DropReason.SELECTOR_MISMATCH, inbound(error(THEIR_ROUTER, A, 3, udp(A, D, 80, 1500))));
        policies.add(PolicyAction.BYPASS, null,
            TestPolicies.selectors("10.1.0.0/24", "10.5.0.0/24", IpProtocol.UDP, "any", "53"));
        assertEquals(DropReason.POLICY_DISCARD, classifier.fromUnprotected(
            TestPolicies.header(error(THEIR_ROUTER, A, 3, udp(A, "10.5.0.1", 7, 53))), 0), "in clear from outside");
    }

    @Test
    void shouldDiscardIpv6ErrorsLikewise() {
        Policy policy = policies.protect(tunnel, "2001:db8:1::/64", "2001:db8:2::/64");
        byte[] outbound = error6("2001:db8:ffff::1", D6, D6, A6);
        byte[] inbound = error6("2001:db8:ffff::2", A6, A6, D6);
        assertSame(policy, outbound(outbound));
        assertNull(inbound(inbound));
        policies.add(PolicyAction.DISCARD, null,
            Selectors.of(IpPrefix.ANY_IPV6, IpPrefix.parse("2001:db8:ffff::/48")));
        policies.add(PolicyAction.DISCARD, null,
            Selectors.of(IpPrefix.parse("2001:db8:ffff::/48"), IpPrefix.ANY_IPV6));
        assertRefused(DropReason.POLICY_DISCARD, outbound);
        assertEquals(DropReason.SELECTOR_MISMATCH, inbound(inbound));
    }

    /**
     * Nobody sent what an error quotes from or to an address that is no host's, or of the other family (RFC 1812
     * 5.3.7).
     */
    @Test
    void shouldNotFollowAQuoteThatNobodyCanHaveSent() {
        Policy policy = policies.protect(tunnel, "0.0.0.0/1", "0.0.0.0/1");
        assertNull(inbound(error(THEIR_ROUTER, A, 3, udp(A, "126.0.0.1", 1, 2))));
        assertSame(policy, outbound(error(OUR_ROUTER, D, 3, udp(D, "126.0.0.1", 1, 2))));
        for (String nobody : new String[] {"127.0.0.1", "0.0.0.0"}) {
            assertEquals(DropReason.SELECTOR_MISMATCH, inbound(error(THEIR_ROUTER, A, 3, udp(A, nobody, 1, 2))));
            assertRefused(DropReason.NO_POLICY, error(OUR_ROUTER, D, 3, udp(D, nobody, 1, 2)));
        }
        byte[] mapped = new Ipv6FrameBuilder().addresses(IpAddress.parse(A), IpAddress.parse(D))
            .udp(80, 1500, new byte[8])
            .packet();
        assertEquals(DropReason.SELECTOR_MISMATCH, inbound(error(THEIR_ROUTER, A, 3, mapped)));
    }

    @Test
    void shouldLetErrorsAboutWhatBypassesPassInClear() {
        Policy bypass = policies.add(PolicyAction.BYPASS, null,
            TestPolicies.selectors("10.1.0.0/24", "10.5.0.0/24", IpProtocol.UDP, "any", "53"));
        assertNull(classifier.fromUnprotected(
            TestPolicies.header(error(THEIR_ROUTER, A, 3, udp(A, "10.5.0.1", 7, 53))), 0));
        assertEquals(DropReason.CLEARTEXT_FROM_UNPROTECTED, classifier.fromUnprotected(
            TestPolicies.header(error(THEIR_ROUTER, A, 3, udp(A, D, 80, 1500))), 0), "about what is protected");
        assertSame(bypass, outbound(error(OUR_ROUTER, "10.5.0.1", 3, udp("10.5.0.1", A, 53, 7))));
    }

    private Policy outbound(byte[] packet) {
        return classifier.outbound(TestPolicies.header(packet), 0);
    }

    private DropReason inbound(byte[] packet) {
        return classifier.inbound(TestPolicies.header(packet), tunnel, 0);
    }

    private void assertRefused(DropReason reason, byte[] packet) {
        assertNull(outbound(packet));
        assertEquals(reason, classifier.reason());
    }

    private static byte[] error(String from, String to, int type, byte... quote) {
        return ipv4(from, to).icmp(type, 0, 0, quote).packet();
    }

    private static byte[] error6(String from, String to, String quotedFrom, String quotedTo) {
        return new Ipv6FrameBuilder().addresses(from, to).icmp(Icmpv6.DESTINATION_UNREACHABLE, 0, 0,
            new Ipv6FrameBuilder().addresses(quotedFrom, quotedTo).udp(80, 1500, new byte[8]).packet()).packet();
    }

    private static FrameBuilder ipv4(String from, String to) {
        return new FrameBuilder().addresses(IpAddress.parse(from).ipv4(), IpAddress.parse(to).ipv4());
    }

    private static byte[] udp(String from, String to, int sourcePort, int destinationPort) {
        return ipv4(from, to).udp(sourcePort, destinationPort, new byte[16]).packet();
    }
}
