package dev.narrows.fragment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.allocation.Allocation;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Ecn;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.TestPackets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Datagrams come together whole, or not at all; every slot comes back. */
class ReassemblyTest {
    private static final long SEED = 0x5245_4153L;
    private static final long TIMEOUT = 1_000;
    private static final int SLOTS = 8;
    private static final int PER_SOURCE = 6;
    private static final int SLOT_LENGTH = 3000;
    private static final int SOURCE = 0xC0000202;

    private final Reassembly reassembly = new Reassembly(SLOTS, SLOT_LENGTH, TIMEOUT, PER_SOURCE);
    private long now = Long.MAX_VALUE - TIMEOUT / 2;

    @Test
    void shouldPutFragmentsTogetherInOrder() {
        byte[] original = datagram(1).packet();
        List<byte[]> fragments = Fragments.of(original, 576);
        for (byte[] fragment : fragments.subList(0, fragments.size() - 1)) {
            assertTaken(fragment);
            assertFalse(reassembly.isComplete());
        }
        assertCompletes(original, fragments.getLast());
        assertEquals(0, reassembly.inUse());
    }

    @Test
    void shouldPutFragmentsTogetherInReverse() {
        byte[] original = datagram(1).options(new byte[] {7, 7, 4, 1, 2, 3, 4, 0}).packet();
        List<byte[]> fragments = Fragments.of(original, 576).reversed();
        for (byte[] fragment : fragments.subList(0, fragments.size() - 1)) {
            assertTaken(fragment);
        }
        assertCompletes(original, fragments.getLast());
    }

    @Test
    void shouldCopyToAnOffsetAndWriteNothingBeside() {
        accept(part(1, 0, 16, true));
        assertEquals(DropReason.FRAGMENT_TAKEN, accept(part(1, 16, 3, false)));
        UnsafeBuffer target = new UnsafeBuffer(new byte[100]);
        target.setMemory(0, 100, (byte)0x55);
        assertEquals(39, reassembly.completedLength());
        assertEquals(39, reassembly.copyTo(target, 7));
        assertEquals(0x55, target.getByte(6));
        assertEquals(0x45, target.getByte(7));
        assertEquals(0x55, target.getByte(7 + 39));
    }

    @Test
    void shouldForgetACompletedDatagramWithTheNextFragment() {
        accept(part(1, 0, 16, true));
        accept(part(1, 16, 8, false));
        assertTrue(reassembly.isComplete());
        accept(part(2, 0, 16, true));
        assertFalse(reassembly.isComplete());
    }

    @Test
    void shouldTakeALastFragmentOfOneByte() {
        byte[] original = builder(1).payload(IpProtocol.UDP, TestPackets.pattern(1401)).packet();
        List<byte[]> fragments = Fragments.of(original, 1420);
        assertEquals(21, fragments.getLast().length);
        assertTaken(fragments.getLast());
        assertCompletes(original, fragments.getFirst());
    }

    @Test
    void shouldTakeAWholePacketForADatagramOfOneFragment() {
        byte[] original = datagram(1).packet();
        assertCompletes(original, original);
        assertEquals(0, reassembly.inUse());
    }

    @Test
    void shouldPutTogetherWhatWasFragmentedTwice() {
        byte[] original = datagram(1).packet();
        List<byte[]> fragments = new ArrayList<>();
        for (byte[] fragment : Fragments.of(original, 1000)) {
            fragments.addAll(fragment.length > 300 ? Fragments.of(fragment, 300) : List.of(fragment));
        }
        assertTrue(fragments.size() >= 6, fragments.size() + " fragments");
        Collections.shuffle(fragments, new Random(SEED));
        for (byte[] fragment : fragments.subList(0, fragments.size() - 1)) {
            assertTaken(fragment);
        }
        assertCompletes(original, fragments.getLast());
    }

    @Test
    void shouldDropDuplicatesAndGoOn() {
        byte[] original = datagram(1).packet();
        List<byte[]> fragments = Fragments.of(original, 576);
        for (byte[] fragment : fragments.subList(1, fragments.size())) {
            assertTaken(fragment);
            assertTaken(fragment);
            assertFalse(reassembly.isComplete());
        }
        assertTaken(fragments.getLast());
        assertCompletes(original, fragments.getFirst());
    }

    @Test
    void shouldTakeAPartOfWhatIsThereForADuplicateWhereItIsTheSame() {
        byte[] original = builder(1).payload(IpProtocol.UDP, TestPackets.pattern(1000)).packet();
        List<byte[]> fragments = Fragments.of(original, 516);
        assertTaken(fragments.get(0));
        assertTaken(Fragments.of(original, 220).get(1));
        assertTaken(fragments.get(1));
        assertCompletes(original, fragments.get(2));
    }

