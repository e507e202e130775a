package dev.narrows.worker;

import static dev.narrows.worker.FamilyGateway.HOST_MAC;
import static dev.narrows.worker.FamilyGateway.INSIDE_MAC;
import static dev.narrows.worker.FamilyGateway.OUTSIDE_MAC;
import static dev.narrows.worker.FamilyGateway.PEER_MAC;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv6FrameBuilder;
import dev.narrows.wire.TestPackets;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A worker with a tunnel of each combination of families, inside and outside. */
class FamiliesTest {
    private final IpHeader header = new IpHeader();

    @ParameterizedTest(name = "outer IPv6 {0}, inner IPv6 {1}")
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void shouldCarryPacketsOfEverySizeThatFits(boolean isOuterV6, boolean isInnerV6) {
        try (FamilyGateway b = new FamilyGateway(true, isOuterV6, isInnerV6);
            FamilyGateway c = new FamilyGateway(false, isOuterV6, isInnerV6)) {
            int headers = isInnerV6 ? 48 : 28;
            for (int length = headers; length <= largest(isOuterV6); length++) {
                byte[] packet = fromA(isInnerV6, length);
                b.deliver(b.inside, frame(packet, INSIDE_MAC));
                byte[] outer = only(b.outside.takeSent());
                assertTrue(parse(outer), "length " + length);
                assertEquals(isOuterV6, header.isIpv6());
                assertEquals(IpProtocol.ESP, header.protocol());
                assertEquals(isOuterV6, header.isIpv6() && header.ipv6().flowLabel() != 0);
                assertEquals(PEER_MAC, new Ethernet().wrap(new UnsafeBuffer(outer), 0).destination());

                c.deliver(c.outside, frame(TestPackets.packetOf(outer), OUTSIDE_MAC));
                byte[] delivered = only(c.inside.takeSent());
                assertEquals(HOST_MAC, new Ethernet().wrap(new UnsafeBuffer(delivered), 0).destination());
                header.parse(new UnsafeBuffer(packet), 0, packet.length);
                header.decrementTtl();
                header.decrementTtl();
                assertArrayEquals(packet, TestPackets.packetOf(delivered), "length " + length);
            }
            assertEquals(0, b.dropped() + c.dropped());
        }
    }

    @ParameterizedTest(name = "outer IPv6 {0}, inner IPv6 {1}")
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void shouldTellTheExactMtuInTheSendersFamily(boolean isOuterV6, boolean isInnerV6) {
        try (FamilyGateway b = new FamilyGateway(true, isOuterV6, isInnerV6)) {
            byte[] packet = fromA(isInnerV6, largest(isOuterV6) + 1);
            b.deliver(b.inside, frame(packet, INSIDE_MAC));

            assertEquals(List.of(), b.outside.takeSent());
            byte[] error = only(b.inside.takeSent());
            assertTrue(parse(error));
            assertEquals(FamilyGateway.insideAddress(true, isInnerV6), source());
            assertEquals(FamilyGateway.host(true, isInnerV6), destination());
            assertEquals(largest(isOuterV6), toldMtu(error));
            int quoteOffset = header.payloadOffset() + 8;
            assertArrayEquals(Arrays.copyOf(packet, error.length - quoteOffset),
                Arrays.copyOfRange(error, quoteOffset, error.length));
            assertEquals(isInnerV6 ? 1280 : 576, error.length - Ethernet.HEADER_LENGTH);
            assertEquals(1, b.count(DropReason.TOO_BIG));
            assertEquals(1, b.count(WorkerCounter.TOO_BIG_SENT));
        }
    }

