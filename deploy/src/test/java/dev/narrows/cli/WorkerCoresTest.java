package dev.narrows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.narrows.config.IdleKind;
import dev.narrows.config.WorkerConfig;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerCoresTest {
    @Test
    void shouldRefuseTwoThreadsOfOneCore() {
        CommandException refusal = assertThrows(
            CommandException.class, () -> WorkerCores.check(config(false, 0, 1, 5), WorkerCoresTest::coreOf));
        assertEquals("CPUs 1 and 5 of worker.cpus are threads of one core; choose CPUs of different cores, or set "
            + "worker.share-core to true.", refusal.getMessage());
    }

    @Test
    void shouldTakeCpusOfDifferentCoresAndAnyWhereSharingIsAllowed() throws CommandException {
        WorkerCores.check(config(false, 0, 1, 2, 3), WorkerCoresTest::coreOf);
        WorkerCores.check(config(true, 1, 5), WorkerCoresTest::coreOf);
        WorkerCores.check(config(false), WorkerCoresTest::coreOf);
    }

    private static WorkerConfig config(boolean shareCore, Integer... cpus) {
        return new WorkerConfig(List.of(cpus), shareCore, IdleKind.SPIN, true);
    }

    /** Four cores of two threads each: 0 and 4, 1 and 5, and so on. */
    private static BitSet coreOf(int cpu) {
        BitSet core = new BitSet();
        core.set(cpu % 4);
        core.set(cpu % 4 + 4);
        return core;
    }
}
