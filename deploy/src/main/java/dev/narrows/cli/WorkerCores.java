package dev.narrows.cli;

import dev.narrows.config.WorkerConfig;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Sees that no two workers run on one core: as threads of it they would take turns, and two be hardly faster than one.
 */
final class WorkerCores {
    private WorkerCores() {
    }

    /**
     * Checks the CPUs that workers are pinned to.
     *
     * @param config how they run.
     * @param coreOf tells which CPUs are threads of the same core as one.
     * @throws CommandException where two workers would share a core and the configuration does not allow it.
     */
    static void check(WorkerConfig config, IntFunction<BitSet> coreOf) throws CommandException {
        if (config.shareCore()) {
            return;
        }
        List<Integer> cpus = config.cpus();
        for (int i = 0; i < cpus.size(); i++) {
            BitSet core = coreOf.apply(cpus.get(i));
            for (int other : cpus.subList(0, i)) {
                if (core.get(other)) {
                    throw new CommandException("CPUs " + other + " and " + cpus.get(i)
                        + " of worker.cpus are threads of one "
                        + "core; choose CPUs of different cores, or set worker.share-core to true.");
                }
            }
        }
    }
}
