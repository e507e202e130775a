package dev.narrows.control.sad;

import dev.narrows.control.sad.SecurityAssociation.Outbound;
import dev.narrows.sa.Lifetime;
import dev.narrows.sa.Lifetime.Limit;
import dev.narrows.sa.RuntimeSa;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Watches SAs for the ends of their lifetimes (RFC 4301 4.4.2.1) and of their sequence numbers, and those whose
 * deletion was put off. Hard limits on bytes and packets are kept by the workers, to the byte; here they are only
 * noticed, within a tick for each 4096 SAs that have any.
 *
 * <p>A watch is over a certain SA, not over a number or an SPI: nothing that is due ever hits the SA that came after.
 */
final class SaLifetimes {
    private static final int CHECKED_A_TICK = 4096;
    private static final String TIME = "time";
    private static final String BYTES = "bytes";
    private static final String PACKETS = "packets";

    private final long originNs;
    private final Map<SecurityAssociation, Watch> watches = new HashMap<>();
    private final TreeSet<Deadline> deadlines = new TreeSet<>(
        Comparator.comparingLong(Deadline::at).thenComparingLong(Deadline::number));
    private final Queue<Watch> counted = new ArrayDeque<>();
    private long deadlinesMade;

    /**
     * A watch over nothing.
     *
     * @param nowNs the present.
     */
    SaLifetimes(long nowNs) {
        originNs = nowNs;
    }

    /** What becomes of SAs. */
    interface Outcome {
        /** A soft limit is reached: told once for each. */
        void onSoftLimit(SecurityAssociation sa, String cause);

        /** A hard limit is reached: told once for each. */
        void onHardLimit(SecurityAssociation sa, String cause);

        /** All is told: the SA has to go. */
        void onEnd(SecurityAssociation sa);

        /** The last sequence number is used: told once for an SA. */
        void onExhausted(Outbound sa);

        /** The time has come to delete an SA. */
        void onDeletionDue(SecurityAssociation sa);
    }

    private enum Event {
        SOFT, HARD, DELETION
    }

    private record Deadline(long at, long number, Event event, Watch watch) {
    }

    /** Everything that is due for one SA. */
    private static final class Watch {
        private final SecurityAssociation sa;
        private Deadline soft;
        private Deadline hard;
        private Deadline deletion;
        private boolean isCounted;
        private final Set<String> softTold = new HashSet<>();
        private boolean hasToldExhausted;
        private boolean isOver;

        Watch(SecurityAssociation sa) {
            this.sa = sa;
        }
    }

    /**
     * Begins to watch an SA, where there is anything to watch for.
     *
     * @param sa    which has just been added.
     * @param nowNs the present.
     */
    void begin(SecurityAssociation sa, long nowNs) {
        Lifetime lifetime = sa.sa().lifetime();
        Limit seconds = lifetime.seconds();
        if (seconds.isSet()) {
            Watch watch = watch(sa);
            watch.soft = deadline(seconds.soft(), Event.SOFT, watch, nowNs);
            watch.hard = deadline(seconds.hard(), Event.HARD, watch, nowNs);
        }
        if (lifetime.isCounted()) {
            count(watch(sa));
        }
    }

    /**
     * Watches for the end of an SA's sequence numbers.
     *
     * @param sa which has its last lease.
     */
    void awaitExhaustion(Outbound sa) {
        count(watch(sa));
    }

    /**
     * Puts off an SA's deletion, in place of what was arranged before.
     *
     * @param sa           the SA.
     * @param afterSeconds for how long.
     * @param nowNs        the present.
     */
    void deleteAfter(SecurityAssociation sa, long afterSeconds, long nowNs) {
        Watch watch = watch(sa);
        cancel(watch.deletion);
        watch.deletion = deadline(afterSeconds, Event.DELETION, watch, nowNs);
    }

    /**
     * Ends the watch over an SA.
     *
     * @param sa which is not in use any more.
     */
    void end(SecurityAssociation sa) {
        Watch watch = watches.remove(sa);
        if (watch != null) {
            watch.isOver = true;
            cancel(watch.soft);
            cancel(watch.hard);
            cancel(watch.deletion);
        }
    }

