package dev.narrows.control.status;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.path.ClaimVerdict;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CounterNamesTest {
    @Test
    void shouldBeUniqueSinceEachNameHasOneDescription() {
        List<String> labels = Stream.of(
            Arrays.stream(DropReason.values()).map(DropReason::label),
            Arrays.stream(WorkerCounter.values()).map(WorkerCounter::label),
            Arrays.stream(ClaimVerdict.values()).map(ClaimVerdict::label)).flatMap(labelsOfOne -> labelsOfOne).toList();
        Set<String> seen = new HashSet<>();
        for (String label : labels) {
            assertTrue(seen.add(label), label);
        }
    }
}
