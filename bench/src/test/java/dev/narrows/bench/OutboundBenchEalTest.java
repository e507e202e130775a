package dev.narrows.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.dpdk.DpdkException;
import dev.narrows.dpdk.Eal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** That the bench works on DPDK, not how fast it is. */
class OutboundBenchEalTest {
    private static final Pattern ROW = Pattern.compile("^(64 B|IMIX|1400 B) +([0-9.]+) \\(", Pattern.MULTILINE);

    @BeforeAll
    static void shouldHaveDpdk() {
        try {
            Eal.version();
        } catch (DpdkException e) {
            Assumptions.abort("no DPDK here: " + e.getMessage());
        }
    }

    @Test
    void shouldMeasureEveryMixOnVirtualDevices() throws Exception {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        new OutboundBench(
            BenchOptions.parse("--samples=1", "--seconds=1", "--warm-up=1", "--worker-cpu=0", "--control-cpu=0"),
            new PrintStream(output, true, StandardCharsets.UTF_8)).run();

        String table = output.toString(StandardCharsets.UTF_8);
        Matcher rows = ROW.matcher(table);
        for (String mix : List.of("64 B", "IMIX", "1400 B")) {
            assertTrue(rows.find(), table);
            assertEquals(mix, rows.group(1));
            assertTrue(Double.parseDouble(rows.group(2)) > 0, table);
        }
    }
}
