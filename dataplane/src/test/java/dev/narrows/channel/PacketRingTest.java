package dev.narrows.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PacketRingTest {
    private static final int CAPACITY = 8;

    private final PacketRing ring = new PacketRing(CAPACITY);

    @Test
    void shouldGiveInOrderWithNotes() {
        ring.give(101, 7);
        ring.give(102, -8);
        ring.publish();

        assertEquals(101, ring.take());
        assertEquals(7, ring.note());
        assertEquals(102, ring.take());
        assertEquals(-8, ring.note());
        assertEquals(0, ring.take());
    }

    @Test
    void shouldShowNothingBeforeItIsPublished() {
        ring.give(101, 1);

        assertEquals(0, ring.take());
        ring.publish();
        assertEquals(101, ring.take());
    }

    @Test
    void shouldRefuseWhatDoesNotFitAndTakeMoreOnceRoomIsGivenBack() {
        for (int i = 1; i <= CAPACITY; i++) {
            assertTrue(ring.give(i, i));
        }
        assertFalse(ring.give(99, 99));
        ring.publish();
        assertEquals(1, ring.take());
        assertFalse(ring.give(99, 99), "what was taken leaves room only with release");
        ring.release();
        assertTrue(ring.give(9, 9));
        assertFalse(ring.give(99, 99));
        ring.publish();

        for (int i = 2; i <= CAPACITY + 1; i++) {
            assertEquals(i, ring.take());
            assertEquals(i, ring.note());
        }
        assertEquals(0, ring.take());
    }

    @Test
    void shouldGoRoundManyTimesInBurstsOfEveryLength() {
        long given = 0;
        long taken = 0;
        for (int burst = 1; burst <= CAPACITY; burst++) {
            for (int round = 0; round < 3 * CAPACITY; round++) {
                for (int i = 0; i < burst; i++) {
                    given++;
                    assertTrue(ring.give(given, -given));
                }
                ring.publish();
                for (int i = 0; i < burst; i++) {
                    taken++;
                    assertEquals(taken, ring.take());
                    assertEquals(-taken, ring.note());
                }
                assertEquals(0, ring.take());
                ring.release();
            }
        }
    }

    @Test
    void shouldRefuseCapacityThatIsNoPowerOfTwo() {
        assertThrows(IllegalArgumentException.class, () -> new PacketRing(12));
        assertThrows(IllegalArgumentException.class, () -> new PacketRing(0));
    }

    @Test
    @Timeout(60)
    void shouldLoseNothingAndKeepOrderBetweenTwoThreads() throws InterruptedException {
        int packets = 300_000;
        PacketRing shared = new PacketRing(64);
        AtomicReference<String> failure = new AtomicReference<>();
        Thread taker = Thread.ofPlatform().start(() -> failure.set(takeAll(shared, packets)));
        long next = 1;
        while (next <= packets && taker.isAlive()) {
            for (int burst = 0; burst < 13 && next <= packets && shared.give(next, next * 3); burst++) {
                next++;
            }
            shared.publish();
            Thread.onSpinWait();
        }
        taker.join();

        assertEquals("complete", failure.get());
    }

    /** {@return "complete", or what was wrong} */
    private static String takeAll(PacketRing ring, int packets) {
        long expected = 1;
        while (expected <= packets) {
            long handle = ring.take();
            if (handle == 0) {
                ring.release();
                Thread.onSpinWait();
            } else if (handle != expected || ring.note() != expected * 3) {
                return "took " + handle + " with " + ring.note() + " in place of " + expected;
            } else {
                expected++;
            }
        }
        return ring.take() == 0 ? "complete" : "more than was given";
    }
}
