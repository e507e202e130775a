package dev.narrows.worker;

import dev.narrows.policy.PolicyAction;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv6FrameBuilder;
import dev.narrows.wire.TestPackets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A policy that lets traffic pass in clear says what may pass, not who is where: a source must be routed to the side
 * that it comes from (RFC 3704 2.2, RFC 2827 3).
 */
class BypassReversePathTest {
    private static final byte[] DATA = TestPackets.pattern(32);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotLetInOurOwnNetworksFromOutside(boolean isIpv6) {
        String lan = isIpv6 ? "2001:db8:a::/64" : "10.1.0.0/24";
        try (GatewayFixture b = GatewayOptions.b().policy(PolicyAction.BYPASS, lan, lan).start()) {
            IpAddress inside = IpAddress.parse(isIpv6 ? "2001:db8:a::77" : "10.1.0.77");
            IpAddress a = GatewayFixture.host(true, isIpv6);
            byte[] spoofed = TestFrames.udp(GatewayFixture.OUTSIDE_MAC, inside, a, 1, 2, DATA);
            b.counts(() -> b.deliver(b.outside, spoofed), WorkerCounter.RECEIVED, DropReason.REVERSE_PATH);
            b.counts(() -> b.deliver(b.outside, fragment(inside, a, 0)), WorkerCounter.RECEIVED,
                DropReason.REVERSE_PATH);
            b.counts(() -> b.deliver(b.outside, fragment(inside, a, 64)),
                WorkerCounter.RECEIVED, DropReason.REVERSE_PATH);
            b.counts(() -> b.deliver(b.outside, error(inside, a, inside)),
                WorkerCounter.RECEIVED, DropReason.REVERSE_PATH);
            byte[] expiring = isIpv6
                ? new Ipv6FrameBuilder().macs(GatewayFixture.ROUTER_MAC, GatewayFixture.OUTSIDE_MAC)
                    .addresses(inside, a)
                    .hopLimit(1).udp(1, 2, DATA).frame()
                : new FrameBuilder().macs(GatewayFixture.ROUTER_MAC, GatewayFixture.OUTSIDE_MAC)
                    .addresses(inside.ipv4(), a.ipv4()).ttl(1).udp(1, 2, DATA).frame();
            b.counts(() -> b.deliver(b.outside, expiring), WorkerCounter.RECEIVED, DropReason.REVERSE_PATH);
            byte[] fromInside = TestFrames.udp(GatewayFixture.INSIDE_MAC, inside, a, 1, 2, DATA);
            b.counts(() -> b.deliver(b.inside, fromInside), WorkerCounter.RECEIVED, WorkerCounter.SENT);
            b.inside.takeSent();
        }
    }

    /** Nor whom no route leads to, nor whom one leads to by a tunnel, which only ESP comes from. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLetInOnlyWhomARouteLeadsToOutside(boolean isIpv6) {
        String any = isIpv6 ? "::/0" : "0.0.0.0/0";
        try (GatewayFixture b = GatewayOptions.b().asInterface(1400).policy(PolicyAction.BYPASS, any, any).start()) {
            IpAddress a = GatewayFixture.host(true, isIpv6);
            byte[] unrouted = TestFrames.udp(GatewayFixture.OUTSIDE_MAC,
                IpAddress.parse(isIpv6 ? "2001:db8:9999::1" : "203.0.113.1"), a, 1, 2, DATA);
            b.counts(() -> b.deliver(b.outside, unrouted), WorkerCounter.RECEIVED, DropReason.REVERSE_PATH);
            byte[] tunnelled =
                TestFrames.udp(GatewayFixture.OUTSIDE_MAC, GatewayFixture.host(false, isIpv6), a, 1, 2, DATA);
            b.counts(() -> b.deliver(b.outside, tunnelled), WorkerCounter.RECEIVED, DropReason.REVERSE_PATH);
            byte[] outsider = TestFrames.udp(GatewayFixture.OUTSIDE_MAC,
                IpAddress.parse(isIpv6 ? "2001:db8:2::77" : "192.0.2.77"), a, 1, 2, DATA);
            b.counts(() -> b.deliver(b.outside, outsider), WorkerCounter.RECEIVED, WorkerCounter.SENT);
            b.inside.takeSent();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotLetOutTheNamesOfOutsiders(boolean isIpv6) {
        String any = isIpv6 ? "::/0" : "0.0.0.0/0";
        try (GatewayFixture b = GatewayOptions.b().policy(PolicyAction.BYPASS, any, any).start()) {
            IpAddress outsider = IpAddress.parse(isIpv6 ? "2001:db8:2::77" : "192.0.2.77");
            byte[] spoofed = TestFrames.udp(GatewayFixture.INSIDE_MAC,
                IpAddress.parse(isIpv6 ? "2001:db8:1::88" : "192.0.1.88"), outsider, 1, 2, DATA);
            b.counts(() -> b.deliver(b.inside, spoofed), WorkerCounter.RECEIVED, DropReason.REVERSE_PATH);
            byte[] own =
                TestFrames.udp(GatewayFixture.INSIDE_MAC, GatewayFixture.host(true, isIpv6), outsider, 1, 2, DATA);
            b.counts(() -> b.deliver(b.inside, own), WorkerCounter.RECEIVED, WorkerCounter.SENT);
            b.outside.takeSent();
        }
    }

    private static byte[] fragment(IpAddress from, IpAddress to, int offset) {
        return TestFrames.to(GatewayFixture.OUTSIDE_MAC, from.isIpv4()
            ? new FrameBuilder().addresses(from.ipv4(), to.ipv4()).fragment(true, offset)
                .payload(IpProtocol.UDP, DATA).frame()
            : new Ipv6FrameBuilder().addresses(from, to).fragment(true, offset, 1)
                .payload(IpProtocol.UDP, DATA).frame());
    }

    private static byte[] error(IpAddress from, IpAddress to, IpAddress quotedTo) {
        byte[] quote = TestPackets.packetOf(TestFrames.udp(0, to, quotedTo, 1, 2, DATA));
        return TestFrames.to(GatewayFixture.OUTSIDE_MAC, from.isIpv4()
            ? new FrameBuilder().addresses(from.ipv4(), to.ipv4()).icmp(Icmpv4.TIME_EXCEEDED, 0, 0, quote).frame()
            : new Ipv6FrameBuilder().addresses(from, to).icmp(Icmpv6.TIME_EXCEEDED, 0, 0, quote).frame());
    }
}
