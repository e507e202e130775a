package dev.narrows.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * Guesses which known word a misspelt one was meant to be.
 */
final class Spelling {
    private static final int MAX_DISTANCE = 2;

    private Spelling() {
    }

    /**
     * Finds the word nearest to another.
     *
     * @param word  the misspelt word.
     * @param known the words that there are.
     * @return the nearest, where it takes at most two letters put in, left out or changed, and fewer than it has.
     */
    static Optional<String> nearest(String word, Collection<String> known) {
        return known.stream()
            .filter(candidate -> Math.abs(candidate.length() - word.length()) <= MAX_DISTANCE)
            .filter(candidate -> distance(word, candidate) <= Math.min(MAX_DISTANCE, candidate.length() - 1))
            .min(Comparator.<String>comparingInt(candidate -> distance(word, candidate))
                .thenComparing(Comparator.naturalOrder()));
    }

    /** Levenshtein's distance, by rows. */
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[b.length()];
    }
}
