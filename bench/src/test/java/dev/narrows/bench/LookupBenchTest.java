package dev.narrows.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LookupBenchTest {
    @Test
    void shouldMeasureEveryShapeWithEveryCount() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        new LookupBench(new PrintStream(text, true, StandardCharsets.UTF_8)).run(new int[] {1, 20}, 1);
        List<String> lines = text.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(2 + 2 * LookupBench.Shape.values().length + 2, lines.size());
        assertTrue(lines.getLast().matches("SAs by SPI +20 +[0-9.]+ \\([0-9.]+-[0-9.]+\\) *"), lines.getLast());
        assertTrue(lines.get(2).matches("IPv4, /28 to /32 +1 +[0-9.]+ \\([0-9.]+-[0-9.]+\\) +-?[0-9]+"), lines.get(2));
        assertTrue(lines.get(9).contains(" 40 "), lines.get(9));
    }
}