    /**
     * Does what is due.
     *
     * @param nowNs   the present.
     * @param outcome hears of it; may end watches, not begin any.
     * @return how much was due.
     */
    int tick(long nowNs, Outcome outcome) {
        int count = 0;
        long now = nowNs - originNs;
        while (!deadlines.isEmpty() && deadlines.first().at() <= now) {
            meet(deadlines.pollFirst(), outcome);
            count++;
        }
        for (int left = Math.min(CHECKED_A_TICK, counted.size()); left > 0; left--) {
            Watch watch = counted.remove();
            check(watch, outcome);
            if (!watch.isOver) {
                counted.add(watch);
            }
        }
        return count;
    }

    private void meet(Deadline deadline, Outcome outcome) {
        Watch watch = deadline.watch();
        switch (deadline.event()) {
            case SOFT -> tellSoft(watch, TIME, outcome);
            case HARD -> end(watch, true, outcome);
            case DELETION -> outcome.onDeletionDue(watch.sa);
        }
    }

    private static void check(Watch watch, Outcome outcome) {
        if (watch.isOver) {
            return;
        }
        if (watch.sa.sa().isSpent()) {
            end(watch, false, outcome);
            return;
        }
        tellSoft(watch, outcome);
        if (!watch.hasToldExhausted && watch.sa instanceof Outbound outbound && outbound.sa().isExhausted()) {
            watch.hasToldExhausted = true;
            outcome.onExhausted(outbound);
        }
    }

    /** A burst may pass several limits at once: each is told, soft ones first, and then the SA goes. */
    private static void end(Watch watch, boolean isTimeOver, Outcome outcome) {
        RuntimeSa sa = watch.sa.sa();
        boolean arePacketsOver = sa.packetsCharged() >= sa.lifetime().packets().hard();
        tellSoft(watch, outcome);
        if (isTimeOver) {
            if (sa.lifetime().seconds().soft() != Limit.UNSET) {
                tellSoft(watch, TIME, outcome);
            }
            outcome.onHardLimit(watch.sa, TIME);
        }
        if (arePacketsOver) {
            outcome.onHardLimit(watch.sa, PACKETS);
        }
        // The last packet that fits leaves bytes over, as a rule: the one that does not is what ends it.
        if (sa.bytesCharged() >= sa.lifetime().bytes().hard() || (sa.isSpent() && !arePacketsOver)) {
            outcome.onHardLimit(watch.sa, BYTES);
        }
        outcome.onEnd(watch.sa);
    }

    private static void tellSoft(Watch watch, Outcome outcome) {
        RuntimeSa sa = watch.sa.sa();
        if (sa.packetsCharged() >= sa.lifetime().packets().soft()) {
            tellSoft(watch, PACKETS, outcome);
        }
        if (sa.bytesCharged() >= sa.lifetime().bytes().soft()) {
            tellSoft(watch, BYTES, outcome);
        }
    }

    private static void tellSoft(Watch watch, String cause, Outcome outcome) {
        if (watch.softTold.add(cause)) {
            outcome.onSoftLimit(watch.sa, cause);
        }
    }

    private Watch watch(SecurityAssociation sa) {
        return watches.computeIfAbsent(sa, Watch::new);
    }

    private void count(Watch watch) {
        if (!watch.isCounted) {
            watch.isCounted = true;
            counted.add(watch);
        }
    }

    private Deadline deadline(long seconds, Event event, Watch watch, long nowNs) {
        if (seconds == Limit.UNSET) {
            return null;
        }
        long at = nowNs - originNs + TimeUnit.SECONDS.toNanos(seconds);
        Deadline deadline = new Deadline(at, deadlinesMade++, event, watch);
        deadlines.add(deadline);
        return deadline;
    }

    private void cancel(Deadline deadline) {
        if (deadline != null) {
            deadlines.remove(deadline);
        }
    }
}
