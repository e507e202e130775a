package dev.narrows.worker;

import static dev.narrows.worker.GatewayFixture.OUTSIDE_MAC;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Udp;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ESP in UDP (RFC 3948), keepalives, and everything else that may come to that port. The gateway has no host port. */
class UdpEncapsulationTest {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSendKeepalivesThatThePeerSwallows(boolean isIpv6) {
        Pair.with(options -> options.outer(isIpv6, true), (b, c) -> {
            b.counts(() -> b.order(worker -> worker.onSendKeepalive(b.path)),
                WorkerCounter.MADE, WorkerCounter.KEEPALIVES_SENT, WorkerCounter.SENT);
            byte[] keepalive = TestFrames.outer(b);
            IpHeader header = TestFrames.header(keepalive);
            Udp udp = new Udp().wrap(new UnsafeBuffer(keepalive), header.payloadOffset());
            assertEquals(GatewayFixture.B_UDP_PORT, udp.sourcePort());
            assertEquals(GatewayFixture.C_UDP_PORT, udp.destinationPort());
            assertArrayEquals(new byte[] {(byte)0xFF},
                Arrays.copyOfRange(keepalive, header.payloadOffset() + Udp.HEADER_LENGTH, keepalive.length));
            c.counts(() -> c.deliver(c.outside, keepalive), WorkerCounter.RECEIVED, DropReason.NAT_KEEPALIVE);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellWhatComesToThePort(boolean isIpv6) {
        Pair.with(options -> options.outer(isIpv6, true), (b, c) -> {
            expect(c, isIpv6, DropReason.BAD_UDP);
            expect(c, isIpv6, DropReason.NAT_KEEPALIVE, 0xFF);
            expect(c, isIpv6, DropReason.BAD_UDP, 0xFE);
            expect(c, isIpv6, DropReason.BAD_UDP, 0x00);
            expect(c, isIpv6, DropReason.BAD_UDP, 0xFF, 0xFF);
            expect(c, isIpv6, DropReason.BAD_UDP, 0, 0, 0);
            expect(c, isIpv6, DropReason.NOT_SERVED, 0, 0, 0, 0);
            expect(c, isIpv6, DropReason.NOT_SERVED, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8);
            expect(c, isIpv6, DropReason.SHORT_ESP, 0, 0, 0x10, 1);
            expect(c, isIpv6, DropReason.SHORT_ESP, 0, 0, 0x10, 1, 0, 0, 0);
            expect(c, isIpv6, DropReason.SHORT_ESP, 0, 0, 0x10, 1, 0, 0, 0, 1);
            expect(c, isIpv6, DropReason.UNKNOWN_SPI, 0, 0, 0x10, 2, 0, 0, 0, 1);
            expect(c, isIpv6, DropReason.UNKNOWN_SPI, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF);
            assertUntouched(c);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldBelieveNoUdpLengthThatCannotBe(boolean isIpv6) {
        Pair.with(options -> options.outer(isIpv6, true), (b, c) -> {
            byte[] outer = sealed(b, isIpv6);
            int udpOffset = TestFrames.header(outer).payloadOffset();
            int right = outer.length - udpOffset;
            for (int length = 0; length < 65536; length = length < right + 40 ? length + 1 : length * 2) {
                if (length == right) {
                    continue;
                }
                byte[] changed = outer.clone();
                new Udp().wrap(new UnsafeBuffer(changed), udpOffset).length(length);
                int data = length - Udp.HEADER_LENGTH;
                DropReason expected;
                if (data < 4 || length > right) {
                    expected = DropReason.BAD_UDP;
                } else {
                    // 8 of header, 8 of IV, 16 of ICV and 4 or 8 or ... between: shorter ones can be no ESP.
                    boolean isPossible = data >= 36 && data % 4 == 0;
                    expected = isPossible ? DropReason.BAD_ICV : DropReason.SHORT_ESP;
                }
                c.counts(() -> c.deliver(c.outside, changed), WorkerCounter.RECEIVED, expected);
            }
            assertUntouched(c);
            c.counts(() -> c.deliver(c.outside, outer),
                WorkerCounter.RECEIVED, WorkerCounter.DECAPSULATED, WorkerCounter.SENT);
        });
    }

    /** What lies behind the datagram inside the IP packet is nobody's. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldIgnoreWhatLiesBehindTheDatagram(boolean isIpv6) {
        Pair.with(options -> options.outer(isIpv6, true), (b, c) -> {
            byte[] outer = sealed(b, isIpv6);
            int udpOffset = TestFrames.header(outer).payloadOffset();
            byte[] datagram = Arrays.copyOfRange(outer, udpOffset, outer.length);
            byte[] longer = TestFrames.payload(OUTSIDE_MAC, TestFrames.source(outer), TestFrames.destination(outer),
                IpProtocol.UDP, Arrays.copyOf(datagram, datagram.length + 7));
            c.counts(() -> c.deliver(c.outside, longer),
                WorkerCounter.RECEIVED, WorkerCounter.DECAPSULATED, WorkerCounter.SENT);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRefuseOtherPortsAndEspWithoutUdp(boolean isIpv6) {
        Pair.with(options -> options.outer(isIpv6, true), (b, c) -> {
            byte[] outer = sealed(b, isIpv6);
            int udpOffset = TestFrames.header(outer).payloadOffset();
            byte[] otherSource = outer.clone();
            new Udp().wrap(new UnsafeBuffer(otherSource), udpOffset).sourcePort(GatewayFixture.B_UDP_PORT + 1);
            c.counts(() -> c.deliver(c.outside, otherSource),
                WorkerCounter.RECEIVED, DropReason.WRONG_OUTER_ADDRESS);
            byte[] elsewhere = outer.clone();
            new Udp().wrap(new UnsafeBuffer(elsewhere), udpOffset).destinationPort(GatewayFixture.C_UDP_PORT + 1);
            c.counts(() -> c.deliver(c.outside, elsewhere), WorkerCounter.RECEIVED, DropReason.NOT_SERVED);
            byte[] bare = TestFrames.payload(OUTSIDE_MAC, TestFrames.source(outer), TestFrames.destination(outer),
                IpProtocol.ESP, Arrays.copyOfRange(outer, udpOffset + Udp.HEADER_LENGTH, outer.length));
            c.counts(() -> c.deliver(c.outside, bare), WorkerCounter.RECEIVED, DropReason.WRONG_OUTER_ADDRESS);
            assertUntouched(c);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeNoUdpForAnSaWithout(boolean isIpv6) {
        Pair.with(options -> options.outer(isIpv6, false), (b, c) -> {
            byte[] outer = sealed(b, isIpv6);
            byte[] esp = Arrays.copyOfRange(outer, TestFrames.header(outer).payloadOffset(), outer.length);
            byte[] inUdp = TestFrames.udp(OUTSIDE_MAC, TestFrames.source(outer), TestFrames.destination(outer),
                GatewayFixture.B_UDP_PORT, GatewayFixture.B_UDP_PORT, esp);
            c.counts(() -> c.deliver(c.outside, inUdp), WorkerCounter.RECEIVED, DropReason.NOT_SERVED);
            assertUntouched(c);
        });
    }

    private static void expect(GatewayFixture c, boolean isIpv6, DropReason reason, int... data) {
        byte[] bytes = new byte[data.length];
        for (int i = 0; i < data.length; i++) {
            bytes[i] = (byte)data[i];
        }
        byte[] frame = TestFrames.udp(OUTSIDE_MAC, GatewayFixture.outsideAddress(true, isIpv6),
            GatewayFixture.outsideAddress(false, isIpv6), GatewayFixture.B_UDP_PORT, GatewayFixture.C_UDP_PORT, bytes);
        c.counts(() -> c.deliver(c.outside, frame), WorkerCounter.RECEIVED, reason);
    }

    private static byte[] sealed(GatewayFixture b, boolean isIpv6) {
        IpAddress a = GatewayFixture.host(true, isIpv6);
        b.deliver(b.inside, TestFrames.ofLength(GatewayFixture.INSIDE_MAC, a, GatewayFixture.host(false, isIpv6), 90,
            true));
        return TestFrames.outer(b);
    }

    private static void assertUntouched(GatewayFixture c) {
        assertEquals(0, c.inboundSa.replayWindow().highestSequence());
        assertEquals(0, c.inboundSa.packetsCharged());
        assertEquals(0, c.inboundSa.packets());
        assertEquals(List.of(), c.inside.takeSent());
    }
}
