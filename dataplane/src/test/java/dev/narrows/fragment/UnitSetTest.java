package dev.narrows.fragment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Ranges compared with the JDK's bit set. */
class UnitSetTest {
    private static final long SEED = 0x554E_4954L;
    private static final int CAPACITY = 200;

    @Test
    void shouldAddEveryRangeAndNothingBeside() {
        for (int from = 0; from < CAPACITY; from++) {
            for (int to = from + 1; to <= CAPACITY; to++) {
                UnitSet units = new UnitSet(CAPACITY);
                units.add(from, to);
                assertEquals(to - from, units.count(from, to), from + " to " + to);
                assertEquals(to - from, units.count(0, CAPACITY), from + " to " + to);
            }
        }
    }

    @Test
    void shouldHoldWhatABitSetHolds() {
        Random random = new Random(SEED);
        UnitSet units = new UnitSet(CAPACITY);
        BitSet model = new BitSet();
        for (int i = 0; i < 20_000; i++) {
            int from = random.nextInt(CAPACITY);
            int to = from + 1 + random.nextInt(CAPACITY - from);
            assertEquals(model.get(from, to).cardinality(), units.count(from, to), "seed " + SEED + ", step " + i);
            if (random.nextInt(3) == 0) {
                to = Math.min(to, from + 1 + random.nextInt(20));
                units.add(from, to);
                model.set(from, to);
            }
            if (random.nextInt(50) == 0) {
                units.clear();
                model.clear();
            }
        }
    }
}