    @Test
    void shouldGiveUpWhereADuplicateHasOtherContents() {
        byte[] fragment = part(1, 8, 16, true);
        assertTaken(fragment);
        fragment[fragment.length - 1] ^= 1;
        assertGivenUpBy(fragment);
    }

    @Test
    void shouldGiveUpWhereAFragmentOverlapsInFront() {
        assertTaken(part(1, 16, 16, true));
        assertGivenUpBy(part(1, 8, 16, true));
    }

    @Test
    void shouldGiveUpWhereAFragmentOverlapsBehind() {
        assertTaken(part(1, 16, 16, true));
        assertGivenUpBy(part(1, 24, 16, true));
    }

    @Test
    void shouldGiveUpWhereAFragmentLiesInsideAnotherWithOtherContents() {
        assertTaken(part(1, 0, 64, true));
        byte[] inside = part(1, 16, 16, true);
        inside[20] ^= 1;
        assertGivenUpBy(inside);
    }

    @Test
    void shouldGiveUpWhereAFragmentCoversAnother() {
        assertTaken(part(1, 16, 16, true));
        assertGivenUpBy(part(1, 0, 64, true));
    }

    @Test
    void shouldGiveUpWhereAFragmentFillsAHoleAndMore() {
        assertTaken(part(1, 0, 8, true));
        assertTaken(part(1, 16, 8, false));
        assertGivenUpBy(part(1, 8, 16, true));
    }

    @Test
    void shouldGiveUpWhereTwoEndsContradictEachOther() {
        assertTaken(part(1, 16, 8, false));
        assertGivenUpBy(part(1, 24, 8, false));
        assertTaken(part(2, 16, 8, false));
        assertGivenUpBy(part(2, 8, 8, false));
        assertTaken(part(3, 16, 8, false));
        assertGivenUpBy(part(3, 24, 8, true));
        assertTaken(part(4, 24, 8, true));
        assertGivenUpBy(part(4, 8, 8, false));
        assertTaken(part(5, 8, 8, true));
        assertGivenUpBy(part(5, 8, 8, false));
    }

    @Test
    void shouldStartAfreshAfterADatagramGivenUpHasTimedOut() {
        assertTaken(part(1, 0, 16, true));
        assertGivenUpBy(part(1, 8, 16, true));
        now += TIMEOUT;
        assertEquals(0, reassembly.expire(now), "it did not end for want of time");
        assertEquals(0, reassembly.inUse());
        assertTaken(part(1, 0, 16, true));
        assertEquals(DropReason.FRAGMENT_TAKEN, accept(part(1, 16, 8, false)));
        assertTrue(reassembly.isComplete());
    }

    @Test
    void shouldRefuseFragmentsThatAreWrongInThemselves() {
        assertEquals(DropReason.BAD_FRAGMENT, accept(part(1, 0, 0, true)));
        assertEquals(DropReason.BAD_FRAGMENT, accept(part(1, 8, 0, false)));
        assertEquals(DropReason.BAD_FRAGMENT, accept(part(1, 0, 9, true)));
        assertEquals(DropReason.BAD_FRAGMENT, accept(part(1, 0, 7, true)));
        assertEquals(DropReason.BAD_FRAGMENT, accept(part(1, 65528, 8, false)));
        assertEquals(DropReason.BAD_FRAGMENT, accept(part(1, 65512, 4, false)));
        assertEquals(0, reassembly.inUse());
    }

    @Test
    void shouldNotLetABadFragmentHarmItsDatagram() {
        assertTaken(part(1, 0, 16, true));
        assertEquals(DropReason.BAD_FRAGMENT, accept(part(1, 16, 7, true)));
        accept(part(1, 16, 8, false));
        assertTrue(reassembly.isComplete());
    }

    @Test
    void shouldPutTogetherTheLongestDatagramThatThereIs() {
        Reassembly large = new Reassembly(1, Ipv4.MAX_TOTAL_LENGTH, TIMEOUT, 1);
        byte[] payload = TestPackets.pattern(Ipv4.MAX_TOTAL_LENGTH - 20);
        for (int start = 0; start < payload.length; start += 1480) {
            int end = Math.min(payload.length, start + 1480);
            byte[] fragment = builder(1).fragment(end < payload.length, start)
                .payload(IpProtocol.UDP, Arrays.copyOfRange(payload, start, end)).packet();
            assertFalse(large.isComplete());
            assertEquals(DropReason.FRAGMENT_TAKEN, large.accept(Fragments.header(fragment), now));
        }
        assertTrue(large.isComplete());
        assertEquals(Ipv4.MAX_TOTAL_LENGTH, large.completedLength());
        byte[] whole = new byte[Ipv4.MAX_TOTAL_LENGTH];
        large.copyTo(new UnsafeBuffer(whole), 0);
        assertArrayEquals(builder(1).payload(IpProtocol.UDP, payload).packet(), whole);
    }

