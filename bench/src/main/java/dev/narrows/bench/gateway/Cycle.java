package dev.narrows.bench.gateway;

/**
 * Something that a worker's thread does over and over.
 */
interface Cycle {
    /** Does it once, for a burst of packets or less. */
    void run();
}
