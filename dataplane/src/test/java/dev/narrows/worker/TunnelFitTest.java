package dev.narrows.worker;

import static dev.narrows.worker.GatewayFixture.HOST_PORT_MAC;
import static dev.narrows.worker.GatewayFixture.INSIDE_MAC;
import static dev.narrows.worker.GatewayFixture.OUTSIDE_MAC;
import static dev.narrows.worker.GatewayFixture.TAP_MAC;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.pmtu.DfPolicy;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.OuterPath;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.TestPackets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What does not fit: where it is fragmented, and what nobody is told less than. */
class TunnelFitTest {
    private static final int FLOOR = GatewayFixture.LEDGER_FLOOR;

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void shouldSealWholeAndFragmentTheOuterPacketWhereTheTunnelIsSet(boolean isOuterIpv6, boolean isUdp) {
        Pair.with(options -> options.outer(isOuterIpv6, isUdp).fragmentAfter().df(DfPolicy.SET), (b, c) -> {
            byte[] frame = fromA(false, 1500, false);
            b.counts(() -> b.deliver(b.inside, frame), WorkerCounter.RECEIVED, WorkerCounter.ENCAPSULATED,
                WorkerCounter.FRAGMENTED_OUTSIDE, DropReason.FRAGMENTED, WorkerCounter.MADE, WorkerCounter.MADE,
                WorkerCounter.SENT, WorkerCounter.SENT);
            List<byte[]> fragments = b.outside.takeSent();
            fragments.forEach(fragment -> assertFragment(fragment, 1500));
            assertEquals(isOuterIpv6 ? 1496 : 1500, TestFrames.header(fragments.get(0)).totalLength(),
                "the first is full");
            assertPutTogether(b, c, frame, fragments);

            assertTooBig(b, fromA(false, 1447, true), isOuterIpv6 ? isUdp ? 1418 : 1426 : isUdp ? 1438 : 1446);
            b.counts(() -> b.deliver(b.inside, fromA(false, 1400, false)),
                WorkerCounter.RECEIVED, WorkerCounter.ENCAPSULATED, WorkerCounter.SENT);
            assertTrue(TestFrames.header(TestFrames.outer(b)).dontFragment(), "what fits has DF as the tunnel is set");
        });
    }

    /** An interface's own MTU holds for its packets; what it takes and the path does not is then fragmented outside. */
    @Test
    void shouldKeepToTheInterfacesOwnMtuAndFragmentOutsideWhatThePathDoesNotTake() {
        Pair.with(options -> options.asInterface(1000).fragmentAfter(), (b, c) -> {
            b.order(worker -> worker.onSetPathMtu(0, 700, false));
            byte[] frame = fromA(false, 1400, false);
            b.deliver(b.inside, frame);
            List<byte[]> outer = b.outside.takeSent();
            outer.forEach(one -> assertTrue(TestFrames.header(one).totalLength() <= 700));
            outer.forEach(one -> c.deliver(c.outside, TestFrames.to(OUTSIDE_MAC, one)));
            List<byte[]> inner = c.inside.takeSent();
            assertEquals(2, inner.size());
            assertEquals(996, TestFrames.header(inner.get(0)).totalLength());
            assertEquals(1, b.count(WorkerCounter.FRAGMENTED_OUTSIDE));
            assertEquals(1, c.count(WorkerCounter.REASSEMBLED));
            assertTooBig(b, fromA(false, 1400, true), 646);
        });
    }

    /**
     * However little the path takes: a sender over IPv4 hears of the floor at the least, and what it sends then passes.
     */
    @ParameterizedTest
    @CsvSource({"576, false", "576, true", "600, false", "300, false", "68, false"})
    void shouldNeverTellAnIpv4SenderLessThanTheFloorAndFragmentOutsideInstead(int pathMtu, boolean isUdp) {
        Pair.with(options -> options.outer(false, isUdp), (b, c) -> {
            b.order(worker -> worker.onSetPathMtu(0, pathMtu, false));
            assertTooBig(b, fromA(false, FLOOR + 1, true), FLOOR);
            byte[] frame = fromA(false, FLOOR, true);
            long sent = b.count(WorkerCounter.SENT);
            b.deliver(b.inside, frame);
            List<byte[]> fragments = b.outside.takeSent();
            assertEquals(1, b.count(WorkerCounter.FRAGMENTED_OUTSIDE));
            assertEquals(fragments.size(), b.count(WorkerCounter.SENT) - sent);
            fragments.forEach(fragment -> assertFragment(fragment, pathMtu));
            assertPutTogether(b, c, frame, fragments);
        });
    }