    @Test
    void shouldTakeWhatFitsASlotExactlyAndGiveUpWhatDoesNot() {
        byte[] exact = builder(1).payload(IpProtocol.UDP, TestPackets.pattern(SLOT_LENGTH - 20)).packet();
        List<byte[]> fragments = Fragments.of(exact, 1500);
        assertTaken(fragments.get(0));
        assertTaken(fragments.get(1));
        assertCompletes(exact, fragments.get(2));

        byte[] over = builder(2).payload(IpProtocol.UDP, TestPackets.pattern(SLOT_LENGTH - 19)).packet();
        fragments = Fragments.of(over, 1500);
        assertTaken(fragments.get(0));
        assertEquals(DropReason.FRAGMENT_LIMIT, accept(fragments.get(2)));
        assertEquals(0, reassembly.inUse(), "it gives its slot back");
        assertEquals(DropReason.FRAGMENT_LIMIT, accept(fragments.get(1)), "it was given up");
        assertEquals(0, reassembly.inUse());
        assertEquals(DropReason.FRAGMENT_LIMIT, accept(part(3, 2992, 8, true)), "no slot for what cannot fit");
        assertEquals(DropReason.FRAGMENT_LIMIT, accept(part(3, 0, 8, true)), "and none for the rest of it");
        assertEquals(0, reassembly.inUse());
        now += TIMEOUT;
        assertTaken(part(3, 0, 8, true));
    }

    @Test
    void shouldGiveUpWhereTheFirstFragmentsOptionsMakeItTooLong() {
        assertTaken(part(1, 1000, SLOT_LENGTH - 20 - 1000, false));
        byte[] first = builder(1).options(new byte[8]).fragment(true, 0)
            .payload(IpProtocol.UDP, TestPackets.pattern(1000)).packet();
        assertEquals(DropReason.FRAGMENT_LIMIT, accept(first));
        assertFalse(reassembly.isComplete());
        assertEquals(0, reassembly.inUse());
    }

    @Test
    void shouldKeepDatagramsApartThatShareTheIdentification() {
        List<FrameBuilder> builders = List.of(
            new FrameBuilder().addresses(1, 2).identification(7).payload(IpProtocol.UDP, filled(1)),
            new FrameBuilder().addresses(3, 2).identification(7).payload(IpProtocol.UDP, filled(2)),
            new FrameBuilder().addresses(1, 4).identification(7).payload(IpProtocol.UDP, filled(3)),
            new FrameBuilder().addresses(1, 2).identification(7).payload(IpProtocol.TCP, filled(4)),
            new FrameBuilder().addresses(1, 2).identification(8).payload(IpProtocol.UDP, filled(5)),
            new FrameBuilder().addresses(2, 1).identification(7).payload(IpProtocol.UDP, filled(6)));
        List<List<byte[]>> all = builders.stream().map(b -> Fragments.of(b.packet(), 576)).toList();
        for (int part = 0; part < 2; part++) {
            for (List<byte[]> fragments : all) {
                assertTaken(fragments.get(part));
                assertFalse(reassembly.isComplete());
            }
        }
        for (int i = 0; i < builders.size(); i++) {
            assertCompletes(builders.get(i).packet(), all.get(i).get(2));
        }
        assertEquals(0, reassembly.inUse());
    }

    @Test
    void shouldMarkCongestionWhereAnyFragmentIsMarked() {
        int[][] cases = {
            // ECN of the first and of the second fragment, and of the datagram
            {Ecn.NOT_ECT, Ecn.NOT_ECT, Ecn.NOT_ECT}, {Ecn.ECT_0, Ecn.ECT_0, Ecn.ECT_0}, {Ecn.CE, Ecn.CE, Ecn.CE},
            {Ecn.ECT_0, Ecn.CE, Ecn.CE}, {Ecn.CE, Ecn.ECT_1, Ecn.CE}, {Ecn.ECT_1, Ecn.ECT_0, Ecn.ECT_1},
            {Ecn.NOT_ECT, Ecn.ECT_0, Ecn.NOT_ECT}
        };
        for (int[] ecn : cases) {
            assertTaken(builder(1).tos(0xB8 | ecn[0]).fragment(true, 0).payload(17, filled(1)).packet());
            byte[] second = builder(1).tos(ecn[1]).fragment(false, 1400).payload(17, filled(2)).packet();
            assertEquals(DropReason.FRAGMENT_TAKEN, accept(second));
            assertEquals(0xB8 | ecn[2], completed()[1] & 0xFF, Arrays.toString(ecn));
        }
    }

