package dev.narrows.bench.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpreadTest {
    /** As the product's WorkerSpread has it. */
    @ParameterizedTest
    @CsvSource({"0, 1, true, 0", "5, 1, false, 0", "0, 2, true, 0", "1, 2, true, 1", "0, 2, false, 1", "7, 2, false, 0",
        "6, 4, true, 2", "3, 4, false, 1"})
    void shouldGiveTunnelsToWorkersAsTheProductDoes(int tunnel, int workers, boolean isSealing, int owner) {
        assertEquals(owner, Spread.owner(tunnel, workers, isSealing));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldLetPacketsArriveAtTheOwner(boolean isSealing) {
        for (int queue = 0; queue < 2; queue++) {
            for (int part = 0; part < Spread.PARTS; part++) {
                for (int tunnel : Spread.APART.tunnels(queue, part, isSealing)) {
                    assertEquals(queue, Spread.owner(tunnel, 2, isSealing));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldLetHalfOfThePacketsArriveElsewhere(boolean isSealing) {
        List<Integer> all = new ArrayList<>();
        for (int queue = 0; queue < 2; queue++) {
            for (int part = 0; part < Spread.PARTS; part++) {
                List<Integer> tunnels = Spread.MIXED.tunnels(queue, part, isSealing);
                assertEquals(2, tunnels.size());
                int self = queue;
                assertEquals(1, tunnels.stream().filter(tunnel -> Spread.owner(tunnel, 2, isSealing) == self).count());
                all.addAll(tunnels);
            }
        }
        assertEquals(Spread.TUNNELS, new HashSet<>(all).size());
        assertTrue(all.stream().allMatch(tunnel -> tunnel >= 0 && tunnel < Spread.TUNNELS), all::toString);
    }

    @Test
    void shouldBeFoundByItsWord() {
        assertEquals(Optional.of(Spread.MIXED), Spread.named("mixed"));
        assertEquals(Optional.empty(), Spread.named("MIXED"));
    }
}
