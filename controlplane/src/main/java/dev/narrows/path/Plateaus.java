package dev.narrows.path;

/**
 * The MTUs that are common (RFC 1191 7.1, table 7-1): a router older than that RFC says that a packet is too big, and
 * not for what.
 */
final class Plateaus {
    private static final int[] PLATEAUS = {32000, 17914, 8166, 4352, 2002, 1492, 1006, 508, 296, 68};

    private Plateaus() {
    }

    /**
     * Finds the largest common MTU that a packet did not fit (RFC 1191 5).
     *
     * @param length bytes that the packet had when it was sent; what its quote says may be wrong.
     * @return it, in bytes, or 0 where the length is no more than the smallest.
     */
    static int below(int length) {
        for (int plateau : PLATEAUS) {
            if (plateau < length) {
                return plateau;
            }
        }
        return 0;
    }
}
