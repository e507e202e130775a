package dev.narrows.config;

import java.util.List;

/**
 * How the worker threads run.
 *
 * @param cpus      the CPU that each worker is pinned to; nothing where there is one worker, not pinned.
 * @param shareCore whether workers may run on threads of one core.
 * @param idle      what a worker does while there is nothing to do.
 * @param hasFastPath whether plain packets go in passes over a burst.
 */
public record WorkerConfig(List<Integer> cpus, boolean shareCore, IdleKind idle, boolean hasFastPath) {
    /** Settings, with their own copy of the list. */
    public WorkerConfig {
        cpus = List.copyOf(cpus);
    }

    /** {@return how many workers there are} */
    public int count() {
        return Math.max(1, cpus.size());
    }
}
