package dev.narrows.policy;

import java.security.SecureRandom;

/**
 * Hashes of pairs of longs with a seed that is secret and differs from process to process: who chooses addresses
 * cannot choose collisions.
 */
public final class PairHash {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long SEED = RANDOM.nextLong();
    private static final long FACTOR_A = RANDOM.nextLong() | 1;
    private static final long FACTOR_B = RANDOM.nextLong() | 1;
    private static final long FACTOR_C = RANDOM.nextLong() | 1;
    private static final long FACTOR_D = RANDOM.nextLong() | 1;
    // 2^64 divided by the golden ratio, and the first multiplier of SplitMix64: odd, with bits spread evenly.
    private static final long FIRST_MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;
    private static final long SECOND_MULTIPLIER = 0xBF58_476D_1CE4_E5B9L;

    private PairHash() {
    }

    /**
     * Hashes a pair.
     *
     * @param first  one half.
     * @param second the other.
     * @return 32 bits, each of which depends on all of both halves.
     */
    public static int of(long first, long second) {
        return (int)mix(mix(first ^ SEED, FIRST_MULTIPLIER) ^ second, SECOND_MULTIPLIER);
    }

    /**
     * Hashes two pairs, such as two addresses, faster, since nothing waits for anything else.
     *
     * @param a the first half of the first pair.
     * @param b its second half.
     * @param c the first half of the second pair.
     * @param d its second half.
     * @return 64 bits, of which the highest depend on all of all four.
     */
    static long sum(long a, long b, long c, long d) {
        long sum = a * FACTOR_A + b * FACTOR_B + c * FACTOR_C + d * FACTOR_D;
        return (sum ^ (sum >>> Integer.SIZE)) * FIRST_MULTIPLIER;
    }

    /** A multiplication carries only upwards, so that its high half comes down afterwards. */
    private static long mix(long value, long multiplier) {
        long product = value * multiplier;
        return product ^ (product >>> Integer.SIZE);
    }
}
