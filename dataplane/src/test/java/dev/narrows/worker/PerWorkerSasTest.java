package dev.narrows.worker;

import static dev.narrows.worker.GatewayFixture.A;
import static dev.narrows.worker.GatewayFixture.B_OUTSIDE;
import static dev.narrows.worker.GatewayFixture.B_TO_C;
import static dev.narrows.worker.GatewayFixture.D;
import static dev.narrows.worker.GatewayFixture.INSIDE_MAC;
import static dev.narrows.worker.GatewayFixture.OUTSIDE_MAC;
import static dev.narrows.worker.GatewayFixture.R1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.sa.InboundSa;
import dev.narrows.sa.OutboundSa;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.wire.Esp;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.TestPackets;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A tunnel with an outbound SA for each worker (RFC 9611) besides its general one, which is the first worker's. */
class PerWorkerSasTest {
    private static final IpAddress HOST_A = IpAddress.ofIpv4(A);
    private static final IpAddress HOST_D = IpAddress.ofIpv4(D);
    private static final int OF_FIRST = 0x1101;
    private static final int OF_SECOND = 0x1102;
    private static final int OF_SECOND_LATER = 0x1103;

    private TwoWorkers b;
    private OutboundSa ofFirst;
    private OutboundSa ofSecond;

    @BeforeEach
    void start() {
        b = TwoWorkers.start(options -> options.probed(false));
        ofFirst = add(b.first, b.second, 0, 21, OF_FIRST);
        ofSecond = add(b.second, b.first, 1, 22, OF_SECOND);
        for (int spi : new int[] {OF_FIRST, OF_SECOND, OF_SECOND_LATER}) {
            b.c.order(worker -> worker.onAddInboundSa(b.c.inboundSa(spi, spi)));
        }
    }

    @AfterEach
    void stop() {
        b.close();
    }

    @Test
    void shouldSealWhereItArrivesAndHandNothingOver() {
        byte[] frame = outbound(500);
        for (int i = 1; i <= 10; i++) {
            b.first.inside.inject(frame);
            b.second.inside.inject(frame);
            b.cycle();
            assertSent(b.first, OF_FIRST, i, frame);
            assertSent(b.second, OF_SECOND, i, frame);
        }

        assertEquals(0, b.count(WorkerCounter.HANDED_OVER));
        assertEquals(10, ofFirst.packets());
        assertEquals(10, ofSecond.packets());
        assertEquals(0, b.first.outboundSa.packets());
    }

    @Test
    void shouldGoOnByTheGeneralSaWithoutOneOfItsOwn() {
        b.second.order(worker -> worker.onRemoveOutboundSa(ofSecond));
        b.first.order(worker -> worker.onRemoveOutboundSa(ofFirst));
        byte[] frame = outbound(500);
        b.second.inside.inject(frame);
        b.cycle();
        assertSent(b.first, B_TO_C, 1, frame);
        b.first.inside.inject(frame);
        b.cycle();
        assertSent(b.first, B_TO_C, 2, frame);

        assertEquals(1, b.second.count(WorkerCounter.HANDED_OVER_TO_SEAL));
        assertEquals(0, b.second.counters.dropped());
        assertEquals(List.of("released 22"), b.second.seen);
    }

    @Test
    void shouldSealAtTheTunnelsWorkerByItsOwnWhereAnotherHasNone() {
        b.second.order(worker -> worker.onRemoveOutboundSa(ofSecond));
        b.first.order(worker -> worker.onRemoveOutboundSa(b.first.outboundSa));
        byte[] frame = outbound(500);
        b.second.inside.inject(frame);
        b.cycle();

        assertSent(b.first, OF_FIRST, 1, frame);
    }

    @Test
    void shouldEndWhereNeitherIsThere() {
        b.second.order(worker -> worker.onRemoveOutboundSa(ofSecond));
        b.first.order(worker -> worker.onRemoveOutboundSa(ofFirst));
        b.first.order(worker -> worker.onRemoveOutboundSa(b.first.outboundSa));
        b.second.inside.inject(outbound(500));
        b.cycle();

        assertEquals(1, b.first.count(DropReason.NO_OUTBOUND_SA));
        assertEquals(List.of(), b.first.outside.takeSent());
    }

    @Test
    void shouldLetTheNewestOfOneWorkerTakeOver() {
        byte[] frame = outbound(500);
        OutboundSa later = add(b.second, b.first, 1, 23, OF_SECOND_LATER);
        b.second.order(worker -> worker.onRemoveOutboundSa(ofSecond));
        b.second.inside.inject(frame);
        b.cycle();
        assertSent(b.second, OF_SECOND_LATER, 1, frame);

        b.second.order(worker -> worker.onRemoveOutboundSa(later));
        b.second.inside.inject(frame);
        b.cycle();
        assertSent(b.first, OF_FIRST, 1, frame);
    }

    @Test
    void shouldLeaveTheWorkersOwnInUseWhenTheGeneralSaIsReplaced() {
        byte[] frame = outbound(500);
        b.first.order(worker -> worker.onAddOutboundSa(b.first.outboundSa(24, OF_SECOND_LATER, 0, 100)));
        b.first.order(worker -> worker.onRemoveOutboundSa(b.first.outboundSa));
        b.first.inside.inject(frame);
        b.cycle();
        assertSent(b.first, OF_FIRST, 1, frame);

        b.first.order(worker -> worker.onRemoveOutboundSa(ofFirst));
        b.first.inside.inject(frame);
        b.cycle();
        assertSent(b.first, OF_SECOND_LATER, 1, frame);
    }

