package dev.narrows.worker;

import static dev.narrows.worker.GatewayFixture.INSIDE_MAC;
import static dev.narrows.worker.GatewayFixture.OUTSIDE_MAC;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.Lifetime;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.TestPackets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One packet through a tunnel: what comes out, and that each counter on its way moves by one and no other does. */
class TunnelCountersTest {
    @ParameterizedTest
    @CsvSource({"false, false, false", "false, false, true", "true, false, false", "true, false, true",
        "false, true, false", "false, true, true", "true, true, false", "true, true, true"})
    void shouldCarryEitherFamilyInEither(boolean isOuterIpv6, boolean isUdp, boolean isInnerIpv6) {
        Pair.with(options -> options.outer(isOuterIpv6, isUdp), (b, c) -> {
            byte[] frame = fromA(isInnerIpv6, 500, true);
            b.counts(() -> b.deliver(b.inside, frame),
                WorkerCounter.RECEIVED, WorkerCounter.ENCAPSULATED, WorkerCounter.SENT);
            byte[] outer = TestFrames.outer(b);
            IpHeader header = TestFrames.header(outer);
            assertEquals(isOuterIpv6, header.isIpv6());
            assertEquals(isUdp ? IpProtocol.UDP : IpProtocol.ESP, header.protocol());
            c.counts(() -> c.deliver(c.outside, outer),
                WorkerCounter.RECEIVED, WorkerCounter.DECAPSULATED, WorkerCounter.SENT);
            assertArrayEquals(TestFrames.after(2, frame), TestFrames.packetOf(c.inside.takeSent()));
            c.counts(() -> c.deliver(c.outside, outer), WorkerCounter.RECEIVED, DropReason.REPLAYED);
            assertEquals(1, c.inboundSa.packets());
            assertEquals(1, b.outboundSa.packets());
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldServeAsAnInterfaceAndCheckTheReversePath(boolean isIpv6) {
        Pair.with(options -> options.asInterface(1400), (b, c) -> {
            byte[] frame = fromA(isIpv6, 1400, true);
            b.counts(() -> b.deliver(b.inside, frame),
                WorkerCounter.RECEIVED, WorkerCounter.ENCAPSULATED, WorkerCounter.SENT);
            byte[] outer = TestFrames.outer(b);
            c.counts(() -> c.deliver(c.outside, outer),
                WorkerCounter.RECEIVED, WorkerCounter.DECAPSULATED, WorkerCounter.SENT);
            assertArrayEquals(TestFrames.after(2, frame), TestFrames.packetOf(c.inside.takeSent()));

            IpAddress stranger = IpAddress.parse(isIpv6 ? "2001:db8:e::2" : "10.3.0.2");
            byte[] forged = TestPackets.packetOf(
                TestFrames.ofLength(0, stranger, GatewayFixture.host(false, isIpv6), 100, true));
            byte[] sealed = TestEsp.seal(b.outboundSa, forged, OUTSIDE_MAC);
            c.counts(() -> c.deliver(c.outside, sealed), WorkerCounter.RECEIVED, DropReason.SELECTOR_MISMATCH);
            // d's own network is no source either that may come by the tunnel.
            byte[] spoofed = TestPackets.packetOf(TestFrames.ofLength(0, GatewayFixture.insideAddress(false, isIpv6),
                GatewayFixture.host(false, isIpv6), 100, true));
            byte[] sealedToo = TestEsp.seal(b.outboundSa, spoofed, OUTSIDE_MAC);
            c.counts(() -> c.deliver(c.outside, sealedToo), WorkerCounter.RECEIVED, DropReason.SELECTOR_MISMATCH);
            assertEquals(List.of(), c.inside.takeSent());
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellTheMtuOfTheInterface(boolean isIpv6) {
        Pair.with(options -> options.asInterface(1400), (b, c) -> {
            assertTooBig(b, fromA(isIpv6, 1401, true), 1400);
            b.order(worker -> worker.onSetTunnelMtu(b.tunnel, 1300));
            assertTooBig(b, fromA(isIpv6, 1301, true), 1300);
        });
    }

    @ParameterizedTest
    @CsvSource({"false, false, 1446", "true, false, 1426", "false, true, 1438", "true, true, 1418"})
    void shouldTellExactlyWhatFits(boolean isOuterIpv6, boolean isUdp, int largest) {
        Pair.with(options -> options.outer(isOuterIpv6, isUdp), (b, c) -> {
            for (boolean isIpv6 : new boolean[] {false, true}) {
                b.counts(() -> b.deliver(b.inside, fromA(isIpv6, largest, true)),
                    WorkerCounter.RECEIVED, WorkerCounter.ENCAPSULATED, WorkerCounter.SENT);
                assertTrue(TestFrames.header(TestFrames.outer(b)).totalLength() <= GatewayFixture.MTU);
                assertTooBig(b, fromA(isIpv6, largest + 1, true), largest);
            }
        });
    }

    private static void assertTooBig(GatewayFixture b, byte[] frame, int mtu) {
        b.counts(() -> b.deliver(b.inside, frame), WorkerCounter.RECEIVED, DropReason.TOO_BIG, WorkerCounter.MADE,
            WorkerCounter.TOO_BIG_SENT, WorkerCounter.SENT);
        byte[] error = TestFrames.only(b.inside.takeSent());
        assertEquals(mtu, TestFrames.mtuTold(error));
        assertEquals(TestFrames.source(frame), TestFrames.destination(error));
        assertEquals(List.of(), b.outside.takeSent());
    }

    /** Nobody is told less than 1280 over IPv6: there the gateway makes fragments of the outer packet (RFC 8200 5). */
    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void shouldFragmentTheOuterPacketWhereIpv6MustPass(boolean isOuterIpv6, boolean isUdp) {
        Pair.with(options -> options.outer(isOuterIpv6, isUdp), (b, c) -> {
            b.order(worker -> worker.onSetPathMtu(0, 1280, false));
            assertTooBig(b, fromA(true, 1281, true), 1280);
            byte[] frame = fromA(true, 1280, true);
            b.counts(() -> b.deliver(b.inside, frame), WorkerCounter.RECEIVED, WorkerCounter.ENCAPSULATED,
                WorkerCounter.FRAGMENTED_OUTSIDE, DropReason.FRAGMENTED, WorkerCounter.MADE, WorkerCounter.MADE,
                WorkerCounter.SENT, WorkerCounter.SENT);
            List<byte[]> fragments = b.outside.takeSent();
            fragments.forEach(fragment -> assertTrue(TestFrames.header(fragment).totalLength() <= 1280));
            c.countsReassembly(c.outside, TestFrames.to(OUTSIDE_MAC, fragments.get(1)),
                TestFrames.to(OUTSIDE_MAC, fragments.get(0)),
                WorkerCounter.DECAPSULATED, WorkerCounter.SENT);
            assertArrayEquals(TestFrames.after(2, frame), TestFrames.packetOf(c.inside.takeSent()));
        });
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void shouldFragmentBeforeEncryptionWithoutDf(boolean isOuterIpv6, boolean isUdp) {
        Pair.with(options -> options.outer(isOuterIpv6, isUdp), (b, c) -> {
            byte[] frame = fromA(false, 1500, false);
            b.counts(() -> b.deliver(b.inside, frame), WorkerCounter.RECEIVED, DropReason.FRAGMENTED,
                WorkerCounter.MADE, WorkerCounter.MADE, WorkerCounter.ENCAPSULATED, WorkerCounter.ENCAPSULATED,
                WorkerCounter.SENT, WorkerCounter.SENT);
            for (byte[] sent : b.outside.takeSent()) {
                byte[] outer = TestFrames.to(OUTSIDE_MAC, sent);
                c.counts(() -> c.deliver(c.outside, outer),
                    WorkerCounter.RECEIVED, WorkerCounter.DECAPSULATED, WorkerCounter.SENT);
            }
            assertEquals(2, c.inside.takeSent().size());
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldPutOuterFragmentsTogether(boolean isUdp) {
        Pair.with(options -> options.outer(false, isUdp), (b, c) -> {
            byte[] frame = fromA(false, 1400, false);
            b.deliver(b.inside, frame);
            List<byte[]> fragments = TestFragments.split(TestFrames.outer(b), 800);
            c.countsReassembly(c.outside, fragments.get(1), fragments.get(0),
                WorkerCounter.DECAPSULATED, WorkerCounter.SENT);
            assertArrayEquals(TestFrames.after(2, frame), TestFrames.packetOf(c.inside.takeSent()));
        });
    }

    @Test
    void shouldStopAtTheEndOfALifetimeOnEitherSide() {
        Lifetime.Limit none = Lifetime.Limit.NONE;
        Lifetime onePacket = new Lifetime(none, none, new Lifetime.Limit(Lifetime.Limit.UNSET, 1));
        try (GatewayFixture b = GatewayOptions.b().lifetime(onePacket).start();
            GatewayFixture c = GatewayOptions.c().start(); GatewayFixture shortLived = GatewayOptions.c()
                .lifetime(onePacket).start(); GatewayFixture unlimited = GatewayOptions.b().start()) {
            b.deliver(b.inside, fromA(false, 100, true));
            b.counts(() -> b.deliver(b.inside, fromA(false, 100, true)),
                WorkerCounter.RECEIVED, DropReason.LIFETIME_EXPIRED);
            c.deliver(c.outside, TestFrames.outer(b));
            assertEquals(1, c.inside.takeSent().size());
            for (int i = 0; i < 2; i++) {
                unlimited.deliver(unlimited.inside, fromA(false, 100, true));
            }
            List<byte[]> outer = unlimited.outside.takeSent();
            shortLived.deliver(shortLived.outside, TestFrames.to(OUTSIDE_MAC, outer.get(0)));
            shortLived.counts(() -> shortLived.deliver(
                    shortLived.outside, TestFrames.to(OUTSIDE_MAC, outer.get(1))),
                WorkerCounter.RECEIVED, DropReason.LIFETIME_EXPIRED);
            assertEquals(1, shortLived.inside.takeSent().size());
        }
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void shouldSendDummiesThatThePeerSwallows(boolean isOuterIpv6, boolean isUdp) {
        Pair.with(options -> options.outer(isOuterIpv6, isUdp).tfc(1000), (b, c) -> {
            b.counts(() -> b.order(worker -> worker.onSendDummy(b.tunnel, 80)),
                WorkerCounter.MADE, WorkerCounter.DUMMIES_SENT, WorkerCounter.SENT);
            byte[] dummy = TestFrames.outer(b);
            b.deliver(b.inside, fromA(false, 300, false));
            byte[] real = TestFrames.outer(b);
            assertEquals(real.length, dummy.length, "nobody tells them apart by their length");
            c.counts(() -> c.deliver(c.outside, dummy), WorkerCounter.RECEIVED, DropReason.DUMMY);
            c.counts(() -> c.deliver(c.outside, real),
                WorkerCounter.RECEIVED, WorkerCounter.DECAPSULATED, WorkerCounter.SENT);
            assertEquals(300, TestFrames.header(TestFrames.only(c.inside.takeSent())).totalLength());
            assertEquals(1, b.outboundSa.packets(), "a dummy is no packet of anybody's");
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldBeAHubBetweenTunnels(boolean isToSpoke) {
        IpPrefix net = IpPrefix.parse("10.2.0.0/24");
        IpPrefix spokeNet = IpPrefix.parse("10.9.0.0/24");
        try (GatewayFixture b = GatewayOptions.b()
                .policy(PolicyAction.PROTECT, Selectors.of(spokeNet, net), GatewayOptions.Leads.TO_THE_PEER)
                .policy(PolicyAction.PROTECT, Selectors.of(net, spokeNet), GatewayOptions.Leads.TO_THE_SPOKE).start();
            GatewayFixture c = GatewayOptions.c()
                .policy(PolicyAction.PROTECT, Selectors.of(net, spokeNet), GatewayOptions.Leads.TO_THE_PEER).start()) {
            IpAddress d = GatewayFixture.host(false, false);
            IpAddress e = IpAddress.parse("10.9.0.2");
            if (isToSpoke) {
                c.deliver(c.inside, TestFrames.ofLength(INSIDE_MAC, d, e, 200, true));
                byte[] outer = TestFrames.outer(c);
                b.counts(() -> b.deliver(b.outside, outer), WorkerCounter.RECEIVED,
                    WorkerCounter.DECAPSULATED, WorkerCounter.ENCAPSULATED, WorkerCounter.SENT);
                byte[] onward = TestFrames.outer(b);
                assertEquals(IpAddress.parse(GatewayFixture.SPOKE), TestFrames.destination(onward));
                assertEquals(GatewayFixture.US_TO_SPOKE, TestFrames.spi(onward));
            } else {
                // b's network is not what the policies let from the peer to the spoke.
                byte[] stray = TestPackets.packetOf(TestFrames.ofLength(0, GatewayFixture.host(true, false), e, 200,
                    true));
                byte[] sealed = TestEsp.seal(c.outboundSa, stray, OUTSIDE_MAC);
                b.counts(() -> b.deliver(b.outside, sealed), WorkerCounter.RECEIVED, DropReason.SELECTOR_MISMATCH);
                assertEquals(List.of(), b.outside.takeSent());
            }
        }
    }

    @Test
    void shouldCountWhatCannotGoOut() {
        Pair.with(options -> options, (b, c) -> {
            b.order(worker -> worker.onRemoveOutboundSa(b.outboundSa));
            b.counts(() -> b.deliver(b.inside, fromA(true, 100, true)),
                WorkerCounter.RECEIVED, DropReason.NO_OUTBOUND_SA);
            b.order(worker -> worker.onAddOutboundSa(b.outboundSa(9, GatewayFixture.B_TO_C, 0, 0)));
            b.counts(() -> b.deliver(b.inside, fromA(true, 100, true)),
                WorkerCounter.RECEIVED, DropReason.LEASE_EXHAUSTED);
            b.order(worker -> worker.onAddOutboundSa(b.outboundSa(9, GatewayFixture.B_TO_C, 0xFFFF_FFFFL,
                0xFFFF_FFFFL)));
            b.counts(() -> b.deliver(b.inside, fromA(true, 100, true)),
                WorkerCounter.RECEIVED, DropReason.SEQUENCE_EXHAUSTED);
            assertEquals(List.of(), b.outside.takeSent());
        });
    }

    private static byte[] fromA(boolean isIpv6, int length, boolean dontFragment) {
        return TestFrames.ofLength(INSIDE_MAC, GatewayFixture.host(true, isIpv6), GatewayFixture.host(false, isIpv6),
            length, dontFragment);
    }
}
