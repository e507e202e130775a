package dev.narrows.worker;

import static dev.narrows.worker.GatewayFixture.INSIDE_MAC;
import static dev.narrows.worker.GatewayFixture.OUTSIDE_MAC;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.packet.PacketLayout;
import dev.narrows.policy.PolicyAction;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.TestPackets;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets in clear, in every direction, with and without a policy: one each, and the counters that it moves. */
class ClearCountersTest {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLetABypassPassBothWays(boolean isIpv6) {
        try (GatewayFixture b = withPolicy(PolicyAction.BYPASS, isIpv6)) {
            byte[] out = TestFrames.ofLength(INSIDE_MAC, a(isIpv6), server(isIpv6), 300, true);
            b.counts(() -> b.deliver(b.inside, out), WorkerCounter.RECEIVED, WorkerCounter.SENT);
            assertArrayEquals(TestFrames.after(1, out), TestPackets.packetOf(TestFrames.outer(b)));
            byte[] in = TestFrames.ofLength(OUTSIDE_MAC, server(isIpv6), a(isIpv6), 300, true);
            b.counts(() -> b.deliver(b.outside, in), WorkerCounter.RECEIVED, WorkerCounter.SENT);
            assertArrayEquals(TestFrames.after(1, in), TestFrames.packetOf(b.inside.takeSent()));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldDropWhatAPolicyDiscardsBothWays(boolean isIpv6) {
        try (GatewayFixture b = withPolicy(PolicyAction.DISCARD, isIpv6)) {
            byte[] out = TestFrames.ofLength(INSIDE_MAC, a(isIpv6), server(isIpv6), 300, true);
            b.counts(() -> b.deliver(b.inside, out), WorkerCounter.RECEIVED, DropReason.POLICY_DISCARD);
            byte[] in = TestFrames.ofLength(OUTSIDE_MAC, server(isIpv6), a(isIpv6), 300, true);
            b.counts(() -> b.deliver(b.outside, in), WorkerCounter.RECEIVED, DropReason.POLICY_DISCARD);
            assertNothingSent(b);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldDropWhatNoPolicyNamesBothWays(boolean isIpv6) {
        try (GatewayFixture b = GatewayOptions.b().start()) {
            byte[] out = TestFrames.ofLength(INSIDE_MAC, a(isIpv6), server(isIpv6), 300, true);
            b.counts(() -> b.deliver(b.inside, out), WorkerCounter.RECEIVED, DropReason.NO_POLICY);
            byte[] in = TestFrames.ofLength(OUTSIDE_MAC, server(isIpv6), a(isIpv6), 300, true);
            b.counts(() -> b.deliver(b.outside, in), WorkerCounter.RECEIVED, DropReason.CLEARTEXT_FROM_UNPROTECTED);
            assertNothingSent(b);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldDropInClearWhatAPolicyProtects(boolean isIpv6) {
        try (GatewayFixture b = GatewayOptions.b().start()) {
            byte[] forged = TestFrames.ofLength(OUTSIDE_MAC, GatewayFixture.host(false, isIpv6), a(isIpv6), 300, true);
            b.counts(() -> b.deliver(b.outside, forged),
                WorkerCounter.RECEIVED, DropReason.CLEARTEXT_FROM_UNPROTECTED);
            byte[] toInside = TestFrames.echoRequest(OUTSIDE_MAC, GatewayFixture.host(false, isIpv6),
                GatewayFixture.insideAddress(true, isIpv6));
            b.counts(() -> b.deliver(b.outside, toInside),
                WorkerCounter.RECEIVED, DropReason.CLEARTEXT_FROM_UNPROTECTED);
            assertNothingSent(b);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAnswerPingsToItsOwnAddresses(boolean isIpv6) {
        try (GatewayFixture b = GatewayOptions.b().start()) {
            byte[] fromA = TestFrames.echoRequest(INSIDE_MAC, a(isIpv6), GatewayFixture.insideAddress(true, isIpv6));
            b.counts(() -> b.deliver(b.inside, fromA), WorkerCounter.RECEIVED, WorkerCounter.SENT);
            byte[] reply = TestFrames.only(b.inside.takeSent());
            assertTrue(TestFrames.isEchoReply(reply));
            assertEquals(a(isIpv6), TestFrames.destination(reply));
            byte[] fromPeer = TestFrames.echoRequest(OUTSIDE_MAC, GatewayFixture.outsideAddress(false, isIpv6),
                GatewayFixture.outsideAddress(true, isIpv6));
            b.counts(() -> b.deliver(b.outside, fromPeer), WorkerCounter.RECEIVED, WorkerCounter.SENT);
            assertTrue(TestFrames.isEchoReply(TestFrames.outer(b)));
            byte[] broken = fromA.clone();
            broken[broken.length - 1] ^= 1;
            b.counts(() -> b.deliver(b.inside, broken), WorkerCounter.RECEIVED, DropReason.BAD_ICMP);
            byte[] other = TestFrames.udp(INSIDE_MAC, a(isIpv6), GatewayFixture.insideAddress(true, isIpv6), 7, 7);
            b.counts(() -> b.deliver(b.inside, other), WorkerCounter.RECEIVED, DropReason.NOT_SERVED);
            assertNothingSent(b);
        }
    }

    /** What was sent in another's name would make the gateway send to that other, across the boundary, in clear. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotBeMadeAMirrorAcrossTheBoundary(boolean isIpv6) {
        try (GatewayFixture b = GatewayOptions.b().start(); GatewayFixture c = GatewayOptions.c().asInterface(1400)
            .start()) {
            byte[] asServer =
                TestFrames.echoRequest(INSIDE_MAC, server(isIpv6), GatewayFixture.insideAddress(true, isIpv6));
            b.counts(() -> b.deliver(b.inside, asServer), WorkerCounter.RECEIVED, DropReason.INVALID_ADDRESS);
            byte[] asA = TestFrames.echoRequest(OUTSIDE_MAC, a(isIpv6), GatewayFixture.outsideAddress(true, isIpv6));
            b.counts(() -> b.deliver(b.outside, asA),
                WorkerCounter.RECEIVED, DropReason.CLEARTEXT_FROM_UNPROTECTED);
            byte[] behindTheTunnel =
                TestFrames.echoRequest(OUTSIDE_MAC, a(isIpv6), GatewayFixture.outsideAddress(false, isIpv6));
            c.counts(() -> c.deliver(c.outside, behindTheTunnel),
                WorkerCounter.RECEIVED, DropReason.CLEARTEXT_FROM_UNPROTECTED);
            byte[] ike = TestFrames.udp(
                OUTSIDE_MAC, a(isIpv6), GatewayFixture.outsideAddress(true, isIpv6), 500, 500, new byte[30]);
            b.counts(() -> b.deliver(b.outside, ike),
                WorkerCounter.RECEIVED, DropReason.CLEARTEXT_FROM_UNPROTECTED);
            assertNothingSent(b);
            assertNothingSent(c);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCountWhatIsMalformed(boolean isIpv6) {
        try (GatewayFixture b = GatewayOptions.b().start()) {
            byte[] good = TestFrames.ofLength(INSIDE_MAC, a(isIpv6), GatewayFixture.host(false, isIpv6), 100, true);
            DropReason badHeader = isIpv6 ? DropReason.BAD_IPV6_HEADER : DropReason.BAD_IPV4_HEADER;
            for (int length = 0; length < good.length; length++) {
                byte[] cut = Arrays.copyOf(good, length);
                b.counts(() -> b.deliver(b.inside, cut),
                    WorkerCounter.RECEIVED, length < Ethernet.HEADER_LENGTH ? DropReason.RUNT_FRAME : badHeader);
            }
            byte[] otherType = good.clone();
            new Ethernet().wrap(new UnsafeBuffer(otherType), 0)
                .type(isIpv6 ? Ethernet.TYPE_IPV4 : Ethernet.TYPE_IPV6);
            b.counts(() -> b.deliver(b.inside, otherType), WorkerCounter.RECEIVED,
                isIpv6 ? DropReason.BAD_IPV4_HEADER : DropReason.BAD_IPV6_HEADER);
            b.counts(() -> b.deliver(b.inside, TestFrames.to(OUTSIDE_MAC, good)),
                WorkerCounter.RECEIVED, DropReason.NOT_OUR_MAC);
            byte[] ours = TestFrames.ofLength(INSIDE_MAC, GatewayFixture.insideAddress(true, isIpv6),
                GatewayFixture.host(false, isIpv6), 100, true);
            b.counts(() -> b.deliver(b.inside, ours), WorkerCounter.RECEIVED, DropReason.INVALID_ADDRESS);
            byte[] multicast = TestFrames.ofLength(INSIDE_MAC, IpAddress.parse(isIpv6 ? "ff02::1" : "224.0.0.1"),
                GatewayFixture.host(false, isIpv6), 100, true);
            b.counts(() -> b.deliver(b.inside, multicast), WorkerCounter.RECEIVED, DropReason.INVALID_ADDRESS);
            assertNothingSent(b);
        }
    }

    /** What a driver must not hand over: chained, shared, or of another length than it says. */
    @ParameterizedTest
    @ValueSource(ints = {PacketLayout.SEGMENT_COUNT_OFFSET, PacketLayout.REFERENCE_COUNT_OFFSET,
        PacketLayout.PACKET_LENGTH_OFFSET})
    void shouldNotTouchBuffersThatAreNotItsOwnAlone(int field) {
        try (GatewayFixture b = GatewayOptions.b().host().start()) {
            for (var port : List.of(b.inside, b.outside, b.host)) {
                byte[] frame =
                    TestFrames.ofLength(INSIDE_MAC, a(false), GatewayFixture.host(false, false), 100, true);
                long handle = b.pool.allocate(frame);
                UnsafeBuffer descriptor = new UnsafeBuffer(handle, PacketLayout.SIZE);
                descriptor.putShort(field, (short)(descriptor.getShort(field) + 1));
                port.injectPacket(handle);
                b.counts(b::cycle, WorkerCounter.RECEIVED, DropReason.BAD_BUFFER);
            }
            assertNothingSent(b);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSendNoPacketOnTwiceWhoseTimeToLiveIsUsedUp(boolean isIpv6) {
        try (GatewayFixture b = GatewayOptions.b().start()) {
            byte[] frame = TestFrames.ofLength(INSIDE_MAC, a(isIpv6), GatewayFixture.host(false, isIpv6), 100, true);
            for (int i = 0; i < 63; i++) {
                TestFrames.header(frame).decrementTtl();
            }
            b.deliver(b.inside, frame);
            assertEquals(1, b.count(DropReason.TTL_EXPIRED));
            assertEquals(0, b.outboundSa.sequence());
        }
    }

    private static GatewayFixture withPolicy(PolicyAction action, boolean isIpv6) {
        return GatewayOptions.b().policy(action, isIpv6 ? "2001:db8:a::/64" : "10.1.0.0/24",
            isIpv6 ? "2001:db8:2::/64" : "192.0.2.0/24").start();
    }

    private static IpAddress a(boolean isIpv6) {
        return GatewayFixture.host(true, isIpv6);
    }

    /** Somewhere in the network between the gateways. */
    private static IpAddress server(boolean isIpv6) {
        return IpAddress.parse(isIpv6 ? "2001:db8:2::9" : "192.0.2.9");
    }

    private static void assertNothingSent(GatewayFixture gateway) {
        assertEquals(List.of(), gateway.inside.takeSent());
        assertEquals(List.of(), gateway.outside.takeSent());
        assertEquals(List.of(), gateway.host.takeSent());
    }
}
