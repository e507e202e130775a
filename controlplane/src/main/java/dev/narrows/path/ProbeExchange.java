package dev.narrows.path;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Sends the probes of one path, round by round, and knows them again when their answers come: each has a token of its
 * own, so that an answer tells which attempt it belongs to, and how long it took (RFC 6298 3, Karn's problem).
 */
final class ProbeExchange {
    private static final int MAX_REMEMBERED = 256;
    private static final int MAX_BACKOFF = 5;
    private static final long LAG_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ProbeCounts counts;
    private final ProbeSender sender;
    private final LongSupplier tokens;
    private final RoundTrip roundTrip = new RoundTrip();
    private final Map<Long, Sent> sent = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Sent> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };
    private ProbeRound round;
    private Moment attemptEnds;
    private int backoff;

    /**
     * A probe that was sent.
     *
     * @param size    its outer bytes.
     * @param round   in which round.
     * @param attempt in which attempt of that round.
     * @param sentNs  when.
     */
    private record Sent(int size, ProbeRound round, int attempt, long sentNs) {
    }

    ProbeExchange(ProbeCounts counts, ProbeSender sender, LongSupplier tokens) {
        this.counts = counts;
        this.sender = sender;
        this.tokens = tokens;
    }

    /** Begins a round. */
    void begin(ProbeRound next, Moment now) {
        round = next;
        attempt(now);
    }

    /** {@return whether a round is under way} */
    boolean isRunning() {
        return round != null;
    }

    /** {@return when the attempt under way ends} */
    Moment attemptEnds() {
        return attemptEnds;
    }

    /**
     * Ends an attempt that is due and begins the next.
     *
     * @return the round, where it is over; else null.
     */
    ProbeRound tick(Moment now) {
        if (round == null || now.isBefore(attemptEnds)) {
            return null;
        }
        counts.countLost(round.endAttempt());
        backoff = round.isAttemptSilent() ? Math.min(backoff + 1, MAX_BACKOFF) : 0;
        if (round.isOver()) {
            return end();
        }
        attempt(now);
        return null;
    }

    /**
     * Takes an answer.
     *
     * @return the size that it proves, or 0 where the token is of no probe that is remembered.
     */
    int answered(long token, Moment now) {
        Sent probe = sent.remove(token);
        if (probe == null) {
            return 0;
        }
        counts.countAnswered();
        roundTrip.measured(now.nanos() - probe.sentNs());
        if (probe.round() == round) {
            round.answered(probe.size(), probe.attempt());
            if (probe.attempt() == round.attempt()) {
                waitNoLonger(now, now.nanos() - probe.sentNs());
            }
        }
        return probe.size();
    }

    /**
     * What was sent at the same moment as a probe that has just been answered takes little longer, if it arrives at
     * all.
     */
    private void waitNoLonger(Moment now, long tookNs) {
        Moment end = now.plus(Duration.ofNanos(Math.max(tookNs, LAG_NS)));
        if (end.isBefore(attemptEnds)) {
            attemptEnds = end;
        }
    }

    /** {@return the round, where its last answer has come and so it is over; else null} */
    ProbeRound endIfSettled() {
        return round != null && round.isOver() ? end() : null;
    }

    /** Gives up the round under way. */
    void abandon() {
        round = null;
    }

    private ProbeRound end() {
        ProbeRound ended = round;
        round = null;
        return ended;
    }

    private void attempt(Moment now) {
        int[] sizes = round.nextAttempt();
        for (int size : sizes) {
            long token = tokens.getAsLong();
            sent.put(token, new Sent(size, round, round.attempt(), now.nanos()));
            sender.send(size, token);
            counts.countSent();
        }
        attemptEnds = now.plus(Duration.ofNanos(Math.min(roundTrip.timeoutNs() << backoff, RoundTrip.MAX_NS)));
    }
}
