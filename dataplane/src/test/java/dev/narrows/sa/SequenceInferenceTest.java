package dev.narrows.sa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The upper half of extended sequence numbers (RFC 4303 A2.2). There T is the highest number that authenticated, W the
 * window, B = T - W + 1 its left edge; each of these has an upper half (h) and a lower (l).
 */
class SequenceInferenceTest {
    private static final long SUBSPACE = 1L << 32;

    private record Case(String name, int window, long top, long carried, long expected) {
    }

    /** Case A: the window lies in one subspace, Tl >= W - 1. Case B: it spans two, Tl < W - 1. */
    private static final Case[] TABLE = {
        new Case("a: A, below Bl: the next subspace", 64, at(3, 1000), 936, at(4, 936)),
        new Case("b: A, at Bl", 64, at(3, 1000), 937, at(3, 937)),
        new Case("c: A, in the window", 64, at(3, 1000), 970, at(3, 970)),
        new Case("d: A, at Tl", 64, at(3, 1000), 1000, at(3, 1000)),
        new Case("e: A, above Tl", 64, at(3, 1000), 1001, at(3, 1001)),
        new Case("e: A, far above Tl", 64, at(3, 1000), 0xFFFF_FFFFL, at(3, 0xFFFF_FFFFL)),
        new Case("a: A, zero, the next subspace begins", 64, at(3, 1000), 0, at(4, 0)),
        new Case("f: B, at Bl: the subspace before", 64, at(3, 10), 0xFFFF_FFCBL, at(2, 0xFFFF_FFCBL)),
        new Case("g: B, the last of the subspace before", 64, at(3, 10), 0xFFFF_FFFFL, at(2, 0xFFFF_FFFFL)),
        new Case("h: B, zero, in the window", 64, at(3, 10), 0, at(3, 0)),
        new Case("h: B, at Tl", 64, at(3, 10), 10, at(3, 10)),
        new Case("i: B, above Tl", 64, at(3, 10), 11, at(3, 11)),
        new Case("i: B, just below Bl", 64, at(3, 10), 0xFFFF_FFCAL, at(3, 0xFFFF_FFCAL)),

        new Case("where A begins: Tl = W - 1, Bl = 0", 64, at(3, 63), 0, at(3, 0)),
        new Case("where A begins, the last number", 64, at(3, 63), 0xFFFF_FFFFL, at(3, 0xFFFF_FFFFL)),
        new Case("where B ends: Tl = W - 2, Bl = 2^32 - 1", 64, at(3, 62), 0xFFFF_FFFFL, at(2, 0xFFFF_FFFFL)),
        new Case("where B ends, just below Bl", 64, at(3, 62), 0xFFFF_FFFEL, at(3, 0xFFFF_FFFEL)),
        new Case("the end of a subspace, next", 64, at(3, 0xFFFF_FFFFL), 0, at(4, 0)),
        new Case("the end of a subspace, itself", 64, at(3, 0xFFFF_FFFFL), 0xFFFF_FFFFL, at(3, 0xFFFF_FFFFL)),
        new Case("a subspace just begun", 64, at(3, 0), 0, at(3, 0)),
        new Case("a subspace just begun, one before", 64, at(3, 0), 0xFFFF_FFFFL, at(2, 0xFFFF_FFFFL)),
        new Case("the first packet", 64, 0, 1, 1),
        new Case("the first packet, after many were lost", 64, 0, 0xFFFF_FFC0L, at(0, 0xFFFF_FFC0L)),
        new Case("before the first packet", 64, 0, 0xFFFF_FFFFL, -1),
        new Case("early, before the first packet", 64, 5, 0xFFFF_FFF0L, -16),
        new Case("from 2^32 - 1 to 2^32", 32, at(0, 0xFFFF_FFFFL), 0, at(1, 0)),
        new Case("a large window across 2^32", 65536, at(1, 0), 0xFFFF_0001L, at(0, 0xFFFF_0001L)),
        new Case("a large window, just below", 65536, at(1, 0), 0xFFFF_0000L, at(1, 0xFFFF_0000L)),
        new Case("the last subspace ends", 64, SequenceSpace.EXTENDED.last(), 0, at(0x7FFF_FFFF, 0)),
    };

    @Test
    void shouldFollowTheCasesOfTheAppendix() {
        for (Case step : TABLE) {
            ReplayWindow window = new ReplayWindow(step.window, step.top);
            assertEquals(step.expected, window.infer(step.carried), step.name);
            assertEquals(step.top, window.highestSequence(), "inferring changes nothing");
        }
    }

