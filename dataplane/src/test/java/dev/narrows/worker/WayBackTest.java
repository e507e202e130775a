package dev.narrows.worker;

import static dev.narrows.worker.GatewayFixture.INSIDE_MAC;
import static dev.narrows.worker.GatewayFixture.OUTSIDE_MAC;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narrows.pmtu.DfPolicy;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.Ipv6FrameBuilder;
import dev.narrows.wire.TestPackets;
import dev.narrows.worker.GatewayOptions.Leads;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * ICMP errors go back the way that the packet came, whoever its sender is: b is a hub between c, with host d, and a
 * spoke with host e; its own network is in no selector of either tunnel, so that c takes the errors for what they quote
 * (RFC 4301 6.2).
 */
class WayBackTest {
    private static final String[] E = {"10.3.0.2", "2001:db8:e::2"};
    private static final String[] NOWHERE = {"203.0.113.9", "2001:db8:f::9"};
    private static final String[] D_NET = {"10.2.0.0/24", "2001:db8:d::/64"};
    private static final String[] E_NET = {"10.3.0.0/24", "2001:db8:e::/64"};
    private static final String[] NOWHERE_NET = {"203.0.113.0/24", "2001:db8:f::/64"};
    private static final int SPOKE_PATH = 1;
    private static final int TIME_EXCEEDED = 0;

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void shouldTellWhatFitsTheSecondTunnel(boolean isIpv6, boolean isInterface) {
        try (GatewayFixture c = spoke().start(); GatewayFixture b = hub(isInterface).start()) {
            b.order(worker -> worker.onSetPathMtu(SPOKE_PATH, 1400, false));
            int fits = 1346;
            b.deliver(b.outside, sealed(c, frame(isIpv6, E, fits)));
            assertEquals(GatewayFixture.US_TO_SPOKE, TestFrames.spi(TestFrames.only(b.outside.takeSent())));

            b.deliver(b.outside, sealed(c, frame(isIpv6, E, fits + 1)));

            byte[] error = told(b, c);
            assertEquals(fits, TestFrames.mtuTold(error), "RFC 1191 4, RFC 4443 3.2");
            assertEquals(GatewayFixture.insideAddress(true, isIpv6), TestFrames.source(error));
            assertEquals(GatewayFixture.host(false, isIpv6), TestFrames.destination(error));
            assertEquals(1, b.count(DropReason.TOO_BIG));
        }
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void shouldTellTheVerySenderWhosePacketWasLostOnTheSecondPath(boolean isIpv6, boolean isInterface) {
        try (GatewayFixture c = spoke().start(); GatewayFixture b = hub(isInterface).start()) {
            byte[] lost = TestPackets.packetOf(frame(isIpv6, E, 1400));
            b.order(worker -> worker.onReportTooBig(Arrays.copyOf(lost, 48), 1346));
            assertEquals(1346, TestFrames.mtuTold(told(b, c)));
        }
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void shouldShowTheHopInATraceroute(boolean isIpv6, boolean isInterface) {
        try (GatewayFixture c = spoke().start(); GatewayFixture b = hub(isInterface).start()) {
            b.deliver(b.outside, sealed(c, withTtl(2, frame(isIpv6, E, 100))));
            assertError(told(b, c), isIpv6, isIpv6 ? Icmpv6.TIME_EXCEEDED : Icmpv4.TIME_EXCEEDED, TIME_EXCEEDED);
            assertEquals(1, b.count(DropReason.TTL_EXPIRED));
        }
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void shouldTellThatNoRouteLeadsOn(boolean isIpv6, boolean isInterface) {
        try (GatewayFixture c = spoke().start(); GatewayFixture b = hub(isInterface).start()) {
            b.deliver(b.outside, sealed(c, frame(isIpv6, NOWHERE, 100)));
            // RFC 1812 4.3.3.1: network unreachable; RFC 4443 3.1: no route to destination.
            assertError(told(b, c), isIpv6, isIpv6 ? 1 : 3, 0);
            assertEquals(1, b.count(DropReason.NO_ROUTE));

            b.deliver(b.inside, TestFrames.ofLength(
                INSIDE_MAC, GatewayFixture.host(true, isIpv6), address(NOWHERE, isIpv6), 100, true));
            byte[] error = TestFrames.only(b.inside.takeSent());
            assertEquals(GatewayFixture.insideAddress(true, isIpv6), TestFrames.source(error));
            assertEquals((isIpv6 ? 1 : 3) << 8, TestFrames.header(error).sourcePort());
        }
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void shouldTellThatTheNeighbourDoesNotAnswerAndCountThePacketAsLost(boolean isIpv6, boolean isInterface) {
        try (GatewayFixture c = spoke().start(); GatewayFixture b = hub(isInterface).start()) {
            byte[] waited = frame(isIpv6, E, 100);
            // RFC 1812 4.3.3.1: host unreachable; RFC 4861 7.2.2, RFC 4443 3.1: address unreachable.
            b.counts(() -> b.order(worker -> worker.onGiveUp(List.of(waited), 0)), WorkerCounter.MADE,
                WorkerCounter.MADE,
                DropReason.NEIGHBOUR_UNREACHABLE, WorkerCounter.ENCAPSULATED, WorkerCounter.SENT);
            assertError(told(b, c), isIpv6, isIpv6 ? 1 : 3, isIpv6 ? 3 : 1);

            b.counts(() -> b.order(worker -> worker.onGiveUp(List.of(), 1)), WorkerCounter.MADE,
                DropReason.NEIGHBOUR_UNRESOLVED);
        }
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void shouldTellNobodyAboutWhatTheGatewayItselfSent(boolean isIpv6) {
        try (GatewayFixture b = hub(false).host().start()) {
            byte[] esp = TestFrames.payload(OUTSIDE_MAC, GatewayFixture.outsideAddress(true, isIpv6),
                GatewayFixture.outsideAddress(false, isIpv6), 50, TestPackets.pattern(60));
            b.counts(() -> b.order(worker -> worker.onGiveUp(List.of(esp), 0)), WorkerCounter.MADE,
                DropReason.NEIGHBOUR_UNREACHABLE, WorkerCounter.ICMP_FORBIDDEN);
        }
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void shouldFindTheWayBackWhereAnotherWorkerHasTheSa(boolean isIpv6, boolean isInterface) {
        try (TwoWorkers b = TwoWorkers.start(options -> options.isB ? hub(options, isInterface) : spoke(options))) {
            for (GatewayFixture worker : List.of(b.first, b.second)) {
                worker.order(handler -> handler.onSetPathMtu(SPOKE_PATH, 1400, false));
            }
            b.first.outside.inject(sealed(b.c, frame(isIpv6, E, 1347)));
            b.cycle();

            assertEquals(1, b.second.count(DropReason.TOO_BIG));
            assertEquals(1346, TestFrames.mtuTold(told(b.first, b.c)));
        }
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void shouldTakeAnErrorOutOfAnInterfaceForTheRouteOfWhatItQuotes(boolean isIpv6) {
        GatewayOptions options = GatewayOptions.c().asInterface(TunnelSettings.NO_MTU);
        try (GatewayFixture b = GatewayFixture.b(DfPolicy.COPY); GatewayFixture c = options.start()) {
            IpAddress d = GatewayFixture.host(false, isIpv6);
            IpAddress a = GatewayFixture.host(true, isIpv6);
            IpAddress router = address(NOWHERE, isIpv6);
            IpAddress own = GatewayFixture.insideAddress(false, isIpv6);

            assertEquals(1, through(b, c, error(isIpv6, router, d, d, a)), "about what d sent to a");
            assertEquals(0, through(b, c, error(isIpv6, router, d, a, a)), "about what another sent");
            assertEquals(0, through(b, c, error(isIpv6, router, d, d, address(E, isIpv6))),
                "about what went elsewhere");
            assertEquals(0, through(b, c, error(isIpv6, own, d, d, a)), "from an address of c's own");
            assertEquals(0, through(b, c,
                TestFrames.ofLength(INSIDE_MAC, router, d, 100, true)), "no ICMP error");
            assertEquals(4, c.count(DropReason.SELECTOR_MISMATCH));
        }
    }

    /** {@return how many packets c sends to its host of what b seals, whatever b's own policies are} */
    private static int through(GatewayFixture b, GatewayFixture c, byte[] frame) {
        c.deliver(c.outside, TestEsp.seal(b.outboundSa, TestPackets.packetOf(frame), OUTSIDE_MAC));
        return c.inside.takeSent().size();
    }

    private static byte[] error(boolean isIpv6, IpAddress from, IpAddress to, IpAddress quotedFrom,
        IpAddress quotedTo) {
        byte[] quote = TestPackets.packetOf(TestFrames.ofLength(INSIDE_MAC, quotedFrom, quotedTo, 100, true));
        return isIpv6
            ? new Ipv6FrameBuilder().addresses(from, to).icmp(Icmpv6.PACKET_TOO_BIG, 0, 1300, quote).frame()
            : new FrameBuilder().addresses(from.ipv4(), to.ipv4())
                .icmp(Icmpv4.DESTINATION_UNREACHABLE, Icmpv4.CODE_FRAGMENTATION_NEEDED, 1300, quote).frame();
    }

    private static GatewayOptions hub(boolean isInterface) {
        return hub(GatewayOptions.b(), isInterface);
    }

    /** By policies both, or the tunnel to c as an interface. */
    private static GatewayOptions hub(GatewayOptions options, boolean isInterface) {
        options.transitOnly();
        for (int family = 0; family < 2; family++) {
            options.policy(PolicyAction.PROTECT, between(D_NET[family], E_NET[family]), Leads.TO_THE_SPOKE);
            if (!isInterface) {
                options.policy(PolicyAction.PROTECT, between(E_NET[family], D_NET[family]), Leads.TO_THE_PEER);
                options.policy(PolicyAction.PROTECT, between(NOWHERE_NET[family], D_NET[family]), Leads.TO_THE_PEER);
            }
        }
        return isInterface ? options.asInterface(TunnelSettings.NO_MTU) : options;
    }

    private static GatewayOptions spoke() {
        return spoke(GatewayOptions.c());
    }

    private static GatewayOptions spoke(GatewayOptions options) {
        options.transitOnly();
        for (int family = 0; family < 2; family++) {
            options.policy(PolicyAction.PROTECT, between(D_NET[family], E_NET[family]), Leads.TO_THE_PEER);
            options.policy(PolicyAction.PROTECT, between(D_NET[family], NOWHERE_NET[family]), Leads.TO_THE_PEER);
        }
        return options;
    }

    private static Selectors between(String local, String remote) {
        return Selectors.of(IpPrefix.parse(local), IpPrefix.parse(remote));
    }

    private static IpAddress address(String[] families, boolean isIpv6) {
        return IpAddress.parse(families[isIpv6 ? 1 : 0]);
    }

    private static byte[] frame(boolean isIpv6, String[] to, int length) {
        return TestFrames.ofLength(INSIDE_MAC, GatewayFixture.host(false, isIpv6), address(to, isIpv6), length, true);
    }

    private static byte[] withTtl(int ttl, byte[] frame) {
        IpHeader header = TestFrames.header(frame);
        while (header.ttl() > ttl) {
            header.decrementTtl();
        }
        return frame;
    }

    /** {@return what c makes of a packet of its host's, as b receives it} */
    private static byte[] sealed(GatewayFixture c, byte[] frame) {
        c.deliver(c.inside, frame);
        return TestFrames.outer(c);
    }

    /** {@return the frame that c gives its host of the one that b sent} */
    private static byte[] told(GatewayFixture b, GatewayFixture c) {
        byte[] sealed = TestFrames.outer(b);
        assertEquals(GatewayFixture.B_TO_C, TestFrames.spi(sealed));
        c.deliver(c.outside, sealed);
        return TestFrames.only(c.inside.takeSent());
    }

    private static void assertError(byte[] frame, boolean isIpv6, int type, int code) {
        IpHeader header = TestFrames.header(frame);
        assertEquals(GatewayFixture.insideAddress(true, isIpv6), TestFrames.source(frame));
        assertEquals(GatewayFixture.host(false, isIpv6), TestFrames.destination(frame));
        assertEquals(type << 8 | code, header.sourcePort());
    }
}
