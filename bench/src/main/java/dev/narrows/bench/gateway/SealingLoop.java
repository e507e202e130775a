package dev.narrows.bench.gateway;

/**
 * Seals packets over and over, and does nothing else: a limit that cryptography sets.
 */
interface SealingLoop extends Cycle, AutoCloseable {
    /** {@return the packets sealed, as any thread sees it} */
    long sealed();

    @Override
    void close();
}
