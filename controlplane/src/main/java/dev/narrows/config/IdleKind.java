package dev.narrows.config;

/**
 * What a worker does while there is nothing to do.
 */
public enum IdleKind {
    /** Polls on: the shortest latency, and a CPU for itself. */
    SPIN,
    /** Spins, yields, then sleeps ever longer: for machines that are shared. */
    BACKOFF
}