    @Test
    void shouldTellTheSenderOfALostPacketNoLessThanTheFloor() {
        try (GatewayFixture b = GatewayOptions.b().start()) {
            byte[] start = TestPackets.packetOf(fromA(false, 48, true));
            b.order(worker -> worker.onReportTooBig(start, FLOOR - 54));
            assertEquals(FLOOR, TestFrames.mtuTold(TestFrames.only(b.inside.takeSent())));
            b.order(worker -> worker.onReportTooBig(start, FLOOR + 1));
            assertEquals(FLOOR + 1, TestFrames.mtuTold(TestFrames.only(b.inside.takeSent())));
        }
    }

    @Test
    void shouldKeepToAnInterfacesOwnMtuBelowTheFloor() {
        Pair.with(options -> options.asInterface(400), (b, c) -> {
            assertTooBig(b, fromA(false, 401, true), 400);
            assertTooBig(b, fromA(true, 1281, true), 1280);
            b.counts(() -> b.deliver(b.inside, fromA(true, 1280, true)),
                WorkerCounter.RECEIVED, WorkerCounter.ENCAPSULATED, WorkerCounter.SENT);
            assertTrue(TestFrames.header(TestFrames.outer(b)).dontFragment(), "the path takes it in one piece");
        });
    }

    @Test
    void shouldNeverTellOurOwnHostLessThanTheFloorInTransportMode() {
        Pair.with(options -> options.transport(), (b, c) -> {
            b.order(worker -> worker.onSetPathMtu(0, FLOOR, false));
            b.deliver(b.host, fromHost(FLOOR + 1));
            assertEquals(FLOOR, TestFrames.mtuTold(TestFrames.only(b.host.takeSent())));
            b.deliver(b.host, fromHost(FLOOR));
            List<byte[]> fragments = b.outside.takeSent();
            fragments.forEach(fragment -> assertFragment(fragment, FLOOR));
            fragments.forEach(fragment -> c.deliver(c.outside, TestFrames.to(OUTSIDE_MAC, fragment)));
            byte[] delivered = TestFrames.only(c.host.takeSent());
            assertEquals(FLOOR, TestFrames.header(delivered).totalLength());
            assertFalse(TestFrames.header(delivered).dontFragment(), "as it was on the way");
            assertEquals(1, b.count(WorkerCounter.FRAGMENTED_OUTSIDE));
        });
    }

    /** Inner fragments never get so short that nothing fits in them. */
    @Test
    void shouldPassPacketsWithoutDfOverTheNarrowestPath() {
        Pair.with(options -> options, (b, c) -> {
            b.order(worker -> worker.onSetPathMtu(0, 68, false));
            b.deliver(b.inside, fromA(false, 200, false));
            List<byte[]> outer = b.outside.takeSent();
            outer.forEach(one -> assertTrue(TestFrames.header(one).totalLength() <= 68));
            outer.forEach(one -> c.deliver(c.outside, TestFrames.to(OUTSIDE_MAC, one)));
            int length = c.inside.takeSent().stream().mapToInt(one -> TestFrames.header(one).payloadLength()).sum();
            assertEquals(180, length);
        });
    }

