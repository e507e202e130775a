package dev.narrows.sa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.sa.Lifetime.Limit;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Limits on packets and bytes: exact, in both directions alike. */
class LifetimeTest {
    private final InboundSa sa = new InboundSa(1, 256, null, null, Numbering.standard(64));

    @Test
    void shouldLetExactlyTheLastPacketPass() {
        sa.lifetime(limits(Limit.UNSET, 3));
        for (int i = 0; i < 3; i++) {
            assertFalse(sa.isSpent());
            assertTrue(use(100));
        }
        assertTrue(sa.isSpent(), "nothing is left");
        assertFalse(use(0));
        assertEquals(3, sa.packetsCharged());
        assertEquals(300, sa.bytesCharged());
    }

    @Test
    void shouldLetExactlyTheLastBytePass() {
        sa.lifetime(limits(1000, Limit.UNSET));
        assertTrue(use(999));
        assertFalse(sa.isSpent());
        assertFalse(use(2), "one too many");
        assertTrue(sa.isSpent(), "too little for a packet is as good as nothing");
        assertEquals(999, sa.bytesCharged());
        assertTrue(use(1));
        assertFalse(use(1));
        assertEquals(1000, sa.bytesCharged());
    }

    @Test
    void shouldNeverEndWithoutLimits() {
        for (int i = 0; i < 1000; i++) {
            assertTrue(use(Integer.MAX_VALUE));
        }
        assertFalse(sa.isSpent());
    }

    @Test
    void shouldNotCareForSoftLimits() {
        sa.lifetime(new Lifetime(Limit.NONE, new Limit(1, Limit.UNSET), new Limit(1, Limit.UNSET)));
        assertTrue(use(100));
        assertTrue(use(100));
        assertFalse(sa.isSpent());
    }

    @Test
    void shouldAgreeWithASum() {
        Random random = new Random(4301);
        for (int run = 0; run < 1000; run++) {
            InboundSa other = new InboundSa(run, 256, null, null, Numbering.standard(64));
            long bytes = 1L + random.nextInt(20_000);
            long packets = 1L + random.nextInt(20);
            other.lifetime(limits(bytes, packets));
            long sum = 0;
            long count = 0;
            for (int i = 0; i < 40; i++) {
                int length = random.nextInt(1500);
                boolean fits = sum + length <= bytes && count < packets;
                assertEquals(fits, !other.isSpentBy(length));
                if (fits) {
                    other.charge(length);
                    sum += length;
                    count++;
                }
            }
        }
    }

    @Test
    void shouldKnowWhichLimitsThereCanBe() {
        assertTrue(Limit.NONE.isValid() && !Limit.NONE.isSet());
        assertTrue(new Limit(1, 1).isValid());
        assertTrue(new Limit(Limit.UNSET, 1).isValid(), "hard alone");
        assertTrue(new Limit(1, Limit.UNSET).isValid(), "soft alone");
        assertFalse(new Limit(2, 1).isValid());
        assertFalse(new Limit(0, 1).isValid());
        assertFalse(new Limit(1, 0).isValid());
        assertFalse(new Limit(Limit.UNSET, -1).isValid());
        assertFalse(Lifetime.UNLIMITED.isCounted());
        assertTrue(limits(1, Limit.UNSET).isCounted() && limits(Limit.UNSET, 1).isCounted());
    }

    private boolean use(int length) {
        if (sa.isSpentBy(length)) {
            return false;
        }
        sa.charge(length);
        return true;
    }

    private static Lifetime limits(long bytes, long packets) {
        return new Lifetime(Limit.NONE, new Limit(Limit.UNSET, bytes), new Limit(Limit.UNSET, packets));
    }
}
