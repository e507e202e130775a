package dev.narrows.path;

import dev.narrows.pmtu.EspOverhead;

/**
 * The sizes that an outer packet can have: ESP pads, so not every size exists, and two neighbouring ones are an
 * alignment apart. All are in bytes.
 *
 * @param overhead      of the SA that probes go by.
 * @param ownHeader     bytes of the packet's own header that stay in front of ESP: 0 in tunnel mode.
 * @param smallestInner the shortest probe before encapsulation.
 */
public record ProbeSizes(EspOverhead overhead, int ownHeader, int smallestInner) {
    /**
     * Rounds down to a size that exists.
     *
     * @param outer a limit, no less than {@link #smallest()}.
     * @return the largest outer size up to it.
     */
    public int atMost(int outer) {
        return ownHeader + overhead.outerLength(overhead.largestInner(outer - ownHeader));
    }

    /**
     * Tells what to encapsulate.
     *
     * @param outer the outer size wanted, one that exists.
     * @return the longest packet that becomes so long.
     */
    public int innerFor(int outer) {
        return ownHeader + overhead.largestInner(outer - ownHeader);
    }

    /** {@return the outer size of the shortest probe} */
    public int smallest() {
        return ownHeader + overhead.outerLength(smallestInner - ownHeader);
    }

    /**
     * Compares what matters: a rekey brings another SA with, as a rule, the same sizes.
     *
     * @param other those of another SA, or null.
     * @return whether the sizes are the same.
     */
    public boolean isSameAs(ProbeSizes other) {
        return other != null && other.ownHeader == ownHeader && other.step() == step()
            && other.smallest() == smallest();
    }

    /** {@return how far two neighbouring sizes are apart} */
    public int step() {
        return overhead.alignment();
    }
}
