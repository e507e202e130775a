package dev.narrows.fragment;

/**
 * Identifications of IPv6 fragments: 32 bits that nobody outside can predict, and that do not come again before all
 * others have been used (RFC 7739 5). A counter goes through a secret permutation, a Feistel network of four rounds.
 *
 * <p>Belongs to one thread.
 */
final class FragmentIds {
    private static final int ROUNDS = 4;
    private static final long ROUND_STEP = 0x9E37_79B9_7F4A_7C15L;

    private final long key;
    private int counter;

    /**
     * A sequence among others of the same key, each of which has its own part of all identifications.
     *
     * @param key       any 64 bits, secret and different at each start.
     * @param number    its own number, from 0.
     * @param sequences how many there are.
     */
    FragmentIds(long key, int number, int sequences) {
        this.key = key;
        counter = (int)key + (int)((1L << Integer.SIZE) / sequences * number);
    }

    /** {@return the next identification, any 32 bits} */
    int next() {
        counter++;
        int left = counter >>> Short.SIZE;
        int right = counter & 0xFFFF;
        for (int round = 1; round <= ROUNDS; round++) {
            int mixed = left ^ mix(right, round);
            left = right;
            right = mixed;
        }
        return left << Short.SIZE | right;
    }

    private int mix(int half, int round) {
        long h = (key + round * ROUND_STEP ^ half) * 0xBF58_476D_1CE4_E5B9L;
        h = (h ^ h >>> 31) * 0x94D0_49BB_1331_11EBL;
        return (int)(h >>> 48);
    }
}
