package dev.narrows.channel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class EventRingTest {
    private static final int CAPACITY = 4096;

    private final WorkerCounters counters = new WorkerCounters();
    private final EventRing ring = new EventRing(CAPACITY, counters);
    private final Recorder recorder = new Recorder();
    private final MessageHandler dispatcher = ring.dispatcher(recorder);

    @Test
    void shouldCarryFramesWithTheirPort() {
        byte[] frame = {1, 2, 3, 4, 5, 6, 7};

        assertTrue(ring.linkFrame(3, new UnsafeBuffer(frame), 2, 4));
        assertTrue(ring.neighbourNeeded(1, 0x20010DB8_00000000L, 7, new UnsafeBuffer(frame), 0, 7));

        assertEquals(2, ring.poll(dispatcher, 10));
        assertEquals(List.of("arp 3", "neighbour 1 2001:db8::7"), recorder.seen);
        assertArrayEquals(new byte[] {3, 4, 5, 6}, recorder.frames.get(0));
        assertArrayEquals(frame, recorder.frames.get(1));
    }

    @Test
    void shouldCarryLeasesAndReleases() {
        assertTrue(ring.leaseLow(7, 0xFFFF_FFFFL));
        assertTrue(ring.saReleased(9));

        assertEquals(2, ring.poll(dispatcher, 10));
        assertEquals(List.of("lease 7 4294967295", "released 9"), recorder.seen);
    }

    @Test
    void shouldCarryAnswersToProbesAndCountThoseThatDoNotFit() {
        assertTrue(ring.probeAnswered(3, Long.MIN_VALUE + 5));
        assertEquals(1, ring.poll(dispatcher, 10));
        assertEquals(List.of("probe 3 " + (Long.MIN_VALUE + 5)), recorder.seen);

        int taken = 0;
        while (ring.probeAnswered(taken, taken)) {
            taken++;
        }
        assertEquals(1, counters.get(WorkerCounter.EVENTS_LOST));
        assertEquals(taken, ring.poll(dispatcher, Integer.MAX_VALUE));
    }

    @Test
    void shouldCarryClaimWithWhatTheLedgerHolds() {
        byte[] inner = {9, 8, 7, 6, 5};
        TooBigClaim claim = ring.beginClaim(inner.length);
        assertNotNull(claim);
        claim.claim(1300, 0xFFFF_FFFE, 0xFFFF_FFFFL)
            .reporter(0x20010DB8_00000000L, 1)
            .quoted(0, IpAddress.mapped(0x0A010002), 0, IpAddress.mapped(0x0A020002))
            .ledger(1500, new UnsafeBuffer(inner), 0, inner.length);
        ring.commitClaim();

        assertEquals(1, ring.poll(dispatcher, 10));
        assertEquals(List.of("claim 2001:db8::1 1300 10.1.0.2 10.2.0.2 fffffffe 4294967295 1500"), recorder.seen);
        assertArrayEquals(inner, recorder.frames.get(0));
    }

    @Test
    void shouldSayThatLedgerHoldsNothingUnlessTold() {
        TooBigClaim claim = ring.beginClaim(0);
        assertNotNull(claim);
        claim.claim(2, 5, 6).reporter(0, 1).quoted(0, 3, 0, 4);
        ring.commitClaim();

        ring.poll(dispatcher, 10);
        assertEquals(List.of("claim ::1 2 ::3 ::4 5 6 -1"), recorder.seen);
        assertEquals(0, recorder.frames.get(0).length);
    }

    @Test
    void shouldCountAndRefuseWhatDoesNotFitAndGoOnAfterwards() {
        UnsafeBuffer frame = new UnsafeBuffer(new byte[400]);
        int taken = 0;
        while (ring.linkFrame(0, frame, 0, 400)) {
            taken++;
        }

        assertTrue(taken > 3, "taken " + taken);
        assertEquals(1, counters.get(WorkerCounter.EVENTS_LOST));
        assertEquals(taken, ring.poll(dispatcher, 100));
        assertTrue(ring.linkFrame(0, frame, 0, 400));
    }

    @Test
    void shouldKeepRoomForReportsBesideFramesAndForTheWorkersOwnWordsBesideBoth() {
        UnsafeBuffer frame = new UnsafeBuffer(new byte[400]);
        int taken = 1;
        while (ring.linkFrame(0, frame, 0, 60) && ring.neighbourNeeded(0, 0, 1, frame, 0, 60)) {
            taken += 2;
        }
        assertTrue(taken * 100 > CAPACITY / 2 - 400, "frames have half: " + taken);
        assertTrue(ring.probeAnswered(1, 1));
        TooBigClaim claim;
        while ((claim = ring.beginClaim(40)) != null) {
            claim.claim(1300, 1, 1).reporter(0, 1).quoted(0, 3, 0, 4);
            ring.commitClaim();
        }
        assertFalse(ring.probeAnswered(1, 1));
        for (int said = 0; said < CAPACITY / 4 / 32; said++) {
            assertTrue(said % 2 == 0 ? ring.leaseLow(said, 1) : ring.saReleased(said));
        }
    }

    @Test
    void shouldNotCountWhatTheWorkerSaysAgain() {
        UnsafeBuffer frame = new UnsafeBuffer(new byte[8]);
        while (ring.saReleased(1)) {
            frame.putByte(0, (byte)1);
        }

        assertFalse(ring.leaseLow(1, 1));
        assertEquals(0, counters.get(WorkerCounter.EVENTS_LOST));
    }

    @Test
    void shouldRefuseFrameLongerThanAnyMessage() {
        assertFalse(ring.linkFrame(0, new UnsafeBuffer(new byte[CAPACITY]), 0, CAPACITY));
        assertEquals(1, counters.get(WorkerCounter.EVENTS_LOST));
    }

    private static final class Recorder implements EventHandler {
        private final List<String> seen = new ArrayList<>();
        private final List<byte[]> frames = new ArrayList<>();

        @Override
        public void onLinkFrame(int port, DirectBuffer buffer, int offset, int length) {
            seen.add("arp " + port);
            keep(buffer, offset, length);
        }

        @Override
        public void onNeighbourNeeded(int port, IpAddress address, DirectBuffer buffer, int offset, int length) {
            seen.add("neighbour " + port + " " + address);
            keep(buffer, offset, length);
        }

        @Override
        public void onTooBigClaim(TooBigClaim claim) {
            seen.add("claim " + claim.reporter() + " " + claim.mtu() + " "
                + claim.quotedSource() + " " + claim.quotedDestination() + " "
                + Integer.toHexString(claim.spi()) + " " + claim.sequence() + " " + claim.sentLength());
            frames.add(claim.copyInner());
        }

        @Override
        public void onLeaseLow(int saId, long sequence) {
            seen.add("lease " + saId + " " + sequence);
        }

        @Override
        public void onSaReleased(int saId) {
            seen.add("released " + saId);
        }

        @Override
        public void onProbeAnswered(int tunnelId, long token) {
            seen.add("probe " + tunnelId + " " + token);
        }

        private void keep(DirectBuffer buffer, int offset, int length) {
            byte[] frame = new byte[length];
            buffer.getBytes(offset, frame);
            frames.add(frame);
        }
    }
}
