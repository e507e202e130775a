package dev.narrows.control.sad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerSpreadTest {
    private static final int TUNNELS = 100;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 64})
    void shouldGiveEveryWorkerAsManySasAsAnyOther(int workers) {
        WorkerSpread spread = new WorkerSpread(workers);
        int[] outbound = new int[workers];
        int[] inbound = new int[workers];
        for (int tunnel = 0; tunnel < TUNNELS; tunnel++) {
            outbound[spread.outbound(tunnel)]++;
            inbound[spread.inbound(tunnel)]++;
        }
        assertEven(outbound);
        assertEven(inbound);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 7, 64})
    void shouldMakeEachTunnelTheWorkOfTwo(int workers) {
        WorkerSpread spread = new WorkerSpread(workers);
        for (int tunnel = 0; tunnel < TUNNELS; tunnel++) {
            assertNotEquals(spread.outbound(tunnel), spread.inbound(tunnel));
        }
    }

    private static void assertEven(int[] counts) {
        assertEquals(TUNNELS, Arrays.stream(counts).sum());
        int most = Arrays.stream(counts).max().orElseThrow();
        int least = Arrays.stream(counts).min().orElseThrow();
        assertTrue(most - least <= 1, () -> Arrays.toString(counts));
    }
}
