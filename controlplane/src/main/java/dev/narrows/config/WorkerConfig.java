package dev.narrows.config;

import java.util.OptionalInt;

/**
 * How the worker thread runs.
 *
 * @param cpu  the CPU that it is pinned to; nothing where it is not pinned.
 * @param idle what it does while there is nothing to do.
 */
public record WorkerConfig(OptionalInt cpu, IdleKind idle) {
}
