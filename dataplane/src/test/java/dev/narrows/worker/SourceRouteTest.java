package dev.narrows.worker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.pmtu.DfPolicy;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv6;
import dev.narrows.wire.Ipv6FrameBuilder;
import dev.narrows.wire.TestPackets;
import java.util.Arrays;
import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What echo requests bring between their IP header and ICMP is not in our answers (RFC 7126 4.3 to 4.5, RFC 5095). */
class SourceRouteTest {
    private static final byte[] DATA = TestPackets.pattern(16);
    private static final IpAddress ROUTER = IpAddress.parse("2001:db8:1::1");
    private static final IpAddress US = IpAddress.parse("2001:db8:1::2");

    private final GatewayFixture b = GatewayFixture.b(DfPolicy.COPY);

    @AfterEach
    void shouldHaveEndedEveryPacketOnce() {
        b.close();
    }

    /** Loose and strict source routes, record route, timestamp, the longest options, and a router alert. */
    @ParameterizedTest
    @ValueSource(strings = {
        "830704cb00710500", "890704cb00710500", "830708cb00710500", "070704000000000000000000", "4408050000000000",
        "832704cb007105cb007106cb007107cb007108cb007109cb00710acb00710bcb00710ccb00710d00", "94040000"})
    void shouldAnswerIpv4WithoutOptions(String options) {
        b.counts(() -> b.deliver(b.outside, withOptions(HexFormat.of().parseHex(options))),
            WorkerCounter.RECEIVED, WorkerCounter.SENT);
        byte[] reply = TestFrames.only(b.outside.takeSent());
        IpHeader header = TestFrames.header(reply);
        assertEquals(Ipv4.MIN_HEADER_LENGTH, header.headerLength());
        assertAnswer(reply, header, IpAddress.ofIpv4(GatewayFixture.B_OUTSIDE), IpAddress.ofIpv4(GatewayFixture.R1));
        Icmpv4 icmp = new Icmpv4().wrap(new UnsafeBuffer(reply), header.payloadOffset());
        assertEquals(Icmpv4.ECHO_REPLY, icmp.type());
        assertTrue(icmp.isChecksumRight(header.payloadLength()));
    }

    @Test
    void shouldAnswerIpv6WithoutExtensionHeaders() {
        byte[] request = new Ipv6FrameBuilder().macs(GatewayFixture.ROUTER_MAC, GatewayFixture.OUTSIDE_MAC)
            .addresses(ROUTER, US).options(IpProtocol.DESTINATION_OPTIONS, 16)
            .extension(IpProtocol.ROUTING, routing(0)).icmp(Icmpv6.ECHO_REQUEST, 0, 1, DATA).frame();
        b.counts(() -> b.deliver(b.outside, request), WorkerCounter.RECEIVED, WorkerCounter.SENT);
        byte[] reply = TestFrames.only(b.outside.takeSent());
        IpHeader header = TestFrames.header(reply);
        assertEquals(Ipv6.HEADER_LENGTH, header.headerLength());
        assertAnswer(reply, header, US, ROUTER);
        Icmpv6 icmp = new Icmpv6().wrap(new UnsafeBuffer(reply), header.payloadOffset());
        assertEquals(Icmpv6.ECHO_REPLY, icmp.type());
        assertTrue(icmp.isChecksumRight(
            header.pseudoHeaderSum(IpProtocol.ICMPV6, header.payloadLength()), header.payloadLength()));
    }

    /** RFC 8200 4.4, RFC 5095 3: with segments left it is for others, and whoever knows no such route discards it. */
    @Test
    void shouldNotAnswerAsAStopOnAnIpv6SourceRoute() {
        byte[] request = new Ipv6FrameBuilder().macs(GatewayFixture.ROUTER_MAC, GatewayFixture.OUTSIDE_MAC)
            .addresses(ROUTER, US).options(IpProtocol.HOP_BY_HOP, 8)
            .extension(IpProtocol.ROUTING, routing(1)).icmp(Icmpv6.ECHO_REQUEST, 0, 1, DATA).frame();
        b.counts(() -> b.deliver(b.outside, request), WorkerCounter.RECEIVED, DropReason.SOURCE_ROUTE);
    }

    private static void assertAnswer(byte[] reply, IpHeader header, IpAddress from, IpAddress to) {
        assertEquals(from, TestFrames.source(reply));
        assertEquals(to, TestFrames.destination(reply));
        assertEquals(64, header.ttl());
        assertArrayEquals(DATA, Arrays.copyOfRange(reply, reply.length - DATA.length, reply.length));
        assertEquals(8 + DATA.length, header.payloadLength());
    }

    /** A type 0 routing header of one address. */
    private static byte[] routing(int segmentsLeft) {
        byte[] header = new byte[24];
        header[1] = 2;
        header[3] = (byte)segmentsLeft;
        System.arraycopy(HexFormat.of().parseHex("20010db8000900000000000000000005"), 0, header, 8, 16);
        return header;
    }

    private static byte[] withOptions(byte[] options) {
        int header = Ipv4.MIN_HEADER_LENGTH + options.length;
        int length = header + 8 + DATA.length;
        byte[] frame = new byte[Ethernet.HEADER_LENGTH + length];
        UnsafeBuffer buffer = new UnsafeBuffer(frame);
        new Ethernet().wrap(buffer, 0).destination(GatewayFixture.OUTSIDE_MAC).source(GatewayFixture.ROUTER_MAC)
            .type(Ethernet.TYPE_IPV4);
        buffer.putBytes(Ethernet.HEADER_LENGTH + Ipv4.MIN_HEADER_LENGTH, options);
        buffer.putBytes(frame.length - DATA.length, DATA);
        new Ipv4().wrap(buffer, Ethernet.HEADER_LENGTH).headerLength(header).tos(0).totalLength(length)
            .identification(1)
            .fragment(true, false, 0).ttl(9).protocol(IpProtocol.ICMP).source(GatewayFixture.R1)
            .destination(GatewayFixture.B_OUTSIDE).computeChecksum();
        new Icmpv4().wrap(buffer, Ethernet.HEADER_LENGTH + header).type(Icmpv4.ECHO_REQUEST)
            .computeChecksum(8 + DATA.length);
        return frame;
    }
}
