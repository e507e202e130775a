package dev.narrows.bench.gateway;

/**
 * Holds a capture back until the workers are ready for its next part.
 */
interface Gate {
    /**
     * Tests whether a part may begin; where it may, it does.
     *
     * @param part its number.
     * @return whether to take its first packets.
     */
    boolean mayBegin(int part);
}
