package dev.narrows.worker;

import static dev.narrows.worker.GatewayFixture.A;
import static dev.narrows.worker.GatewayFixture.B_INSIDE;
import static dev.narrows.worker.GatewayFixture.B_OUTSIDE;
import static dev.narrows.worker.GatewayFixture.B_TO_C;
import static dev.narrows.worker.GatewayFixture.C_OUTSIDE;
import static dev.narrows.worker.GatewayFixture.D;
import static dev.narrows.worker.GatewayFixture.HOST_MAC;
import static dev.narrows.worker.GatewayFixture.INSIDE_MAC;
import static dev.narrows.worker.GatewayFixture.OUTSIDE_MAC;
import static dev.narrows.worker.GatewayFixture.R1;
import static dev.narrows.worker.GatewayFixture.ROUTER_MAC;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.packet.PacketLayout;
import dev.narrows.pmtu.ClaimLimiter;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.wire.Esp;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv4Address;
import dev.narrows.wire.TestPackets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkerTest {
    private static final int INSIDE = 0;
    private static final int OUTSIDE = 1;
    private final GatewayFixture b = GatewayFixture.b(DfPolicy.COPY);
    private final GatewayFixture c = GatewayFixture.c(DfPolicy.COPY);

    @AfterEach
    void shouldHaveEndedEveryPacketOnce() {
        b.close();
        c.close();
    }

    @Test
    void shouldCarryPacketThroughTunnelWithTtlDecrementedOnceAtEachGateway() {
        byte[] frame = toGateway(TestPackets.ipv4OfLength(A, D, 500, true), INSIDE_MAC);
        b.deliver(b.inside, frame);
        byte[] outer = only(b.outside.takeSent());
        Ipv4 outerHeader = ipv4(outer);
        assertEquals(IpProtocol.ESP, outerHeader.protocol());
        assertEquals(B_OUTSIDE, outerHeader.source());
        assertEquals(C_OUTSIDE, outerHeader.destination());
        assertEquals(ROUTER_MAC, new Ethernet().wrap(new UnsafeBuffer(outer), 0).destination());
        assertEquals(OUTSIDE_MAC, new Ethernet().wrap(new UnsafeBuffer(outer), 0).source());

        c.deliver(c.outside, toGateway(outer, OUTSIDE_MAC));
        byte[] delivered = only(c.inside.takeSent());

        byte[] expected = frame.clone();
        Ipv4 expectedHeader = ipv4(expected);
        expectedHeader.decrementTtl();
        expectedHeader.decrementTtl();
        assertArrayEquals(TestPackets.packetOf(expected), TestPackets.packetOf(delivered));
        assertEquals(HOST_MAC, new Ethernet().wrap(new UnsafeBuffer(delivered), 0).destination());
        assertEquals(1, b.count(WorkerCounter.ENCAPSULATED));
        assertEquals(1, c.count(WorkerCounter.DECAPSULATED));
        assertEquals(0, b.counters.dropped());
        assertEquals(0, c.counters.dropped());
    }

    @Test
    void shouldTellExactMtuWhenOneByteTooBigAndSendNothing() {
        b.deliver(b.inside, toGateway(TestPackets.ipv4OfLength(A, D, 1446, true), INSIDE_MAC));
        assertEquals(1500 + Ethernet.HEADER_LENGTH, only(b.outside.takeSent()).length);

        byte[] tooBig = toGateway(TestPackets.ipv4OfLength(A, D, 1447, true), INSIDE_MAC);
        b.deliver(b.inside, tooBig);

        assertEquals(List.of(), b.outside.takeSent());
        byte[] error = only(b.inside.takeSent());
        Ipv4 header = ipv4(error);
        assertEquals(B_INSIDE, header.source());
        assertEquals(A, header.destination());
        assertTrue(header.isChecksumRight());
        Icmpv4 icmp = new Icmpv4().wrap(new UnsafeBuffer(error), header.payloadOffset());
        assertTrue(icmp.isFragmentationNeeded());
        assertTrue(icmp.isChecksumRight(header.payloadLength()));
        assertEquals(1446, icmp.nextHopMtu());
        int quoteOffset = header.payloadOffset() + Icmpv4.HEADER_LENGTH;
        assertArrayEquals(Arrays.copyOfRange(tooBig, Ethernet.HEADER_LENGTH, Ethernet.HEADER_LENGTH + 548),
            Arrays.copyOfRange(error, quoteOffset, error.length));
        assertEquals(1, b.count(DropReason.TOO_BIG));
        assertEquals(1, b.count(WorkerCounter.TOO_BIG_SENT));
    }

    @Test
    void shouldAnswerEchoWithoutDfSoThatItFitsNarrowerWayBack() {
        b.path.learn(1000, false);
        byte[] request = new FrameBuilder().addresses(D, B_INSIDE).dontFragment(true)
            .icmp(Icmpv4.ECHO_REQUEST, 0, 1, TestPackets.pattern(1200)).frame();
        c.deliver(c.inside, toGateway(request, INSIDE_MAC));
        byte[] sealed = toGateway(only(c.outside.takeSent()), OUTSIDE_MAC);
        b.deliver(b.outside, sealed);
        assertEquals(0, b.count(DropReason.TOO_BIG));
        for (byte[] answer : b.outside.takeSent()) {
            c.deliver(c.outside, toGateway(answer, OUTSIDE_MAC));
        }
        List<byte[]> parts = c.inside.takeSent();
        assertEquals(2, parts.size());
        assertTrue(parts.stream().allMatch(part -> ipv4(part).isFragment() && ipv4(part).destination() == D));
    }

    @Test
    void shouldFragmentBeforeEncryptionWithoutDf() {
        byte[] frame = toGateway(TestPackets.ipv4OfLength(A, D, 1500, false), INSIDE_MAC);
        b.deliver(b.inside, frame);

        List<byte[]> sent = b.outside.takeSent();
        assertEquals(2, sent.size());
        int payload = 0;
        for (byte[] outer : sent) {
            assertTrue(outer.length <= 1500 + Ethernet.HEADER_LENGTH);
            c.deliver(c.outside, toGateway(outer, OUTSIDE_MAC));
            payload += ipv4(only(c.inside.takeSent())).payloadLength();
        }
        assertEquals(1480, payload);
        assertEquals(1, b.count(DropReason.FRAGMENTED));
        assertEquals(2, b.count(WorkerCounter.MADE));
    }

    @Test
    void shouldFollowThePathMtuThatItIsToldWithoutDelay() {
        b.order(worker -> worker.onSetPathMtu(0, 1300, false));

        b.deliver(b.inside, toGateway(TestPackets.ipv4OfLength(A, D, 1246, true), INSIDE_MAC));
        assertEquals(1300 + Ethernet.HEADER_LENGTH, only(b.outside.takeSent()).length);
        b.deliver(b.inside, toGateway(TestPackets.ipv4OfLength(A, D, 1247, true), INSIDE_MAC));

        byte[] error = only(b.inside.takeSent());
        assertEquals(1246, new Icmpv4().wrap(new UnsafeBuffer(error), ipv4(error).payloadOffset()).nextHopMtu());
    }

    /** RFC 1812 4.2.3.3 has the next link's MTU; RFC 4301 8.2.1 what it leaves inside a tunnel. */
    @Test
    void shouldFollowWhatTheLinkTakesInClearAndForProbes() {
        b.order(worker -> worker.onSetLinkMtu(INSIDE, 1400, List.of()));
        c.deliver(c.inside, toGateway(TestPackets.ipv4OfLength(D, A, 1446, true), INSIDE_MAC));
        byte[] sealed = only(c.outside.takeSent());
        b.counts(() -> b.deliver(b.outside, toGateway(sealed, OUTSIDE_MAC)), WorkerCounter.RECEIVED,
            WorkerCounter.DECAPSULATED, DropReason.TOO_BIG, WorkerCounter.MADE, WorkerCounter.TOO_BIG_SENT,
            WorkerCounter.ENCAPSULATED, WorkerCounter.SENT);

        b.order(worker -> worker.onSetLinkMtu(OUTSIDE, 1300, List.of(0)));
        assertEquals(1300, b.path.linkMtu());
        assertEquals(1500, b.path.effectiveMtu(), "that is decided by the control plane");
        assertEquals(b.count(WorkerCounter.SENT), b.counters.taken(INSIDE) + b.counters.taken(OUTSIDE));
    }

    @Test
    void shouldHandOverClaimWithWhatItsLedgerHolds() {
        b.deliver(b.inside, toGateway(TestPackets.ipv4OfLength(A, D, 1446, true), INSIDE_MAC));
        byte[] outer = TestPackets.packetOf(only(b.outside.takeSent()));

        b.deliver(b.outside, toGateway(
            TestPackets.icmpFragmentationNeeded(R1, B_OUTSIDE, 1300, Arrays.copyOf(outer, 28)), OUTSIDE_MAC));
        byte[] forged = Arrays.copyOf(outer, 28);
        new Esp().wrap(new UnsafeBuffer(forged), Ipv4.MIN_HEADER_LENGTH).sequence(77);
        b.deliver(b.outside, toGateway(
            TestPackets.icmpFragmentationNeeded(R1, B_OUTSIDE, 1300, forged), OUTSIDE_MAC));

        assertEquals(2, b.seen.size());
        assertTrue(b.seen.get(0).startsWith("claim 192.0.1.1 1300 spi 1001 seq 1 sent 1500 inner "), b.seen.get(0));
        assertEquals("claim 192.0.1.1 1300 spi 1001 seq 77 sent -1 inner 0", b.seen.get(1));
        assertEquals(2, b.count(DropReason.ICMP_TAKEN));
        assertEquals(1500, b.path.effectiveMtu(), "the worker itself believes nothing");
    }

    @Test
    void shouldTakeTrueClaimToTheControlPlaneThroughFloodOfForgedOnes() {
        b.deliver(b.inside, toGateway(TestPackets.ipv4OfLength(A, D, 1446, true), INSIDE_MAC));
        byte[] quote = Arrays.copyOf(TestPackets.packetOf(only(b.outside.takeSent())), 28);
        byte[] forged = quote.clone();
        new Esp().wrap(new UnsafeBuffer(forged), Ipv4.MIN_HEADER_LENGTH).sequence(77);
        byte[] frame = toGateway(TestPackets.icmpFragmentationNeeded(R1, B_OUTSIDE, 1300, forged), OUTSIDE_MAC);

        for (int i = 0; i < 2 * ClaimLimiter.UNKNOWN_PER_SECOND; i++) {
            b.deliver(b.outside, frame);
        }
        b.deliver(b.outside,
            toGateway(TestPackets.icmpFragmentationNeeded(R1, B_OUTSIDE, 1300, quote), OUTSIDE_MAC));

        assertEquals(ClaimLimiter.UNKNOWN_PER_SECOND, b.count(DropReason.CLAIM_FLOOD));
        assertEquals(ClaimLimiter.UNKNOWN_PER_SECOND + 1, b.seen.size());
        assertTrue(b.seen.getLast().startsWith("claim 192.0.1.1 1300 spi 1001 seq 1 sent 1500 "), b.seen::getLast);
    }

    @Test
    void shouldNotKeepInLedgerWhatMayBeFragmentedOnTheWay() {
        b.deliver(b.inside, toGateway(TestPackets.ipv4OfLength(A, D, 1400, false), INSIDE_MAC));
        byte[] outer = TestPackets.packetOf(only(b.outside.takeSent()));
        b.deliver(b.outside, toGateway(
            TestPackets.icmpFragmentationNeeded(R1, B_OUTSIDE, 1300, Arrays.copyOf(outer, 28)), OUTSIDE_MAC));

        assertEquals(List.of("claim 192.0.1.1 1300 spi 1001 seq 1 sent -1 inner 0"), b.seen);
    }

    @Test
    void shouldTellSenderOfLostPacketOnCommand() {
        byte[] lost = Arrays.copyOf(TestPackets.packetOf(TestPackets.ipv4OfLength(A, D, 1446, true)), 44);
        b.order(worker -> worker.onReportTooBig(lost, 1246));

        byte[] error = only(b.inside.takeSent());
        assertEquals(A, ipv4(error).destination());
        Icmpv4 icmp = new Icmpv4().wrap(new UnsafeBuffer(error), ipv4(error).payloadOffset());
        assertEquals(1246, icmp.nextHopMtu());
        assertArrayEquals(lost,
            Arrays.copyOfRange(error, ipv4(error).payloadOffset() + Icmpv4.HEADER_LENGTH, error.length));
    }

    /** With df: set, the outer packet had DF and the sender's had not. */
    @Test
    void shouldNotTellSenderWhoLeftDfClear() {
        byte[] lost = Arrays.copyOf(TestPackets.packetOf(TestPackets.ipv4OfLength(A, D, 1446, false)), 44);
        b.order(worker -> worker.onReportTooBig(lost, 1246));

        assertEquals(List.of(), b.inside.takeSent());
        assertEquals(1, b.count(WorkerCounter.ICMP_FORBIDDEN));
    }

    @Test
    void shouldReassembleFragmentedEspBeforeOpeningIt() {
        b.deliver(b.inside, toGateway(TestPackets.ipv4OfLength(A, D, 1400, false), INSIDE_MAC));
        byte[] outer = only(b.outside.takeSent());

        for (byte[] fragment : TestFragments.split(outer, 800)) {
            c.deliver(c.outside, toGateway(fragment, OUTSIDE_MAC));
        }

        assertEquals(1400, ipv4(only(c.inside.takeSent())).totalLength());
        assertEquals(1, c.count(WorkerCounter.REASSEMBLED));
        assertEquals(2, c.count(DropReason.FRAGMENT_TAKEN));
    }

    @Test
    void shouldGiveUpFragmentsThatDoNotComeInTime() {
        b.deliver(b.inside, toGateway(TestPackets.ipv4OfLength(A, D, 1400, false), INSIDE_MAC));
        List<byte[]> fragments = TestFragments.split(only(b.outside.takeSent()), 800);

        c.deliver(c.outside, toGateway(fragments.get(0), OUTSIDE_MAC));
        c.advance(1, TimeUnit.MINUTES);
        c.cycle();
        c.deliver(c.outside, toGateway(fragments.get(1), OUTSIDE_MAC));

        assertEquals(List.of(), c.inside.takeSent());
        assertEquals(1, c.count(WorkerCounter.REASSEMBLY_TIMEOUTS));
    }

    @Test
    void shouldDropReplayedAndTamperedPackets() {
        b.deliver(b.inside, toGateway(TestPackets.ipv4OfLength(A, D, 100, true), INSIDE_MAC));
        byte[] outer = toGateway(only(b.outside.takeSent()), OUTSIDE_MAC);
        byte[] tampered = outer.clone();
        tampered[tampered.length - 20] ^= 1;

        c.deliver(c.outside, tampered);
        c.deliver(c.outside, outer);
        c.deliver(c.outside, outer);

        assertEquals(1, c.inside.takeSent().size());
        assertEquals(1, c.count(DropReason.BAD_ICV));
        assertEquals(1, c.count(DropReason.REPLAYED));
    }

    @Test
    void shouldPassEightCopiesInOneBurstOnce() {
        b.deliver(b.inside, toGateway(TestPackets.ipv4OfLength(A, D, 100, true), INSIDE_MAC));
        byte[] outer = toGateway(only(b.outside.takeSent()), OUTSIDE_MAC);
        for (int i = 0; i < 8; i++) {
            c.outside.inject(outer);
        }
        c.cycle();

        assertEquals(1, c.inside.takeSent().size());
        assertEquals(7, c.count(DropReason.REPLAYED));
    }

    @Test
    void shouldDropWhatIsOutsideTheSelectorsOfItsSa() {
        // b's policy is widened behind c's back: c must not let the packet in.
        int stranger = Ipv4Address.parse("10.3.0.2");
        byte[] inner = TestPackets.packetOf(TestPackets.ipv4OfLength(A, D, 100, true));
        new Ipv4().wrap(new UnsafeBuffer(inner), 0).source(stranger).computeChecksum();
        c.deliver(c.outside, TestEsp.seal(b.outboundSa, inner, OUTSIDE_MAC));

        assertEquals(List.of(), c.inside.takeSent());
        assertEquals(1, c.count(DropReason.SELECTOR_MISMATCH));
    }

    @Test
    void shouldDropCleartextFromUnprotectedSide() {
        c.deliver(c.outside, toGateway(TestPackets.ipv4OfLength(A, D, 100, true), OUTSIDE_MAC));

        assertEquals(1, c.count(DropReason.CLEARTEXT_FROM_UNPROTECTED));
        assertEquals(List.of(), c.inside.takeSent());
    }

    @Test
    void shouldDropWhatNoPolicyProtects() {
        b.deliver(b.inside, toGateway(TestPackets.ipv4OfLength(A, C_OUTSIDE, 100, true), INSIDE_MAC));

        assertEquals(1, b.count(DropReason.NO_POLICY));
        assertEquals(List.of(), b.outside.takeSent());
    }

    @Test
    void shouldReportExpiredTimeToLive() {
        byte[] frame = new FrameBuilder().addresses(A, D).ttl(1).udp(1, 2, new byte[8]).frame();
        b.deliver(b.inside, toGateway(frame, INSIDE_MAC));

        byte[] error = only(b.inside.takeSent());
        assertEquals(Icmpv4.TIME_EXCEEDED,
            new Icmpv4().wrap(new UnsafeBuffer(error), ipv4(error).payloadOffset()).type());
        assertEquals(1, b.count(DropReason.TTL_EXPIRED));
    }

    @Test
    void shouldAnswerEchoInClearAndThroughTheTunnel() {
        b.deliver(b.inside, toGateway(TestPackets.icmpEcho(A, B_INSIDE, 7, 1, 56), INSIDE_MAC));
        byte[] reply = only(b.inside.takeSent());
        Icmpv4 icmp = new Icmpv4().wrap(new UnsafeBuffer(reply), ipv4(reply).payloadOffset());
        assertEquals(Icmpv4.ECHO_REPLY, icmp.type());
        assertTrue(icmp.isChecksumRight(ipv4(reply).payloadLength()));
        assertEquals(A, ipv4(reply).destination());

        b.deliver(b.inside, toGateway(TestPackets.icmpEcho(A, GatewayFixture.C_INSIDE, 7, 2, 56), INSIDE_MAC));
        c.deliver(c.outside, toGateway(only(b.outside.takeSent()), OUTSIDE_MAC));
        b.deliver(b.outside, toGateway(only(c.outside.takeSent()), OUTSIDE_MAC));
        byte[] farReply = only(b.inside.takeSent());
        assertEquals(GatewayFixture.C_INSIDE, ipv4(farReply).source());
        assertTrue(ipv4(farReply).isChecksumRight());
    }

    @Test
    void shouldLetPacketWaitForItsNeighbourAtTheControlPlane() {
        int unknown = Ipv4Address.parse("10.1.0.99");
        byte[] inner = TestPackets.packetOf(TestPackets.ipv4OfLength(D, unknown, 100, true));
        b.deliver(b.outside, TestEsp.seal(c.outboundSa, inner, OUTSIDE_MAC));

        assertEquals(List.of("neighbour 0 10.1.0.99 114"), b.seen);
        assertEquals(1, b.count(DropReason.NEIGHBOUR_AWAITED));
    }

    @Test
    void shouldHandArpToTheControlPlane() {
        b.deliver(b.inside, TestPackets.arpRequest(HOST_MAC, A, B_INSIDE));

        assertEquals(1, b.seen.size());
        assertTrue(b.seen.get(0).startsWith("arp 0 "), b.seen.get(0));
    }

    @Test
    void shouldDropMalformedFramesByReason() {
        b.deliver(b.inside, new byte[13]);
        b.deliver(b.inside, toGateway(TestPackets.ipv4OfLength(A, D, 100, true), HOST_MAC));
        byte[] unknownType = toGateway(TestPackets.ipv4OfLength(A, D, 100, true), INSIDE_MAC);
        unknownType[12] = 0x12;
        b.deliver(b.inside, unknownType);
        byte[] badChecksum = toGateway(TestPackets.ipv4OfLength(A, D, 100, true), INSIDE_MAC);
        badChecksum[Ethernet.HEADER_LENGTH + Ipv4.CHECKSUM_OFFSET] ^= 1;
        b.deliver(b.inside, badChecksum);
        b.deliver(b.inside, toGateway(
            TestPackets.ipv4OfLength(Ipv4Address.parse("127.0.0.1"), D, 100, true), INSIDE_MAC));
        b.deliver(b.inside, toGateway(TestPackets.ipv4OfLength(B_OUTSIDE, D, 100, true), INSIDE_MAC));
        b.deliver(b.inside, toGateway(
            TestPackets.ipv4OfLength(A, Ipv4Address.parse("224.0.0.1"), 100, true), INSIDE_MAC));

        assertEquals(1, b.count(DropReason.RUNT_FRAME));
        assertEquals(1, b.count(DropReason.NOT_OUR_MAC));
        assertEquals(1, b.count(DropReason.UNKNOWN_ETHERTYPE));
        assertEquals(1, b.count(DropReason.BAD_IPV4_HEADER));
        assertEquals(3, b.count(DropReason.INVALID_ADDRESS));
    }

    @Test
    void shouldNotTouchPacketThatIsNotItsOwnAlone() {
        long handle = b.pool.allocate(toGateway(TestPackets.ipv4OfLength(A, D, 100, true), INSIDE_MAC));
        UnsafeBuffer descriptor = new UnsafeBuffer(handle, PacketLayout.SIZE);
        descriptor.putShort(PacketLayout.SEGMENT_COUNT_OFFSET, (short)2);
        b.inside.injectPacket(handle);
        b.cycle();

        assertEquals(1, b.count(DropReason.BAD_BUFFER));
    }

    @Test
    void shouldStopAtTheEndOfItsLeaseAndGoOnWithAnother() {
        b.order(worker -> worker.onAddOutboundSa(b.outboundSa(5, B_TO_C, 0, 4)));
        for (int i = 0; i < 6; i++) {
            b.deliver(b.inside, toGateway(TestPackets.ipv4OfLength(A, D, 100, true), INSIDE_MAC));
        }
        assertEquals(4, b.outside.takeSent().size());
        assertEquals(2, b.count(DropReason.LEASE_EXHAUSTED));
        assertEquals(List.of("lease 5 2", "lease 5 3", "lease 5 4"), b.seen);

        b.order(worker -> worker.onExtendLease(b.tunnel.outboundSa(), 8));
        b.deliver(b.inside, toGateway(TestPackets.ipv4OfLength(A, D, 100, true), INSIDE_MAC));
        byte[] outer = only(b.outside.takeSent());
        assertEquals(5, new Esp().wrap(new UnsafeBuffer(outer), ipv4(outer).payloadOffset()).sequence());
    }

    @Test
    void shouldAnswerRemovalOfSasAndUseThemNoMore() {
        b.order(worker -> worker.onRemoveOutboundSa(b.outboundSa));
        b.order(worker -> worker.onRemoveInboundSa(b.inboundSa));
        b.deliver(b.inside, toGateway(TestPackets.ipv4OfLength(A, D, 100, true), INSIDE_MAC));
        b.deliver(b.outside,
            TestEsp.seal(c.outboundSa, TestPackets.packetOf(TestPackets.ipv4OfLength(D, A, 100, true)), OUTSIDE_MAC));

        assertEquals(List.of("released 1", "released 2"), b.seen);
        assertEquals(1, b.count(DropReason.NO_OUTBOUND_SA));
        assertEquals(1, b.count(DropReason.UNKNOWN_SPI));
    }

    @Test
    void shouldDropWhatTheDriverDoesNotTake() {
        b.outside.room(3);
        for (int i = 0; i < 5; i++) {
            b.inside.inject(toGateway(TestPackets.ipv4OfLength(A, D, 100, true), INSIDE_MAC));
        }
        b.cycle();

        assertEquals(3, b.outside.takeSent().size());
        assertEquals(2, b.count(DropReason.TRANSMIT_FULL));
    }

    @Test
    void shouldLimitErrorsToOneSenderWithoutSilencingAnother() {
        for (int i = 0; i < 50; i++) {
            b.deliver(b.inside, toGateway(TestPackets.ipv4OfLength(A, D, 1500, true), INSIDE_MAC));
        }
        int other = Ipv4Address.parse("10.1.0.3");
        b.order(worker -> worker.onSetNeighbour(0, IpAddress.ofIpv4(other), HOST_MAC));
        b.deliver(b.inside, toGateway(TestPackets.ipv4OfLength(other, D, 1500, true), INSIDE_MAC));

        List<byte[]> errors = b.inside.takeSent();
        assertEquals(11, errors.size());
        assertEquals(other, ipv4(errors.get(10)).destination());
        assertEquals(40, b.count(WorkerCounter.ICMP_LIMITED));
        assertEquals(51, b.count(DropReason.TOO_BIG));
    }

    @Test
    void shouldSendWhatItIsToldToAndForgetNeighbours() {
        byte[] frame = TestPackets.arpRequest(INSIDE_MAC, B_INSIDE, A);
        b.order(worker -> worker.onTransmit(0, frame));
        assertArrayEquals(frame, only(b.inside.takeSent()));

        b.order(worker -> worker.onRemoveNeighbour(1, IpAddress.ofIpv4(R1)));
        b.deliver(b.inside, toGateway(TestPackets.ipv4OfLength(A, D, 100, true), INSIDE_MAC));
        assertEquals(List.of("neighbour 1 192.0.1.1 170"), b.seen);
    }

    private static byte[] toGateway(byte[] frame, long macAddress) {
        byte[] copy = frame.clone();
        new Ethernet().wrap(new UnsafeBuffer(copy), 0).destination(macAddress);
        return copy;
    }

    private static byte[] only(List<byte[]> frames) {
        assertEquals(1, frames.size());
        return frames.get(0);
    }

    private static Ipv4 ipv4(byte[] frame) {
        return new Ipv4().wrap(new UnsafeBuffer(frame), Ethernet.HEADER_LENGTH);
    }
}
