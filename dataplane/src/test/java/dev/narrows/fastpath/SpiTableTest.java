package dev.narrows.fastpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A table of SPIs against a map: what it finds is right, and it finds what there is room for. */
@SuppressWarnings("OperatorPrecedence")
final class SpiTableTest {
    private static final int BITS = 10;
    private static final long SEED = 20_261_130;

    private final SpiTable table = new SpiTable(BITS);
    private final Map<Integer, Long> model = new HashMap<>();
    private final Random random = new Random(SEED);

    @Test
    void shouldFindMostOfHalfAsManyAsThereIsRoomForAndNothingElse() {
        for (int i = 0; i < 1 << BITS - 1; i++) {
            put(random.nextInt());
        }
        long found = model.keySet().stream().filter(spi -> table.find(spi, 7) != 0).count();
        assertTrue(found > model.size() * 3L / 4, found + " of " + model.size());
        checkAgainstModel();
    }

    @Test
    void shouldHoldNothingOfAnEarlierGeneration() {
        put(0x1234);
        assertEquals(model.get(0x1234), table.find(0x1234, 7));
        assertEquals(0, table.find(0x1234, 8));
        table.put(0x1234, 99, 8);
        assertEquals(99, table.find(0x1234, 8));
        assertEquals(0, table.find(0x1234, 7));
    }

    @Test
    void shouldKeepTheNewestWhateverComes() {
        for (int i = 0; i < 50_000; i++) {
            int spi = random.nextInt(8192);
            put(spi);
            assertEquals(model.get(spi), table.find(spi, 7));
        }
        checkAgainstModel();
    }

    @Test
    void shouldTakeNothingForTheSpiZeroWhileItIsEmpty() {
        assertEquals(0, table.find(0, 1));
    }

    private void put(int spi) {
        long sa = 64L * (1 + random.nextInt(1 << 20));
        table.put(spi, sa, 7);
        model.put(spi, sa);
    }

    private void checkAgainstModel() {
        for (int spi = 0; spi < 1 << 14; spi++) {
            long found = table.find(spi, 7);
            assertTrue(found == 0 || found == model.getOrDefault(spi, 0L), "SPI " + spi);
        }
        model.forEach((spi, sa) -> {
            long found = table.find(spi, 7);
            assertTrue(found == 0 || found == sa, "SPI " + spi);
        });
    }
}
