package dev.narrows.worker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.Policy;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.Selectors;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv6FrameBuilder;
import dev.narrows.wire.TestPackets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What comes out of a tunnel is looked at as what comes from a wire (RFC 1812 5.3.7, RFC 3704 2.2, RFC 4291 2.5, RFC
 * 3927 2.7). Behind c are 10.2.0.0/24 and 2001:db8:d::/64; its own addresses outside are 192.0.2.2 and 2001:db8:2::2.
 */
class TunnelAddressesTest {
    private static final byte[] DATA = TestPackets.pattern(32);

    /** The tunnel's policies let everybody in. */
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, INVALID_ADDRESS", "0.1.2.3, INVALID_ADDRESS", "127.0.0.1, INVALID_ADDRESS",
        "169.254.7.7, INVALID_ADDRESS",
        "224.0.0.5, INVALID_ADDRESS", "240.0.0.1, INVALID_ADDRESS", "255.255.255.255, INVALID_ADDRESS",
        "10.2.0.1, INVALID_ADDRESS", "192.0.2.2, INVALID_ADDRESS", "10.2.0.255, INVALID_ADDRESS",
        "192.0.2.255, INVALID_ADDRESS", "10.2.0.77, REVERSE_PATH",
        "::, INVALID_ADDRESS", "::1, INVALID_ADDRESS", "fe80::1, INVALID_ADDRESS", "ff0e::1, INVALID_ADDRESS",
        "2001:db8:d::1, INVALID_ADDRESS", "2001:db8:2::2, INVALID_ADDRESS", "2001:db8:d::77, REVERSE_PATH"})
    void shouldNotLetInSourcesThatNobodyBehindATunnelHas(String source, DropReason reason) {
        IpAddress from = IpAddress.parse(source);
        expectOfOpenTunnel(packet(from, GatewayFixture.host(false, !from.isIpv4())), reason);
        expectOfOpenTunnel(error(from, GatewayFixture.host(false, !from.isIpv4())), reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.1.0.2", "198.51.100.7", "192.0.2.77", "10.1.0.255", "10.3.0.1", "1.0.0.1",
        "223.255.255.254",
        "2001:db8:a::2", "2001:db8:ffff::7", "2001:db8:2::77", "fec0::1"})
    void shouldLetInEverybodyElse(String source) {
        IpAddress from = IpAddress.parse(source);
        expectOfOpenTunnel(packet(from, GatewayFixture.host(false, !from.isIpv4())),
            WorkerCounter.DECAPSULATED, WorkerCounter.SENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "127.0.0.1", "169.254.7.7", "224.0.0.5", "240.0.0.1", "255.255.255.255",
        "10.2.0.255",
        "::", "::1", "fe80::1", "ff0e::1"})
    void shouldNotLetInToDestinationsThatAreNoSingleHost(String destination) {
        IpAddress to = IpAddress.parse(destination);
        expectOfOpenTunnel(packet(GatewayFixture.host(true, !to.isIpv4()), to), DropReason.INVALID_ADDRESS);
    }

    /** RFC 2644 2: also where no policy lets in anything unusual, a directed broadcast goes no further. */
    @Test
    void shouldNotForwardDirectedBroadcasts() {
        byte[] packet = packet(GatewayFixture.host(true, false), IpAddress.parse("10.2.0.255"));
        Pair.with(options -> options, (b, c) -> {
            c.counts(() -> c.deliver(c.outside, TestEsp.seal(b.outboundSa, packet, GatewayFixture.OUTSIDE_MAC)),
                WorkerCounter.RECEIVED, WorkerCounter.DECAPSULATED, DropReason.INVALID_ADDRESS);
            byte[] fromInside = TestFrames.udp(GatewayFixture.INSIDE_MAC, GatewayFixture.host(false, false),
                IpAddress.parse("10.2.0.255"), 1, 2, DATA);
            c.counts(() -> c.deliver(c.inside, fromInside), WorkerCounter.RECEIVED, DropReason.INVALID_ADDRESS);
            byte[] broadcasting = TestFrames.udp(GatewayFixture.INSIDE_MAC, IpAddress.parse("10.2.0.255"),
                GatewayFixture.host(true, false), 1, 2, DATA);
            c.counts(() -> c.deliver(c.inside, broadcasting), WorkerCounter.RECEIVED, DropReason.INVALID_ADDRESS);
        });
    }

    /** RFC 3927 2.7: from the wire as well; but the gateway itself may be spoken to. */
    @Test
    void shouldNotForwardIpv4LinkLocalAddresses() {
        Pair.with(options -> options, (b, c) -> {
            byte[] forwarded = TestFrames.udp(GatewayFixture.INSIDE_MAC, IpAddress.parse("169.254.1.1"),
                GatewayFixture.host(false, false), 1, 2, DATA);
            b.counts(() -> b.deliver(b.inside, forwarded), WorkerCounter.RECEIVED, DropReason.INVALID_ADDRESS);
            byte[] toNobody = TestFrames.udp(GatewayFixture.INSIDE_MAC, GatewayFixture.host(true, false),
                IpAddress.parse("169.254.169.254"), 1, 2, DATA);
            b.counts(() -> b.deliver(b.inside, toNobody), WorkerCounter.RECEIVED, DropReason.INVALID_ADDRESS);
            byte[] toUs = TestFrames.udp(GatewayFixture.INSIDE_MAC, IpAddress.parse("169.254.1.1"),
                GatewayFixture.insideAddress(true, false), 1, 2, DATA);
            b.counts(() -> b.deliver(b.inside, toUs), WorkerCounter.RECEIVED, DropReason.NOT_SERVED);
        });
    }

    /** With narrow selectors an ICMP error gets in by what it quotes, and its quote is whatever its sender likes. */
    @ParameterizedTest
    @CsvSource({"127.0.0.1, INVALID_ADDRESS", "255.255.255.255, INVALID_ADDRESS", "0.0.0.0, INVALID_ADDRESS",
        "10.2.0.1, INVALID_ADDRESS", "192.0.2.2, INVALID_ADDRESS", "10.2.0.255, INVALID_ADDRESS",
        "10.2.0.77, REVERSE_PATH",
        "::1, INVALID_ADDRESS", "fe80::1, INVALID_ADDRESS", "2001:db8:d::1, INVALID_ADDRESS",
        "2001:db8:d::77, REVERSE_PATH"})
    void shouldNotLetInErrorsThatNobodyBehindATunnelCanHaveSent(String source, DropReason reason) {
        IpAddress from = IpAddress.parse(source);
        Pair.with(options -> options, (b, c) -> {
            byte[] sealed = TestEsp.seal(b.outboundSa, error(from, GatewayFixture.host(false, !from.isIpv4())),
                GatewayFixture.OUTSIDE_MAC);
            c.counts(() -> c.deliver(c.outside, sealed), WorkerCounter.RECEIVED, reason);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"172.16.9.9", "192.0.2.1", "2001:db8:ffff::1"})
    void shouldLetInErrorsOfRoutersBehindATunnel(String source) {
        IpAddress from = IpAddress.parse(source);
        Pair.with(options -> options, (b, c) -> {
            byte[] error = error(from, GatewayFixture.host(false, !from.isIpv4()));
            c.counts(() -> c.deliver(c.outside, TestEsp.seal(b.outboundSa, error, GatewayFixture.OUTSIDE_MAC)),
                WorkerCounter.RECEIVED, WorkerCounter.DECAPSULATED, WorkerCounter.SENT);
        });
    }

    /** An interface's routes say where it leads, and nothing of what may be sent to. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "169.254.7.7", "224.0.0.5", "255.255.255.255", "::1", "fe80::1", "ff0e::1"})
    void shouldLookAtWhatComesOutOfAnInterface(String destination) {
        IpAddress to = IpAddress.parse(destination);
        Pair.with(options -> options.asInterface(1400), (b, c) -> {
            byte[] packet = packet(GatewayFixture.host(true, !to.isIpv4()), to);
            c.counts(() -> c.deliver(c.outside, TestEsp.seal(b.outboundSa, packet, GatewayFixture.OUTSIDE_MAC)),
                WorkerCounter.RECEIVED, DropReason.INVALID_ADDRESS);
            byte[] spoofed = packet(IpAddress.parse(to.isIpv4() ? "10.2.0.77" : "2001:db8:d::77"),
                GatewayFixture.host(false, !to.isIpv4()));
            c.counts(() -> c.deliver(c.outside, TestEsp.seal(b.outboundSa, spoofed, GatewayFixture.OUTSIDE_MAC)),
                WorkerCounter.RECEIVED, DropReason.SELECTOR_MISMATCH);
        });
    }

    /** Later fragments show no ports, but addresses. */
    @Test
    void shouldLookAtFragments() {
        for (int offset : new int[] {0, 64}) {
            expectOfOpenTunnel(new FrameBuilder().addresses(IpAddress.parse("10.2.0.77").ipv4(), GatewayFixture.D)
                .fragment(true, offset).payload(IpProtocol.UDP, DATA).packet(), DropReason.REVERSE_PATH);
            expectOfOpenTunnel(new Ipv6FrameBuilder()
                .addresses(IpAddress.parse("2001:db8:d::77"), GatewayFixture.host(false, true))
                .fragment(true, offset, 1)
                .payload(IpProtocol.UDP, DATA).packet(), DropReason.REVERSE_PATH);
        }
    }

    /**
     * Road warriors have addresses of the LAN's: a policy that says more exactly where they are counts before the
     * route.
     */
    @Test
    void shouldBelieveAPolicyThatIsMoreExactThanTheRoute() {
        Selectors some = Selectors.of(IpPrefix.ANY_IPV4, IpPrefix.parse("10.2.0.128/25"));
        try (GatewayFixture b = GatewayOptions.b().start();
            GatewayFixture c = GatewayOptions.c()
                .policy(PolicyAction.PROTECT, some, GatewayOptions.Leads.TO_THE_PEER)
                .policy(PolicyAction.PROTECT, Selectors.of(IpPrefix.ANY_IPV4, IpPrefix.ANY_IPV4),
                    GatewayOptions.Leads.TO_THE_PEER).start()) {
            expect(b, c, packet(IpAddress.parse("10.2.0.130"), GatewayFixture.host(false, false)),
                WorkerCounter.DECAPSULATED, WorkerCounter.SENT);
            expect(b, c, packet(IpAddress.parse("10.2.0.77"), GatewayFixture.host(false, false)),
                DropReason.REVERSE_PATH);
            expect(b, c, packet(IpAddress.parse("10.2.0.255"), GatewayFixture.host(false, false)),
                DropReason.INVALID_ADDRESS);
        }
    }

    @Test
    void shouldLookFromWhenAPolicyIsAdded() {
        Pair.with(options -> options, (b, c) -> {
            byte[] packet = packet(IpAddress.parse("10.2.0.77"), GatewayFixture.host(false, false));
            expect(b, c, packet, DropReason.SELECTOR_MISMATCH);
            c.order(worker -> worker.onAddPolicy(new Policy(9, -1,
                Selectors.of(IpPrefix.parse("10.2.0.0/24"), IpPrefix.ANY_IPV4), PolicyAction.PROTECT, c.tunnel)));
            expect(b, c, packet, DropReason.REVERSE_PATH);
        });
    }

    private static void expectOfOpenTunnel(byte[] packet, Enum<?>... counters) {
        try (GatewayFixture b = GatewayOptions.b().start();
            GatewayFixture c = GatewayOptions.c()
                .policy(PolicyAction.PROTECT, Selectors.of(IpPrefix.ANY_IPV4, IpPrefix.ANY_IPV4),
                    GatewayOptions.Leads.TO_THE_PEER)
                .policy(PolicyAction.PROTECT, Selectors.of(IpPrefix.ANY_IPV6, IpPrefix.ANY_IPV6),
                    GatewayOptions.Leads.TO_THE_PEER).start()) {
            expect(b, c, packet, counters);
        }
    }

    private static void expect(GatewayFixture b, GatewayFixture c, byte[] packet, Enum<?>... counters) {
        List<Enum<?>> all = new ArrayList<>(List.of(counters));
        all.add(WorkerCounter.RECEIVED);
        c.counts(() -> c.deliver(c.outside, TestEsp.seal(b.outboundSa, packet, GatewayFixture.OUTSIDE_MAC)),
            all.toArray(Enum<?>[]::new));
        List<byte[]> sent = c.inside.takeSent();
        assertEquals(all.contains(WorkerCounter.SENT) ? 1 : 0, sent.size());
        for (byte[] frame : sent) {
            assertArrayEquals(TestFrames.after(1, framed(packet)), TestPackets.packetOf(frame));
        }
    }

    private static byte[] framed(byte[] packet) {
        byte[] frame = new byte[14 + packet.length];
        System.arraycopy(packet, 0, frame, 14, packet.length);
        return frame;
    }

    private static byte[] packet(IpAddress from, IpAddress to) {
        return TestPackets.packetOf(TestFrames.udp(0, from, to, 1, 2, DATA));
    }

    /** An error about what a host behind c sent to one behind b. */
    private static byte[] error(IpAddress from, IpAddress to) {
        byte[] quote = packet(to, GatewayFixture.host(true, !to.isIpv4()));
        return from.isIpv4()
            ? new FrameBuilder().addresses(from.ipv4(), to.ipv4()).icmp(Icmpv4.TIME_EXCEEDED, 0, 0, quote).packet()
            : new Ipv6FrameBuilder().addresses(from, to).icmp(Icmpv6.TIME_EXCEEDED, 0, 0, quote).packet();
    }
}
