package dev.narrows.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.bench.gateway.Direction;
import dev.narrows.bench.report.Starts;
import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.crypto.Algorithm;
import java.util.List;
import org.junit.jupiter.api.Test;

class TallyTest {
    private final Tally tally = new Tally(Algorithm.AES_128_GCM_16, Direction.OUTBOUND, TrafficMix.SIZE_64);

    @Test
    void shouldKeepTheStartsApart() {
        tally.add(Comparison.NARROWS, 1, 2);
        tally.add(Comparison.IO, 9, 9);
        tally.add(Comparison.NARROWS, 3, 4);

        Starts narrows = tally.comparison().rates().get(Comparison.NARROWS);

        assertArrayEquals(new double[] {1, 2, 3, 4}, narrows.all());
        assertArrayEquals(new double[] {1.5, 3.5}, narrows.medians());
        assertEquals(List.of(Comparison.NARROWS, Comparison.IO), List.copyOf(tally.comparison().rates().keySet()));
    }

    @Test
    void shouldLeaveOutWithAllItsStartsWhatFailedInOne() {
        tally.add(Comparison.NARROWS, 1);
        tally.add(Comparison.FLOOR, 2);
        tally.leaveOut(Comparison.FLOOR);
        tally.add(Comparison.FLOOR, 0);

        assertTrue(tally.isLeftOut(Comparison.FLOOR));
        assertEquals(List.of(Comparison.NARROWS), List.copyOf(tally.comparison().rates().keySet()));
    }
}
