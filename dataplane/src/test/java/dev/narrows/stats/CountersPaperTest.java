package dev.narrows.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The list of counters that operators read is the code's. */
final class CountersPaperTest {
    private static final Path PAPER = Path.of("../deploy/docs/counters.md");

    @Test
    void shouldListEveryCounterAsItDescribesItself() throws IOException {
        StringBuilder expected = new StringBuilder("""
            # Counters

            `narrows show counters` has them, of all workers together; with `--json` of each worker, too. \
            Received + made here =
            sent + dropped, and what is dropped has one reason.

            ## Why a packet ends

            | reason | what it means |
            | --- | --- |
            """);
        for (DropReason reason : DropReason.values()) {
            expected.append("| `").append(reason.label()).append("` | ").append(reason.description()).append(" |\n");
        }
        expected.append("\n## What else is counted\n\n| counter | what it counts |\n| --- | --- |\n");
        for (WorkerCounter counter : WorkerCounter.values()) {
            expected.append("| `").append(counter.label()).append("` | ").append(counter.description()).append(" |\n");
        }
        assertEquals(expected.toString(), Files.readString(PAPER), "write this into deploy/docs/counters.md");
    }
}