    @Test
    void shouldDropWhereCongestionMetAFragmentThatCannotBeMarked() {
        for (int[] ecn : new int[][] {{Ecn.NOT_ECT, Ecn.CE}, {Ecn.CE, Ecn.NOT_ECT}}) {
            assertTaken(builder(1).tos(ecn[0]).fragment(true, 0).payload(17, filled(1)).packet());
            byte[] second = builder(1).tos(ecn[1]).fragment(false, 1400).payload(17, filled(2)).packet();
            assertEquals(DropReason.CONGESTION_UNMARKABLE, accept(second));
            assertFalse(reassembly.isComplete());
            assertEquals(0, reassembly.inUse());
        }
    }

    @Test
    void shouldLimitDatagramsOfOneSourceAndLeaveRoomForOthers() {
        byte[] others = new FrameBuilder().addresses(9, 9).fragment(true, 0).payload(17, new byte[8]).packet();
        assertTaken(others);
        for (int id = 0; id < PER_SOURCE; id++) {
            assertTaken(part(id, 0, 16, true));
        }
        assertEquals(0, reassembly.takeDisplaced());
        assertTaken(part(PER_SOURCE, 0, 16, true));
        assertEquals(1, reassembly.takeDisplaced());
        assertEquals(PER_SOURCE + 1, reassembly.inUse());
        accept(part(1, 16, 8, false));
        assertTrue(reassembly.isComplete(), "only its own oldest had to go");
        accept(part(0, 16, 8, false));
        assertFalse(reassembly.isComplete(), "which was this one");
        accept(new FrameBuilder().addresses(9, 9).fragment(false, 8).payload(17, new byte[8]).packet());
        assertTrue(reassembly.isComplete(), "another's is older, and there still");
    }

    @Test
    void shouldGiveUpTheOldestForNewOneWhereNoSlotIsLeft() {
        for (int source = 1; source <= SLOTS; source++) {
            assertTaken(new FrameBuilder().addresses(source, 9).fragment(true, 0).payload(17, new byte[8]).packet());
        }
        byte[] further = new FrameBuilder().addresses(99, 9).fragment(true, 0).payload(17, new byte[8]).packet();
        assertTaken(further);
        assertEquals(1, reassembly.takeDisplaced());
        assertEquals(SLOTS, reassembly.inUse());
        accept(new FrameBuilder().addresses(2, 9).fragment(false, 8).payload(17, new byte[8]).packet());
        assertTrue(reassembly.isComplete(), "the second is there");
        accept(new FrameBuilder().addresses(1, 9).fragment(false, 8).payload(17, new byte[8]).packet());
        assertFalse(reassembly.isComplete(), "the first is not");
        now += TIMEOUT;
        assertEquals(SLOTS, reassembly.expire(now));
        assertEquals(0, reassembly.inUse());
    }

    @Test
    void shouldGiveUpEachDatagramAtItsOwnTimeAcrossTheClocksOverflow() {
        long start = now;
        for (int id = 0; id < 3; id++) {
            now = start + id * 300L;
            assertTaken(part(id, 0, 16, true));
        }
        now = start + 700;
        accept(part(1, 16, 8, false));
        assertTrue(reassembly.isComplete(), "from the middle of the order of age");
        assertTaken(part(0, 16, 8, true));
        assertEquals(0, reassembly.expire(start + TIMEOUT - 1));
        assertEquals(1, reassembly.expire(start + TIMEOUT), "a later fragment gives no more time");
        assertEquals(0, reassembly.expire(start + 599 + TIMEOUT));
        assertEquals(1, reassembly.expire(start + 600 + TIMEOUT));
        assertEquals(0, reassembly.inUse());
        assertEquals(0, reassembly.expire(start + 100 * TIMEOUT));
    }

    @Test
    void shouldRefuseLimitsThatMakeNoSense() {
        assertThrows(IllegalArgumentException.class, () -> new Reassembly(0, 1500, TIMEOUT, 1));
        assertThrows(IllegalArgumentException.class, () -> new Reassembly(1, 1500, TIMEOUT, 0));
        assertThrows(IllegalArgumentException.class, () -> new Reassembly(1, 575, TIMEOUT, 1));
        assertThrows(IllegalArgumentException.class, () -> new Reassembly(1, 65536, TIMEOUT, 1));
    }