    @ParameterizedTest(name = "outer IPv6 {0}")
    @CsvSource({"false", "true"})
    void shouldNeverTellAnIpv6SenderLessThan1280AndFragmentOutsideInstead(boolean isOuterV6) {
        try (FamilyGateway b = new FamilyGateway(true, isOuterV6, true);
            FamilyGateway c = new FamilyGateway(false, isOuterV6, true)) {
            b.order(worker -> worker.onSetPathMtu(0, 1280, false));
            b.deliver(b.inside, frame(fromA(true, 1281), INSIDE_MAC));
            assertEquals(1280, toldMtu(only(b.inside.takeSent())));

            byte[] packet = fromA(true, 1280);
            b.deliver(b.inside, frame(packet, INSIDE_MAC));
            List<byte[]> fragments = b.outside.takeSent();
            assertEquals(2, fragments.size());
            for (byte[] fragment : fragments.reversed()) {
                assertTrue(fragment.length - Ethernet.HEADER_LENGTH <= 1280);
                assertTrue(parse(fragment));
                assertTrue(header.isFragment());
                assertEquals(isOuterV6, header.isIpv6());
                c.deliver(c.outside, frame(TestPackets.packetOf(fragment), OUTSIDE_MAC));
            }
            assertEquals(1280, only(c.inside.takeSent()).length - Ethernet.HEADER_LENGTH);
            assertEquals(1, c.count(WorkerCounter.REASSEMBLED));
        }
    }

    @ParameterizedTest(name = "outer IPv6 {0}, inner IPv6 {1}")
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void shouldHandOverClaimWithWhatItsLedgerHolds(boolean isOuterV6, boolean isInnerV6) {
        try (FamilyGateway b = new FamilyGateway(true, isOuterV6, isInnerV6)) {
            b.deliver(b.inside, frame(fromA(isInnerV6, largest(isOuterV6)), INSIDE_MAC));
            byte[] outer = TestPackets.packetOf(only(b.outside.takeSent()));
            IpAddress ours = FamilyGateway.outsideAddress(true, isOuterV6);
            IpAddress theirs = FamilyGateway.outsideAddress(false, isOuterV6);
            byte[] quote = Arrays.copyOf(outer, isOuterV6 ? 48 : 28);
            byte[] claim = isOuterV6
                ? new Ipv6FrameBuilder().addresses(theirs, ours).icmp(Icmpv6.PACKET_TOO_BIG, 0, 1400, quote).packet()
                : new FrameBuilder().addresses(theirs.ipv4(), ours.ipv4()).icmp(3, 4, 1400, quote).packet();
            b.deliver(b.outside, frame(claim, OUTSIDE_MAC));
            assertEquals(List.of("claim " + theirs + " 1400 about " + ours + " to " + theirs
                + " spi 1001 seq 1 sent " + outer.length + " inner " + (isInnerV6 ? 48 : 28)), b.seen);
            assertEquals(1, b.count(DropReason.ICMP_TAKEN));
        }
    }

    @Test
    void shouldKnowOfFragmentsOverIpv6WhatRoutersMaySayOfThem() {
        try (FamilyGateway b = new FamilyGateway(true, true, true)) {
            b.order(worker -> worker.onSetPathMtu(0, 1300, false));
            b.deliver(b.inside, frame(fromA(true, 1280), INSIDE_MAC));
            byte[] first = TestPackets.packetOf(b.outside.takeSent().getFirst());
            IpAddress ours = FamilyGateway.outsideAddress(true, true);
            IpAddress theirs = FamilyGateway.outsideAddress(false, true);
            byte[] claim = new Ipv6FrameBuilder().addresses(theirs, ours)
                .icmp(Icmpv6.PACKET_TOO_BIG, 0, 1280, Arrays.copyOf(first, 64)).packet();
            b.deliver(b.outside, frame(claim, OUTSIDE_MAC));
            assertEquals(List.of("claim " + theirs + " 1280 about " + ours + " to " + theirs
                + " spi 1001 seq 1 sent 1300 inner 48"), b.seen);
        }
    }

    @ParameterizedTest(name = "inner IPv6 {0}")
    @CsvSource({"false", "true"})
    void shouldTellTheSenderOfALostPacketOnCommand(boolean isInnerV6) {
        try (FamilyGateway b = new FamilyGateway(true, true, isInnerV6)) {
            b.order(worker -> worker.onReportTooBig(Arrays.copyOf(fromA(isInnerV6, 1400), 48), 1300));
            assertEquals(1300, toldMtu(only(b.inside.takeSent())));
            b.order(worker -> worker.onReportTooBig(Arrays.copyOf(fromA(isInnerV6, 1400), 48), 1000));
            assertEquals(isInnerV6 ? 1280 : 1000, toldMtu(only(b.inside.takeSent())));
            b.order(worker -> worker.onReportTooBig(new byte[48], 1300));
            assertEquals(1, b.count(WorkerCounter.ICMP_FORBIDDEN));
        }
    }

