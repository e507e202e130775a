package dev.narrows.bench.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class JvmPausesTest {
    private static final List<String> LOG = List.of(
        "[1.000s] Safepoint \"ICBufferFull\", Time since last: 5 ns, Reaching safepoint: 1 ns, At safepoint: 2 ns, "
            + "Total:      9000 ns, Threads runnable",
        "[2.500s] Safepoint \"G1Collect\", Time since last: 5 ns, Reaching safepoint: 1 ns, At safepoint: 2 ns, "
            + "Total: 4000 ns",
        "[3.000s] something else");

    @Test
    void shouldCountThePausesOfATurn() {
        assertEquals(new JvmPauses(2, 9000), JvmPauses.of(LOG, 0, 9));
        assertEquals(new JvmPauses(1, 4000), JvmPauses.of(LOG, 2, 9));
        assertEquals("1, longest 4 us", JvmPauses.of(LOG, 2, 9).text());
    }

    @Test
    void shouldTellNoneWithoutALog() {
        assertEquals("none", JvmPauses.read(Path.of("/nowhere"), 0, 9).text());
    }
}