    @ParameterizedTest
    @EnumSource(DfPolicy.class)
    void shouldClearDfAndForgetWhereRoutersAreToFragment(DfPolicy dfPolicy) {
        try (GatewayFixture b = GatewayFixture.b(dfPolicy)) {
            b.order(worker -> worker.onSetPathMtu(0, 1500, true));
            Set<Integer> identifications = new HashSet<>();
            for (int i = 0; i < 3; i++) {
                b.deliver(b.inside, fromA(false, 1400, true));
                IpHeader outer = TestFrames.header(TestFrames.outer(b));
                assertFalse(outer.dontFragment());
                identifications.add(outer.ipv4().identification());
            }
            assertEquals(3, identifications.size());
            b.order(worker -> worker.onSetPathMtu(0, 1500, false));
            b.deliver(b.inside, fromA(false, 1400, true));
            assertEquals(dfPolicy != DfPolicy.CLEAR, TestFrames.header(TestFrames.outer(b)).dontFragment());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNumberEachFragmentedPacketAnew(boolean isOuterIpv6) {
        try (GatewayFixture b = GatewayOptions.b().outer(isOuterIpv6, false).fragmentAfter().start()) {
            Set<Long> identifications = new HashSet<>();
            for (int i = 0; i < 100; i++) {
                b.deliver(b.inside, fromA(false, 1500, false));
                List<byte[]> fragments = b.outside.takeSent();
                assertEquals(2, fragments.size());
                assertEquals(identification(fragments.get(0)), identification(fragments.get(1)));
                identifications.add(identification(fragments.get(0)));
            }
            assertEquals(100, identifications.size());
        }
    }

    /** The peer's SPI and keys stay: what comes from its old address is nobody's any more. */
    @Test
    void shouldMoveToAnotherAddressOfThePeers() {
        try (GatewayFixture b = GatewayOptions.b().start(); GatewayFixture c = GatewayOptions.c().start()) {
            b.deliver(b.inside, fromA(false, 100, true));
            b.outside.takeSent();
            c.deliver(c.inside, TestFrames.ofLength(INSIDE_MAC, GatewayFixture.host(false, false),
                GatewayFixture.host(true, false), 100, true));
            byte[] fromOldAddress = TestFrames.outer(c);
            IpAddress moved = IpAddress.parse("192.0.2.77");
            OuterPath path = new OuterPath(2, Endpoints.of(b.path.endpoints().local(), moved), GatewayFixture.MTU);
            b.order(worker -> worker.onAddPath(path));
            b.order(worker -> worker.onMoveTunnel(b.tunnel, path));
            b.deliver(b.inside, fromA(false, 1400, true));
            byte[] outer = TestFrames.outer(b);
            assertEquals(moved, TestFrames.destination(outer));
            assertEquals(2, b.outboundSa.sequence(), "the SA goes on");
            b.counts(() -> b.deliver(b.outside, fromOldAddress), WorkerCounter.RECEIVED,
                DropReason.WRONG_OUTER_ADDRESS);
            byte[] fromNewAddress = fromOldAddress.clone();
            IpHeader header = TestFrames.header(fromNewAddress);
            header.ipv4().source(moved.ipv4()).computeChecksum();
            b.counts(() -> b.deliver(b.outside, fromNewAddress),
                WorkerCounter.RECEIVED, WorkerCounter.DECAPSULATED, WorkerCounter.SENT);
            assertEquals(1, b.inside.takeSent().size());
            b.order(worker -> worker.onSetPathMtu(2, 1000, false));
            assertTooBig(b, fromA(false, 1400, true), 946);
        }
    }

    private static long identification(byte[] frame) {
        IpHeader header = TestFrames.header(frame);
        return header.isIpv6()
            ? new UnsafeBuffer(frame).getInt(Ethernet.HEADER_LENGTH + 44) : header.ipv4().identification();
    }

    private static void assertTooBig(GatewayFixture b, byte[] frame, int mtu) {
        b.counts(() -> b.deliver(b.inside, frame), WorkerCounter.RECEIVED, DropReason.TOO_BIG, WorkerCounter.MADE,
            WorkerCounter.TOO_BIG_SENT, WorkerCounter.SENT);
        assertEquals(mtu, TestFrames.mtuTold(TestFrames.only(b.inside.takeSent())));
    }

    private static void assertFragment(byte[] frame, int mtu) {
        IpHeader header = TestFrames.header(frame);
        assertTrue(header.totalLength() <= mtu);
        assertTrue(header.isFragment());
        assertEquals(header.isIpv6(), header.dontFragment());
    }

    private static void assertPutTogether(GatewayFixture b, GatewayFixture c, byte[] frame, List<byte[]> fragments) {
        fragments.reversed().forEach(fragment -> c.deliver(c.outside, TestFrames.to(OUTSIDE_MAC, fragment)));
        assertEquals(1, c.count(WorkerCounter.REASSEMBLED));
        assertArrayEquals(TestFrames.after(2, frame), TestFrames.packetOf(c.inside.takeSent()));
        assertNotEquals(0, b.outboundSa.packets());
    }

    private static byte[] fromA(boolean isIpv6, int length, boolean dontFragment) {
        return TestFrames.ofLength(INSIDE_MAC, GatewayFixture.host(true, isIpv6), GatewayFixture.host(false, isIpv6),
            length, dontFragment);
    }

    private static byte[] fromHost(int length) {
        byte[] frame = TestFrames.ofLength(HOST_PORT_MAC, GatewayFixture.outsideAddress(true, false),
            GatewayFixture.outsideAddress(false, false), length, true);
        new Ethernet().wrap(new UnsafeBuffer(frame), 0).source(TAP_MAC);
        return frame;
    }
}