    @ParameterizedTest(name = "inner IPv6 {0}")
    @CsvSource({"false", "true"})
    void shouldTellThatTheHopLimitRanOut(boolean isInnerV6) {
        try (FamilyGateway b = new FamilyGateway(true, true, isInnerV6)) {
            byte[] packet = fromA(isInnerV6, 100);
            header.parse(new UnsafeBuffer(packet), 0, packet.length);
            while (header.ttl() > 1) {
                header.decrementTtl();
            }
            b.deliver(b.inside, frame(packet, INSIDE_MAC));
            byte[] error = only(b.inside.takeSent());
            assertTrue(parse(error));
            int expected = isInnerV6 ? Icmpv6.TIME_EXCEEDED << 8 : Icmpv4.TIME_EXCEEDED << 8;
            assertEquals(expected, header.sourcePort());
            assertEquals(1, b.count(DropReason.TTL_EXPIRED));
        }
    }

    private int toldMtu(byte[] error) {
        assertTrue(parse(error));
        UnsafeBuffer buffer = new UnsafeBuffer(error);
        int length = header.payloadLength();
        if (header.isIpv6()) {
            Icmpv6 icmp = new Icmpv6().wrap(buffer, header.payloadOffset());
            assertTrue(icmp.isPacketTooBig());
            assertTrue(icmp.isChecksumRight(header.pseudoHeaderSum(IpProtocol.ICMPV6, length), length));
            return (int)icmp.mtu();
        }
        Icmpv4 icmp = new Icmpv4().wrap(buffer, header.payloadOffset());
        assertTrue(icmp.isFragmentationNeeded());
        assertTrue(icmp.isChecksumRight(length));
        return icmp.nextHopMtu();
    }

    private boolean parse(byte[] frame) {
        return header.parse(new UnsafeBuffer(frame), Ethernet.HEADER_LENGTH, frame.length - Ethernet.HEADER_LENGTH);
    }

    private IpAddress source() {
        return new IpAddress(header.sourceHigh(), header.sourceLow());
    }

    private IpAddress destination() {
        return new IpAddress(header.destinationHigh(), header.destinationLow());
    }

    /** AES-GCM: 8 of ESP, 8 of IV, 16 of ICV, and 2 of trailer in units of 4. */
    private static int largest(boolean isOuterV6) {
        return isOuterV6 ? 1426 : 1446;
    }

    /** A UDP datagram from a to d, with DF where there is such. */
    private static byte[] fromA(boolean isV6, int length) {
        IpAddress a = FamilyGateway.host(true, isV6);
        IpAddress d = FamilyGateway.host(false, isV6);
        return isV6 ? new Ipv6FrameBuilder().addresses(a, d).udp(40000, 5001, TestPackets.pattern(length - 48)).packet()
            : new FrameBuilder().addresses(a.ipv4(), d.ipv4()).dontFragment(true)
                .udp(40000, 5001, TestPackets.pattern(length - 28)).packet();
    }

    private static byte[] frame(byte[] packet, long mac) {
        byte[] frame = new byte[Ethernet.HEADER_LENGTH + packet.length];
        System.arraycopy(packet, 0, frame, Ethernet.HEADER_LENGTH, packet.length);
        new Ethernet().wrap(new UnsafeBuffer(frame), 0).destination(mac).source(0x02_00_00_00_00_AAL)
            .type(packet[0] >>> 4 == 6 ? Ethernet.TYPE_IPV6 : Ethernet.TYPE_IPV4);
        return frame;
    }

    private static byte[] only(List<byte[]> frames) {
        assertEquals(1, frames.size());
        return frames.getFirst();
    }
}
