package dev.narrows.path;

import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Finds the largest size that arrives, in rounds of several sizes at a time, each of which leaves a ninth of what was
 * in question. Every round tries again what is held to pass and what is held to be the largest possible, so that a path
 * that changes meanwhile is noticed and bad luck is made good. All sizes are outer packets', in bytes.
 */
final class SizeSearch {
    /** Where not even the floor's size arrives. */
    static final int NOTHING = 0;

    private static final int LADDER = 8;
    private static final int MAX_ROUNDS = 16;

    /** What a round has led to. */
    enum Progress {
        /** Another round is needed. */
        GOES_ON,
        /** The largest size is known. */
        FOUND,
        /** The peer stopped answering: nothing is known. */
        SILENT
    }

    private final ProbeSizes sizes;
    private final int floor;
    private final SortedSet<Integer> hints = new TreeSet<>();
    private int proved = NOTHING;
    private int limit;
    private int rounds;

    /**
     * A search.
     *
     * @param sizes those that exist.
     * @param floor the least of interest.
     * @param top   the largest of interest, no less than the floor.
     */
    SizeSearch(ProbeSizes sizes, int floor, int top) {
        this.sizes = sizes;
        this.floor = Math.max(sizes.atMost(floor), sizes.smallest());
        limit = sizes.atMost(top) + sizes.step();
    }

    /**
     * Suggests a size, as a router's claim does: it and its successor will be tried in the next round.
     *
     * @param mtu in bytes, any.
     */
    void hint(int mtu) {
        if (mtu >= floor && mtu < limit && hints.size() < LADDER) {
            hints.add(sizes.atMost(mtu));
        }
    }

    /**
     * Begins a round. The first one only asks whether the largest size passes, and what was suggested.
     *
     * @return it.
     */
    ProbeRound nextRound() {
        SortedSet<Integer> chosen = new TreeSet<>();
        for (int hint : hints) {
            addInQuestion(chosen, hint);
            addInQuestion(chosen, hint + sizes.step());
        }
        hints.clear();
        if (rounds > 0 && chosen.isEmpty()) {
            climb(chosen);
        }
        rounds++;
        chosen.add(sizes.smallest());
        chosen.add(Math.max(limit - sizes.step(), floor));
        if (proved != NOTHING) {
            chosen.add(proved);
        }
        return new ProbeRound(chosen.stream().mapToInt(Integer::intValue).toArray());
    }

    /**
     * Takes what a round found.
     *
     * @param round one that is over.
     * @return how the search stands.
     */
    Progress take(ProbeRound round) {
        int passed = round.largestPassed();
        int failed = round.smallestFailed();
        if (failed <= proved) {
            proved = NOTHING;
        }
        if (passed >= floor) {
            proved = Math.max(proved, passed);
        }
        limit = Math.min(limit, failed);
        if (round.hasPassed() || limit - proved <= sizes.step() || limit <= floor) {
            return Progress.FOUND;
        }
        return round.isSilent() || rounds == MAX_ROUNDS ? Progress.SILENT : Progress.GOES_ON;
    }

    /**
     * Takes an answer that came after its round.
     *
     * @param size what arrived after all.
     */
    void arrivedLate(int size) {
        if (size >= floor) {
            proved = Math.max(proved, size);
            limit = Math.max(limit, size + sizes.step());
        }
    }

    /** {@return the largest size that is proved to arrive, or {@link #NOTHING}} */
    int proved() {
        return proved;
    }

    private void climb(SortedSet<Integer> chosen) {
        int from = proved == NOTHING ? floor - sizes.step() : proved;
        int count = (limit - from) / sizes.step() - 1;
        int rungs = Math.min(count, LADDER);
        for (int i = 1; i <= rungs; i++) {
            addInQuestion(chosen, from + i * count / rungs * sizes.step());
        }
    }

    private void addInQuestion(SortedSet<Integer> chosen, int size) {
        if (size > proved && size >= floor && size < limit) {
            chosen.add(size);
        }
    }
}
