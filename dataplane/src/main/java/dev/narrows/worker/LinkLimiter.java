package dev.narrows.worker;

import dev.narrows.policy.PairHash;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Limits how much about neighbours is taken to the control plane: what strangers on a link, or a scan of dead
 * addresses, can cause must not keep it from its other work, nor stand in the way of neighbours that packets depend on.
 *
 * <p>What an address is to this worker decides in which of several classes it is; each has a limit of its own, and in
 * it each address one of {@value #BUCKETS} buckets by a hash that nobody outside can foresee. Each bucket holds one
 * second's worth and fills evenly. Belongs to one thread. Allocates nothing after construction.
 */
final class LinkLimiter {
    /** A second, about one address. */
    static final int PER_ADDRESS = 16;

    /** What an address is to a worker. */
    enum Standing {
        /** The gateway of a route, or a peer on the link. */
        NEXT_HOP(4_000),
        /** A neighbour whose hardware address is in use. */
        KNOWN(2_000),
        /** A neighbour who answers, as it seems, a question of ours. */
        ANSWERING(1_000),
        /** Anybody else. */
        STRANGER(1_000);

        private final int perSecond;

        Standing(int perSecond) {
            this.perSecond = perSecond;
        }

        /** {@return how much a second is taken about all such addresses together} */
        int perSecond() {
            return perSecond;
        }
    }

    private static final int BUCKETS = 1024;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long INTERVAL = SECOND / PER_ADDRESS;

    private final Map<Standing, Budget> budgets = new EnumMap<>(Standing.class);
    private long now;
    private boolean isStarted;

    LinkLimiter() {
        for (Standing standing : Standing.values()) {
            budgets.put(standing, new Budget(SECOND / standing.perSecond()));
        }
    }

    /**
     * Begins a duty cycle.
     *
     * @param nowNs a clock that never goes back, in nanoseconds; any origin.
     */
    void begin(long nowNs) {
        now = nowNs;
        if (!isStarted) {
            isStarted = true;
            budgets.values().forEach(budget -> budget.start(nowNs));
        }
    }

    /**
     * Takes a token where there is one.
     *
     * @param standing what the address is here.
     * @param high     the first eight bytes of the address.
     * @param low      the last eight.
     * @return whether something about it may be taken to the control plane.
     */
    boolean tryTake(Standing standing, long high, long low) {
        return budgets.get(standing).tryTake(PairHash.of(high, low) & (BUCKETS - 1), now);
    }

    /** What is left to a class: of each bucket when it is full again, and of all together. */
    private static final class Budget {
        private final long intervalOfAll;
        private final long[] fullAt = new long[BUCKETS];
        private long allFullAt;

        Budget(long intervalOfAll) {
            this.intervalOfAll = intervalOfAll;
        }

        void start(long nowNs) {
            Arrays.fill(fullAt, nowNs);
            allFullAt = nowNs;
        }

        /** The differences are right also where the clock overflows. */
        boolean tryTake(int bucket, long nowNs) {
            long lacking = Math.max(fullAt[bucket] - nowNs, 0);
            long lackingOfAll = Math.max(allFullAt - nowNs, 0);
            if (lacking > SECOND - INTERVAL || lackingOfAll > SECOND - intervalOfAll) {
                return false;
            }
            fullAt[bucket] = nowNs + lacking + INTERVAL;
            allFullAt = nowNs + lackingOfAll + intervalOfAll;
            return true;
        }
    }
}
