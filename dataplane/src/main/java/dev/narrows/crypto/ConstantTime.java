package dev.narrows.crypto;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Comparison of secrets.
 */
final class ConstantTime {
    private ConstantTime() {
    }

    /**
     * Compares all bytes whatever the first ones are: the time taken tells a forger nothing.
     *
     * @param a       one buffer.
     * @param aOffset where in it.
     * @param b       the other.
     * @param bOffset where in that.
     * @param length  in bytes, a multiple of 8.
     * @return whether they are equal.
     */
    static boolean isEqual(UnsafeBuffer a, int aOffset, UnsafeBuffer b, int bOffset, int length) {
        long difference = 0;
        for (int i = 0; i < length; i += Long.BYTES) {
            difference |= a.getLong(aOffset + i) ^ b.getLong(bOffset + i);
        }
        return difference == 0;
    }
}