    @Test
    void shouldPutTogetherAnyDatagramFromItsFragmentsInAnyOrder() {
        Random random = new Random(SEED);
        for (int round = 0; round < 1000; round++) {
            byte[] payload = new byte[16 + random.nextInt(SLOT_LENGTH - 100)];
            random.nextBytes(payload);
            byte[] options = new byte[4 * random.nextInt(11)];
            Arrays.fill(options, (byte)1);
            byte[] original = builder(round).options(options).tos(random.nextInt(256)).payload(50, payload).packet();
            int mtu = 28 + options.length + random.nextInt(payload.length - 8);
            List<byte[]> fragments = new ArrayList<>(Fragments.of(original, mtu));
            Collections.shuffle(fragments, random);
            for (int i = 0; i < fragments.size(); i++) {
                String where = "seed " + SEED + ", round " + round + ", fragment " + i;
                assertEquals(DropReason.FRAGMENT_TAKEN, accept(fragments.get(i)), where);
                assertEquals(i == fragments.size() - 1, reassembly.isComplete(), where);
            }
            assertArrayEquals(original, completed(), "seed " + SEED + ", round " + round);
            assertEquals(0, reassembly.inUse());
        }
    }

    @Test
    void shouldWorkWithoutAllocation() {
        List<IpHeader> fragments = new ArrayList<>();
        for (int source = 1; source <= SLOTS; source++) {
            byte[] packet = new FrameBuilder().addresses(source, 2).payload(50, filled(1)).packet();
            Fragments.of(packet, 576).forEach(f -> fragments.add(Fragments.header(f)));
        }
        IpHeader lonely = Fragments.header(part(7, 0, 16, true));
        UnsafeBuffer target = new UnsafeBuffer(new byte[SLOT_LENGTH]);
        int[] copied = new int[1];
        assertEquals(0, Allocation.perRun(() -> {
            for (int round = 0; round < 30; round++) {
                for (int i = 0; i < fragments.size(); i++) {
                    reassembly.accept(fragments.get(i), now);
                    if (reassembly.isComplete()) {
                        copied[0] += reassembly.copyTo(target, 0);
                    }
                }
                reassembly.accept(lonely, now);
                now += TIMEOUT;
                reassembly.expire(now);
            }
        }));
        assertTrue(copied[0] > 0);
    }

    private static FrameBuilder builder(int identification) {
        return new FrameBuilder().addresses(SOURCE, 0xC0000102).identification(identification & 0xFFFF);
    }

    private static FrameBuilder datagram(int identification) {
        return builder(identification).payload(IpProtocol.ESP, TestPackets.pattern(1480));
    }

    /** A part of a datagram whose payload is the usual pattern. */
    private static byte[] part(int identification, int start, int length, boolean isFollowed) {
        byte[] data = Arrays.copyOfRange(TestPackets.pattern(start + length), start, start + length);
        return builder(identification).fragment(isFollowed, start).payload(IpProtocol.UDP, data).packet();
    }

    private static byte[] filled(int value) {
        byte[] data = new byte[1400];
        Arrays.fill(data, (byte)value);
        return data;
    }

    private DropReason accept(byte[] fragment) {
        byte[] shifted = new byte[fragment.length + 3];
        System.arraycopy(fragment, 0, shifted, 3, fragment.length);
        return reassembly.accept(Fragments.header(shifted, 3, fragment.length), now);
    }

    private void assertTaken(byte[] fragment) {
        assertEquals(DropReason.FRAGMENT_TAKEN, accept(fragment));
        assertFalse(reassembly.isComplete());
    }

    private void assertCompletes(byte[] original, byte[] lastFragment) {
        assertEquals(DropReason.FRAGMENT_TAKEN, accept(lastFragment));
        assertTrue(reassembly.isComplete());
        assertArrayEquals(original, completed());
    }

    /** After the overlap, fragments that would have completed the datagram do not. */
    private void assertGivenUpBy(byte[] fragment) {
        int id = new Ipv4().wrap(new UnsafeBuffer(fragment), 0).identification();
        assertEquals(DropReason.FRAGMENT_OVERLAP, accept(fragment));
        assertEquals(DropReason.FRAGMENT_OVERLAP, accept(part(id, 0, 8, true)));
        assertEquals(DropReason.FRAGMENT_OVERLAP, accept(part(id, 0, 200, false)));
        assertFalse(reassembly.isComplete());
    }

    private byte[] completed() {
        byte[] whole = new byte[reassembly.completedLength()];
        assertEquals(whole.length, reassembly.copyTo(new UnsafeBuffer(whole), 0));
        return whole;
    }
}
