package dev.narrows.path;

import java.util.Arrays;

/**
 * Several sizes tried at the same time: the smallest, which any path takes, tells whether the peer answers at all, so
 * that a lost packet is not taken for one that is too large. A size passes with one answer, to it or to a larger one.
 * It fails when it was lost {@value #LOSSES_TO_FAIL} times while a smaller one, sent at the same time, arrived (RFC
 * 8899 5.1.2, MAX_PROBES).
 */
final class ProbeRound {
    /** Attempts lost, among others that arrived, before a size has failed. */
    static final int LOSSES_TO_FAIL = 3;
    /** Attempts in a row without any answer before the peer counts as silent. */
    static final int SILENT_ATTEMPTS = 3;

    private static final int MAX_ATTEMPTS = 9;

    private final int[] sizes;
    private final boolean[] isPassed;
    private final boolean[] isAnswered;
    private final int[] losses;
    private int attempt = -1;
    private int silentAttempts;

    /**
     * A round that has not begun.
     *
     * @param sizes what to try, in bytes, ascending, at least one; the first is the smallest.
     */
    ProbeRound(int... sizes) {
        this.sizes = sizes.clone();
        isPassed = new boolean[sizes.length];
        isAnswered = new boolean[sizes.length];
        losses = new int[sizes.length];
    }

    /**
     * Begins an attempt, the first or the next.
     *
     * @return the sizes to send now.
     */
    int[] nextAttempt() {
        attempt++;
        Arrays.fill(isAnswered, false);
        int[] open = new int[sizes.length];
        int count = 0;
        for (int i = 0; i < sizes.length; i++) {
            if (i == 0 || isOpen(i)) {
                open[count++] = sizes[i];
            }
        }
        return Arrays.copyOf(open, count);
    }

    /** {@return the number of the attempt that is under way, from 0} */
    int attempt() {
        return attempt;
    }

    /**
     * Takes an answer.
     *
     * @param size        whose.
     * @param itsAttempt  when that was sent.
     */
    void answered(int size, int itsAttempt) {
        for (int i = 0; i < sizes.length && sizes[i] <= size; i++) {
            isPassed[i] = true;
            if (itsAttempt == attempt && sizes[i] == size) {
                isAnswered[i] = true;
            }
        }
    }

    /**
     * Ends an attempt: what has not been answered by now counts as lost.
     *
     * @return how many probes are.
     */
    int endAttempt() {
        int lowestAnswered = 0;
        while (lowestAnswered < sizes.length && !isAnswered[lowestAnswered]) {
            lowestAnswered++;
        }
        silentAttempts = lowestAnswered == sizes.length ? silentAttempts + 1 : 0;
        int lost = 0;
        for (int i = 0; i < sizes.length; i++) {
            if (isAnswered[i] || (i > 0 && !isOpen(i))) {
                continue;
            }
            lost++;
            if (i > lowestAnswered) {
                losses[i]++;
            }
        }
        return lost;
    }

    /** {@return whether the attempt ended last had no answer at all} */
    boolean isAttemptSilent() {
        return silentAttempts > 0;
    }

    /** {@return whether nothing more can be learnt from another attempt} */
    boolean isOver() {
        if (silentAttempts == SILENT_ATTEMPTS || attempt + 1 == MAX_ATTEMPTS) {
            return true;
        }
        for (int i = 0; i < sizes.length; i++) {
            if (isOpen(i)) {
                return false;
            }
        }
        return true;
    }

    /** {@return whether all sizes have passed} */
    boolean hasPassed() {
        return isPassed[sizes.length - 1];
    }

    /** {@return whether the peer stopped answering, or never did, before every size was settled} */
    boolean isSilent() {
        return silentAttempts == SILENT_ATTEMPTS;
    }

    /** {@return the largest size that passed, or 0} */
    int largestPassed() {
        for (int i = sizes.length - 1; i >= 0; i--) {
            if (isPassed[i]) {
                return sizes[i];
            }
        }
        return 0;
    }

    /** {@return the smallest size that failed, or {@link Integer#MAX_VALUE}} */
    int smallestFailed() {
        for (int i = 0; i < sizes.length; i++) {
            if (!isPassed[i] && losses[i] >= LOSSES_TO_FAIL) {
                return sizes[i];
            }
        }
        return Integer.MAX_VALUE;
    }

    private boolean isOpen(int i) {
        return !isPassed[i] && losses[i] < LOSSES_TO_FAIL;
    }
}
