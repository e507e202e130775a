package dev.narrows.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CpuTopologyTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"3|{3}", "1,3|{1, 3}", "2-3,10-11|{2, 3, 10, 11}", "'0,x,3'|{0, 3}", "''|{3}",
        "9-2|{3, 9}", "999999|{3}"})
    void shouldReadWhatTheKernelLists(String list, String cpus) throws IOException {
        Path topology = Files.createDirectories(directory.resolve("cpu3/topology"));
        Files.writeString(topology.resolve("thread_siblings_list"), list + "\n");
        assertEquals(cpus, new CpuTopology(directory).coreOf(3).toString());
    }

    @Test
    void shouldKnowOnlyTheCpuItselfWhereTheKernelDoesNotTell() {
        assertEquals(IntStream.of(7).boxed().toList(), new CpuTopology(directory).coreOf(7).stream().boxed().toList());
    }

    @Test
    void shouldFindEachCpuOfThisMachineInItsOwnCore() {
        BitSet allowed = Affinity.allowed();
        assertTrue(allowed.stream().allMatch(cpu -> new CpuTopology().coreOf(cpu).get(cpu)));
    }
}
