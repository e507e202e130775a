package dev.narrows.fragment;

import java.util.Arrays;

/** A set of numbers from 0 up, read and written by ranges: which 8-byte units of a datagram are there. */
final class UnitSet {
    private static final int WORD_SHIFT = 6;

    private final long[] words;

    UnitSet(int capacity) {
        words = new long[(capacity + Long.SIZE - 1) >>> WORD_SHIFT];
    }

    void clear() {
        Arrays.fill(words, 0);
    }

    /** {@return how many numbers from {@code from} up to and without {@code to} are in the set} */
    int count(int from, int to) {
        int count = 0;
        for (int word = from >>> WORD_SHIFT; word <= (to - 1) >>> WORD_SHIFT; word++) {
            count += Long.bitCount(words[word] & mask(word, from, to));
        }
        return count;
    }

    /** Adds the numbers from {@code from} up to and without {@code to}. */
    void add(int from, int to) {
        for (int word = from >>> WORD_SHIFT; word <= (to - 1) >>> WORD_SHIFT; word++) {
            words[word] |= mask(word, from, to);
        }
    }

    /** The bits of a word that the range reaches: shifts count modulo 64. */
    private static long mask(int word, int from, int to) {
        long mask = -1L;
        if (word == from >>> WORD_SHIFT) {
            mask &= -1L << from;
        }
        if (word == (to - 1) >>> WORD_SHIFT) {
            mask &= -1L >>> -to;
        }
        return mask;
    }
}