    @Test
    void shouldFindTheLedgerOfTheWorkerWhoseSpiClaimQuotes() {
        for (int i = 0; i < 3; i++) {
            b.first.inside.inject(outbound(1446));
        }
        b.second.inside.inject(outbound(1440));
        b.cycle();
        List<byte[]> ofFirstSent = b.first.outside.takeSent();
        byte[] ofSecondSent = TestFrames.only(b.second.outside.takeSent());

        b.second.outside.inject(claim(ofFirstSent.get(2), 1300));
        b.first.outside.inject(claim(ofSecondSent, 1280));
        b.cycle();

        assertClaim(b.first, "claim 192.0.1.1 1300 spi 1101 seq 3 sent 1500 ");
        assertClaim(b.second, "claim 192.0.1.1 1280 spi 1102 seq 1 sent 1496 ");
    }

    @Test
    void shouldTellTheSenderOfWhatIsTooBigWhereItArrives() {
        b.second.inside.inject(outbound(1447));
        b.cycle();

        assertEquals(1446, TestFrames.mtuTold(TestFrames.only(b.second.inside.takeSent())));
        assertEquals(0, b.count(WorkerCounter.HANDED_OVER));
    }

    @Test
    void shouldSendProbesAndDummiesByTheWorkersOwn() {
        b.second.order(worker -> worker.onSendProbe(b.second.tunnel, 1300, 77));
        byte[] probe = TestFrames.outer(b.second);
        assertEquals(OF_SECOND, spi(probe));
        b.c.deliver(b.c.outside, probe);
        // The answer comes by whichever SA the peer has, here one that is the second worker's.
        b.first.outside.inject(TestFrames.outer(b.c));
        b.cycle();
        assertEquals(List.of("probe 0 77"), b.second.seen);

        b.second.order(worker -> worker.onSendDummy(b.second.tunnel, 200));
        byte[] dummy = TestFrames.outer(b.second);
        assertEquals(OF_SECOND, spi(dummy));
        b.c.counts(() -> b.c.deliver(b.c.outside, dummy), WorkerCounter.RECEIVED, DropReason.DUMMY);
    }

    /** Each inbound SA has a window of its own: what one worker sends is not old for what another sends. */
    @Test
    void shouldTakeWhatSeveralSasOfOneTunnelSentInWhicheverOrder() {
        byte[] frame = outbound(500);
        b.first.inside.inject(frame);
        b.cycle();
        byte[] early = TestFrames.outer(b.first);
        for (int i = 0; i < 2000; i++) {
            b.second.inside.inject(frame);
            b.cycle();
            b.c.deliver(b.c.outside, TestFrames.outer(b.second));
        }
        b.c.deliver(b.c.outside, early);
        assertEquals(2001, b.c.count(WorkerCounter.DECAPSULATED));
        b.c.deliver(b.c.outside, early);
        assertEquals(1, b.c.count(DropReason.REPLAYED));
    }

    @Test
    void shouldOpenWherePlacedSasAreWithoutHandingOver() {
        InboundSa placed = b.first.inboundSa(31, 0x2101);
        b.first.order(worker -> worker.onAddInboundSa(placed));
        b.second.order(worker -> worker.onSetInboundOwner(0x2101, 0));
        b.c.order(worker -> worker.onAddOutboundSa(b.c.outboundSa(32, 0x2101, 0, 100)));
        for (GatewayFixture arrivesAt : List.of(b.first, b.second)) {
            b.c.deliver(b.c.inside, TestFrames.ofLength(INSIDE_MAC, HOST_D, HOST_A, 500, false));
            arrivesAt.outside.inject(TestFrames.outer(b.c));
            b.cycle();
            assertEquals(1, b.first.inside.takeSent().size());
        }

        assertEquals(0, b.first.count(WorkerCounter.HANDED_OVER));
        assertEquals(1, b.second.count(WorkerCounter.HANDED_OVER));
        assertEquals(2, placed.packets());
    }

    private static OutboundSa add(GatewayFixture owner, GatewayFixture other, int number, int id, int spi) {
        OutboundSa sa = owner.outboundSa(id, spi, 0, 1L << 22);
        sa.markPerWorker();
        owner.order(worker -> worker.onAddOutboundSa(sa));
        other.order(worker -> worker.onSetOutboundOwner(spi, sa.tunnel().path().endpoints().remote(), number));
        return sa;
    }

    /** Sees that the worker sent one packet, by that SPI and with that number, which the peer opens. */
    private void assertSent(GatewayFixture worker, int spi, int sequence, byte[] frame) {
        byte[] sent = TestFrames.outer(worker);
        assertEquals(spi, spi(sent));
        assertEquals(sequence, esp(sent).sequence());
        b.c.deliver(b.c.outside, sent);
        assertArrayEquals(TestFrames.after(2, frame), TestFrames.packetOf(b.c.inside.takeSent()));
    }

    private static void assertClaim(GatewayFixture worker, String start) {
        assertEquals(1, worker.seen.size());
        assertTrue(worker.seen.getFirst().startsWith(start), worker.seen::getFirst);
    }

    private static byte[] claim(byte[] frame, int mtu) {
        byte[] quote = Arrays.copyOfRange(frame, Ethernet.HEADER_LENGTH, Ethernet.HEADER_LENGTH + 28);
        return TestFrames.to(OUTSIDE_MAC, TestPackets.icmpFragmentationNeeded(R1, B_OUTSIDE, mtu, quote));
    }

    private static int spi(byte[] frame) {
        return esp(frame).spi();
    }

    private static Esp esp(byte[] frame) {
        return new Esp().wrap(new UnsafeBuffer(frame), TestFrames.header(frame).payloadOffset());
    }

    private static byte[] outbound(int length) {
        return TestFrames.ofLength(INSIDE_MAC, HOST_A, HOST_D, length, true);
    }
}
