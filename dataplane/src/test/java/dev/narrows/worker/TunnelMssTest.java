package dev.narrows.worker;

import static dev.narrows.worker.GatewayFixture.HOST_PORT_MAC;
import static dev.narrows.worker.GatewayFixture.INSIDE_MAC;
import static dev.narrows.worker.GatewayFixture.TAP_MAC;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.sa.TunnelSettings;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.Tcp;
import dev.narrows.wire.TestPackets;
import dev.narrows.wire.TestTcp;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SYNs through a tunnel that clamps their maximum segment size, from A through b and c to D. */
class TunnelMssTest {
    private static final int SYN_ACK = Tcp.FLAG_SYN | Tcp.FLAG_ACK;
    private static final int JUMBO = 8960;

    /** The other end does not clamp: what is lowered is lowered at this one. */
    @ParameterizedTest
    @CsvSource({"false, false, false, 1406", "true, false, false, 1386", "false, true, false, 1398",
        "false, false, true, 1386", "true, false, true, 1366", "true, true, true, 1358"})
    void shouldClampToWhatFitsEitherWay(boolean isOuterIpv6, boolean isUdp, boolean isIpv6, int mss) {
        try (GatewayFixture b = auto(true).outer(isOuterIpv6, isUdp).start();
            GatewayFixture c = GatewayOptions.c().outer(isOuterIpv6, isUdp).start()) {
            assertMss(mss, outAndIn(b, c, syn(true, isIpv6, Tcp.FLAG_SYN, JUMBO)));
            assertEquals(1, b.count(WorkerCounter.MSS_CLAMPED));
            assertMss(mss, outAndIn(c, b, syn(false, isIpv6, SYN_ACK, JUMBO)));
            assertEquals(2, b.count(WorkerCounter.MSS_CLAMPED));
            assertEquals(0, c.count(WorkerCounter.MSS_CLAMPED));
        }
    }

    @Test
    void shouldFollowThePathAndTheInterfaceAtThatMoment() {
        try (GatewayFixture b = auto(true).asInterface(1400).start();
            GatewayFixture c = GatewayOptions.c().asInterface(TunnelSettings.NO_MTU).start()) {
            assertMss(1360, outAndIn(b, c, syn(true, false, Tcp.FLAG_SYN, JUMBO)));
            b.order(worker -> worker.onSetPathMtu(0, 1300, false));
            assertMss(1206, outAndIn(b, c, syn(true, false, Tcp.FLAG_SYN, JUMBO)));
            assertMss(1206, outAndIn(c, b, syn(false, false, SYN_ACK, JUMBO)));
            b.order(worker -> worker.onSetTunnelMtu(b.tunnel, 1000));
            assertMss(960, outAndIn(b, c, syn(true, false, Tcp.FLAG_SYN, JUMBO)));
            b.order(worker -> worker.onSetPathMtu(0, 1500, false));
            b.order(worker -> worker.onSetTunnelMtu(b.tunnel, TunnelSettings.NO_MTU));
            assertMss(1406, outAndIn(b, c, syn(true, false, Tcp.FLAG_SYN, JUMBO)));
        }
    }

    @ParameterizedTest
    @CsvSource({"false, 536", "true, 1220"})
    void shouldStopAtWhatSendersAreNeverToldLessThan(boolean isIpv6, int mss) {
        try (GatewayFixture b = auto(true).start(); GatewayFixture c = GatewayOptions.c().start()) {
            b.order(worker -> worker.onSetPathMtu(0, 300, false));
            assertMss(mss, outAndIn(b, c, syn(true, isIpv6, Tcp.FLAG_SYN, JUMBO)));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldClampToWhatIsGivenWhateverFits(boolean isIpv6) {
        try (GatewayFixture b = GatewayOptions.b().tcpMss(1000).start(); GatewayFixture c = GatewayOptions.c()
            .start()) {
            assertMss(1000, outAndIn(b, c, syn(true, isIpv6, Tcp.FLAG_SYN, 1460)));
            assertMss(999, outAndIn(b, c, syn(true, isIpv6, Tcp.FLAG_SYN, 999)));
            b.order(worker -> worker.onRemoveOutboundSa(b.outboundSa));
            assertMss(1000, outAndIn(c, b, syn(false, isIpv6, SYN_ACK, 1460)));
        }
    }

    @Test
    void shouldLeaveSynsAloneWhereOffOrNothingIsKnown() {
        try (GatewayFixture b = GatewayOptions.b().start(); GatewayFixture c = auto(false).start()) {
            c.order(worker -> worker.onRemoveOutboundSa(c.outboundSa));
            byte[] syn = syn(true, false, Tcp.FLAG_SYN, JUMBO);
            byte[] delivered = outAndIn(b, c, syn);
            assertArrayEquals(TestFrames.after(2, syn), TestPackets.packetOf(delivered));
            assertEquals(0, b.count(WorkerCounter.MSS_CLAMPED) + c.count(WorkerCounter.MSS_CLAMPED));
        }
    }

    @ParameterizedTest
    @CsvSource({"false, 1426", "true, 1406"})
    void shouldClampOurOwnHostInTransportMode(boolean isIpv6, int mss) {
        try (GatewayFixture b = auto(true).transport().outer(isIpv6, false).start();
            GatewayFixture c = GatewayOptions.c().transport().outer(isIpv6, false).start()) {
            byte[] syn = frame(HOST_PORT_MAC, GatewayFixture.outsideAddress(true, isIpv6),
                GatewayFixture.outsideAddress(false, isIpv6), Tcp.FLAG_SYN, JUMBO);
            new Ethernet().wrap(new UnsafeBuffer(syn), 0).source(TAP_MAC);
            b.deliver(b.host, syn);
            c.deliver(c.outside, TestFrames.outer(b));
            assertMss(mss, TestFrames.only(c.host.takeSent()));
        }
    }

    private static GatewayOptions auto(boolean isB) {
        return GatewayOptions.end(isB).tcpMss(TunnelSettings.CLAMP_TO_MTU);
    }

    private static byte[] outAndIn(GatewayFixture from, GatewayFixture to, byte[] frame) {
        from.deliver(from.inside, frame);
        to.deliver(to.outside, TestFrames.outer(from));
        return TestFrames.only(to.inside.takeSent());
    }

    static void assertMss(int expected, byte[] frame) {
        byte[] packet = TestPackets.packetOf(frame);
        assertTrue(TestTcp.isChecksumRight(packet));
        assertArrayEquals(Arrays.copyOf(TestTcp.oddMss(expected), 12), TestTcp.options(packet));
    }

    static byte[] syn(boolean isFromA, boolean isIpv6, int flags, int mss) {
        return frame(INSIDE_MAC, GatewayFixture.host(isFromA, isIpv6), GatewayFixture.host(!isFromA, isIpv6), flags,
            mss);
    }

    private static byte[] frame(long mac, IpAddress from, IpAddress to, int flags, int mss) {
        byte[] packet = TestTcp.packet(from, to, flags, TestTcp.oddMss(mss));
        byte[] frame = new byte[Ethernet.HEADER_LENGTH + packet.length];
        System.arraycopy(packet, 0, frame, Ethernet.HEADER_LENGTH, packet.length);
        new Ethernet().wrap(new UnsafeBuffer(frame), 0).destination(mac).source(GatewayFixture.HOST_MAC)
            .type(from.isIpv4() ? Ethernet.TYPE_IPV4 : Ethernet.TYPE_IPV6);
        return frame;
    }
}
