package dev.narrows.worker;

import static dev.narrows.worker.GatewayFixture.HOST_PORT_MAC;
import static dev.narrows.worker.GatewayFixture.OUTSIDE_MAC;

import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.Selectors;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.wire.IpAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes policies because it makes keys, and what only looks so. Policies protect all that the host says. */
class KeyExchangeTest {
    private static final int NAT_PORT = 4500;
    private static final byte[] MARKED = {0, 0, 0, 0, 'm', 'a', 'r', 'k', 'e', 'd'};

    /**
     * RFC 4301 5.2, RFC 3948 2.2: where ESP comes in by another port than 4500, no IKE does, and what begins with four
     * zero bytes there is as much in need of protection as anything else.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldKeepMarkedDatagramsToAnotherPortToThePolicies(boolean isIpv6) {
        Pair.with(options -> protectingItsHost(options.host().outer(isIpv6, true), isIpv6), (b, c) -> {
            IpAddress peer = GatewayFixture.outsideAddress(true, isIpv6);
            IpAddress us = GatewayFixture.outsideAddress(false, isIpv6);
            byte[] marked = TestFrames.udp(OUTSIDE_MAC, peer, us, NAT_PORT, GatewayFixture.C_UDP_PORT, MARKED);
            c.counts(() -> c.deliver(c.outside, marked),
                WorkerCounter.RECEIVED, DropReason.CLEARTEXT_FROM_UNPROTECTED);
            byte[] ike = TestFrames.udp(OUTSIDE_MAC, peer, us, GatewayFixture.C_UDP_PORT, NAT_PORT, MARKED);
            c.counts(() -> c.deliver(c.outside, ike), WorkerCounter.RECEIVED, WorkerCounter.SENT);
        });
    }

    /** Behind port 4500 what has no marker is ESP; where none comes in by it, it is no IKE for that. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldKeepWhatIsNoIkeOnItsPortToThePolicies(boolean isIpv6) {
        Pair.with(options -> protectingItsHost(options.host().outer(isIpv6, false), isIpv6), (b, c) -> {
            IpAddress peer = GatewayFixture.outsideAddress(true, isIpv6);
            IpAddress us = GatewayFixture.outsideAddress(false, isIpv6);
            byte[] unmarked = {0, 0, 0, 1, 0, 0, 0, 1};
            c.counts(() -> c.deliver(c.outside, TestFrames.udp(OUTSIDE_MAC, peer, us, NAT_PORT, NAT_PORT, unmarked)),
                WorkerCounter.RECEIVED, DropReason.CLEARTEXT_FROM_UNPROTECTED);
            c.counts(() -> c.deliver(c.outside, TestFrames.udp(OUTSIDE_MAC, peer, us, NAT_PORT, NAT_PORT, MARKED)),
                WorkerCounter.RECEIVED, WorkerCounter.SENT);
            c.counts(() -> c.deliver(c.host, TestFrames.udp(HOST_PORT_MAC, us, peer, NAT_PORT, NAT_PORT, unmarked)),
                WorkerCounter.RECEIVED, WorkerCounter.ENCAPSULATED, WorkerCounter.SENT);
            c.counts(() -> c.deliver(c.host,
                TestFrames.udp(HOST_PORT_MAC, us, peer, NAT_PORT, NAT_PORT, (byte)0xFF)),
                WorkerCounter.RECEIVED, WorkerCounter.SENT);
        });
    }

    private static GatewayOptions protectingItsHost(GatewayOptions options, boolean isIpv6) {
        IpAddress us = GatewayFixture.outsideAddress(options.isB, isIpv6);
        return options.policy(PolicyAction.PROTECT, Selectors.of(new IpPrefix(us, us.bits()),
            isIpv6 ? IpPrefix.ANY_IPV6 : IpPrefix.ANY_IPV4), GatewayOptions.Leads.TO_THE_PEER);
    }
}