    @Test
    void shouldAgreeWithTheAppendixAsItIsWritten() {
        Random random = new Random(4303);
        for (int i = 0; i < 1_000_000; i++) {
            int size = 32 << random.nextInt(12);
            long top = random.nextLong(SequenceSpace.EXTENDED.last()) >>> random.nextInt(62);
            long carried = switch (random.nextInt(4)) {
                case 0 -> top + random.nextInt(2 * size) - size & 0xFFFF_FFFFL;
                case 1 -> random.nextInt(size);
                case 2 -> 0xFFFF_FFFFL - random.nextInt(size);
                default -> random.nextLong(SUBSPACE);
            };
            assertEquals(written(size, top, carried), new ReplayWindow(size, top).infer(carried),
                "window " + size + ", top " + top + ", carried " + carried);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 64, 1024, 65536})
    void shouldFollowSenderThroughSubspacesDespiteLossAndDisorder(int size) {
        Random random = new Random(size);
        long start = at(1, 0xFFFF_F000L);
        InboundSa sa = new InboundSa(1, 256, null, null, new Numbering(SequenceSpace.EXTENDED, start, size));
        ReplayWindow window = sa.replayWindow();
        for (long sent = window.highestSequence() + 1; sent < at(6, 0); sent += 1 + random.nextInt(1 << 24)) {
            assertTrue(receive(sa, sent), "new: " + sent);
            long late = sent - 1 - random.nextInt(size - 1);
            assertEquals(late > start && !window.isStale(late) && !window.isSeen(late), receive(sa, late));
            assertFalse(receive(sa, sent), "again: " + sent);
            assertFalse(receive(sa, late), "again: " + late);
            assertEquals(sent, window.highestSequence());
        }
    }

    @Test
    void shouldTakeNothingUpToItsStart() {
        for (int size : new int[] {32, 64, 1024, 65536}) {
            for (long start : new long[] {1, 31, 32, 63, 64, 0xFFFF_FFFFL, SUBSPACE, SUBSPACE + 17, at(9, 0)}) {
                ReplayWindow window = new ReplayWindow(size, start);
                for (long sequence = Math.max(0, start - 2L * size); sequence <= start; sequence++) {
                    assertTrue(window.isStale(sequence) || window.isSeen(sequence), start + ": " + sequence);
                }
                for (long sequence = start + 3L * size; sequence > start; sequence--) {
                    assertFalse(window.isStale(sequence) || window.isSeen(sequence), start + ": " + sequence);
                }
                window.commit(start + 2);
                assertFalse(window.isSeen(start + 1));
                assertTrue(window.isStale(start) || window.isSeen(start));
            }
        }
    }

    @Test
    void shouldTakeNoNumberBeyondTheLast() {
        ReplayWindow window = new ReplayWindow(64, SequenceSpace.EXTENDED.last() - 1);
        assertFalse(window.isStale(SequenceSpace.EXTENDED.last()));
        window.commit(SequenceSpace.EXTENDED.last());
        for (long carried : new long[] {0, 1, 0x8000_0000L, 0xFFFF_FFBFL}) {
            assertTrue(window.isStale(window.infer(carried)), "carried " + carried);
        }
        assertTrue(window.isSeen(window.infer(0xFFFF_FFFFL)));
    }

    @Test
    void shouldInferNothingWithoutExtendedNumbers() {
        InboundSa sa = new InboundSa(1, 256, null, null, Numbering.standard(64));
        sa.replayWindow().commit(0xFFFF_FFFFL);
        assertEquals(5, sa.inferSequence(5));
        assertTrue(sa.replayWindow().isStale(5), "it does not wrap");
    }

    private static boolean receive(InboundSa sa, long sent) {
        long sequence = sa.inferSequence(sent & 0xFFFF_FFFFL);
        if (sa.replayWindow().isStale(sequence) || sa.replayWindow().isSeen(sequence)) {
            return false;
        }
        assertEquals(sent, sequence);
        sa.replayWindow().commit(sequence);
        return true;
    }

    /** RFC 4303 A2.2, case by case. */
    private static long written(int size, long top, long carried) {
        long topHigh = top >> 32;
        long topLow = top & 0xFFFF_FFFFL;
        long bottomLow = topLow - size + 1 & 0xFFFF_FFFFL;
        if (topLow >= size - 1) {
            return (carried >= bottomLow ? topHigh : topHigh + 1) << 32 | carried;
        }
        return (carried >= bottomLow ? topHigh - 1 : topHigh) << 32 | carried;
    }

    private static long at(long high, long low) {
        return high << 32 | low;
    }
}
