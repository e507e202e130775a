package dev.narrows.control.tunnel;

import java.util.concurrent.TimeUnit;

/**
 * Whether the peer of one tunnel answers: it is asked several times within the time that it may be silent, and counts
 * as away when it has been silent for that long since its last answer. It is back when it has answered for as long
 * again, without a gap, so that a path that comes and goes does not move traffic each time.
 */
final class Liveness {
    /** Questions within the time that the peer may be silent. */
    private static final int QUESTIONS = 5;
    private static final long LONGEST_INTERVAL_NS = TimeUnit.SECONDS.toNanos(5);
    /** So many questions must have been lost, however late it is: where this process was held up, none were asked. */
    private static final int LOST = 3;
    /** One answer may be missing while the peer comes back: so many intervals without any are a gap. */
    private static final int GAP = 2;

    private final long silenceNs;
    private final long intervalNs;
    private long askNs;
    private long answeredNs;
    private long backSinceNs;
    private int askedSinceAnswer;
    private boolean isAway;
    private boolean isComingBack;

    /**
     * A peer that counts as there.
     *
     * @param silenceNs how long it may be silent, in nanoseconds.
     * @param nowNs     the present.
     */
    Liveness(long silenceNs, long nowNs) {
        this.silenceNs = silenceNs;
        intervalNs = Math.min(silenceNs / QUESTIONS, LONGEST_INTERVAL_NS);
        askNs = nowNs;
        answeredNs = nowNs;
    }

    /** {@return whether the peer counts as away} */
    boolean isAway() {
        return isAway;
    }

    /** {@return how long an answer is waited for, in nanoseconds} */
    long silenceNs() {
        return silenceNs;
    }

    /** Says that nothing can be asked now. What cannot be asked is not unanswered. */
    void cannotAsk(long nowNs) {
        answeredNs = nowNs;
        askNs = nowNs;
        askedSinceAnswer = 0;
        isComingBack = false;
    }

    /** {@return whether to ask now; then it counts as asked} */
    boolean takeQuestion(long nowNs) {
        if (nowNs - askNs < 0) {
            return false;
        }
        askNs = nowNs + intervalNs;
        askedSinceAnswer++;
        return true;
    }

    /** Takes an answer. */
    void answered(long nowNs) {
        answeredNs = nowNs;
        askedSinceAnswer = 0;
        if (isAway && !isComingBack) {
            isComingBack = true;
            backSinceNs = nowNs;
        }
    }

    /** Decides anew. */
    void decide(long nowNs) {
        if (!isAway) {
            isAway = askedSinceAnswer > LOST && nowNs - answeredNs >= silenceNs;
            isComingBack = false;
        } else if (isComingBack && nowNs - answeredNs > GAP * intervalNs) {
            isComingBack = false;
        } else if (isComingBack && nowNs - backSinceNs >= silenceNs) {
            isAway = false;
            isComingBack = false;
        }
    }
}
