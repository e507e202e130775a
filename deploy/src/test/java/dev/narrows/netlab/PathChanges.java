package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToIntFunction;
import java.util.stream.StreamSupport;

/**
 * Changes of the path while transfers cross it: what the sender's kernel learns of each, how soon, and what is lost.
 *
 * @param netlab where.
 * @param host   the sender.
 * @param pairs  what is sent, from which addresses to which.
 * @param steps  the changes so far.
 */
record PathChanges(Netlab netlab, String host, List<Flows.Pair> pairs, List<Step> steps) {
    private static final long STEADY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /**
     * One change.
     *
     * @param name          what changed.
     * @param learnt        the MTU in the sender's routes afterwards, of each pair.
     * @param learntAfterMs how long until the last of them was there, from before the change on.
     * @param lost          packets that were too big for a router's next link.
     * @param begin         before the change, as {@link System#nanoTime}.
     * @param end           before the next.
     * @param steadyFrom    when nothing was on its way any more that was sent before, in epoch milliseconds.
     * @param steadyTo      the end of the step, the same.
     */
    record Step(String name, List<Integer> learnt, long learntAfterMs, long lost, long begin, long end, long steadyFrom,
        long steadyTo) {
    }

    static PathChanges of(Netlab netlab, String host, List<Flows.Pair> pairs) {
        return new PathChanges(netlab, host, pairs, new ArrayList<>());
    }

    /**
     * Makes a change, waits until the sender has learnt of it, and for a while more, in which no packet may be too big.
     *
     * @param name     what to call it.
     * @param change   makes it.
     * @param expected the path MTU that the sender must learn, of each pair.
     */
    Step make(String name, Runnable change, ToIntFunction<Flows.Pair> expected) {
        List<Integer> wanted = pairs.stream().map(expected::applyAsInt).toList();
        long before = netlab.tooBig();
        long begin = System.nanoTime();
        change.run();
        Eventually.holds(() -> learnt().equals(wanted), () -> name + ": expected " + wanted + " for " + pairs
            + ", but the kernel of " + host + " has " + learnt() + "; paths " + netlab.b().ask("paths"));
        long learntAfter = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        long settled = Eventually.settled(netlab::tooBig);
        long probed = probesSent();
        long steadyFrom = System.currentTimeMillis();
        LockSupport.parkNanos(STEADY_NANOS);
        Step step = new Step(name, wanted, learntAfter, settled - before, begin, System.nanoTime(), steadyFrom,
            System.currentTimeMillis());
        long lostSince = netlab.tooBig() - settled;
        assertTrue(lostSince <= stillToLose(wanted) + probesSent() - probed,
            name + ": " + lostSince + " packets too big, though the sender knows better");
        assertEquals(wanted, learnt(), name + ": what was learnt did not last");
        steps.add(step);
        return step;
    }

    /**
     * Nothing, once the sender knows. But who was told 1280, less than which no IPv6 host is told, sends what the
     * gateway fragments, of which no router complains; so the first packet that is sent whole may find the link
     * narrower still.
     */
    private static long stillToLose(List<Integer> wanted) {
        return wanted.stream().filter(mtu -> mtu == Families.IPV6_FLOOR).count();
    }

    /**
     * {@return how many probes gateway b has sent: those of larger sizes are meant to be lost, and no loss of
     * anybody's}
     */
    private long probesSent() {
        return netlab.gateways().contains(netlab.b())
            ? StreamSupport.stream(netlab.b().ask("paths").spliterator(), false)
                .mapToLong(path -> path.at("/probes/sent").longValue()).sum() : 0;
    }

    private List<Integer> learnt() {
        return pairs.stream().map(pair -> netlab.learntMtu(host, pair)).toList();
    }
}
