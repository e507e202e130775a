package dev.narrows.control;

import dev.narrows.config.TunnelConfig;
import dev.narrows.sa.Tunnel;
import dev.narrows.wire.Ipv4;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What tunnels send of their own accord: dummy packets (RFC 4303 2.6), of random lengths, and NAT keepalives (RFC 3948 4),
 * one for all tunnels of a path.
 */
final class TunnelTimers {
    private final List<Timer> timers = new ArrayList<>();
    private final SecureRandom random = new SecureRandom();
    private final WorkerProxy worker;
    private final SaDatabase sas;

    /**
     * Timers that are due an interval from now.
     *
     * @param tunnels each at the index that is its number.
     * @param worker  sends the packets.
     * @param sas     tells which tunnels have an SA.
     * @param nowNs   the present.
     */
    TunnelTimers(List<TunnelConfig> tunnels, WorkerProxy worker, SaDatabase sas, long nowNs) {
        this.worker = worker;
        this.sas = sas;
        Set<Integer> pathsKept = new HashSet<>();
        for (int number = 0; number < tunnels.size(); number++) {
            Tunnel tunnel = worker.tunnel(number);
            tunnels.get(number).dummyInterval()
                .ifPresent(interval -> timers.add(new Timer(interval.toNanos(), nowNs, () -> sendDummy(tunnel))));
            tunnels.get(number).keepalive().filter(interval -> pathsKept.add(tunnel.path().id()))
                .ifPresent(interval -> timers.add(
                    new Timer(interval.toNanos(), nowNs, () -> worker.sendKeepalive(tunnel.path()))));
        }
    }

    /**
     * Sends what is due.
     *
     * @param nowNs the present.
     * @return how many packets.
     */
    int tick(long nowNs) {
        int count = 0;
        for (Timer timer : timers) {
            count += timer.runIfDue(nowNs);
        }
        return count;
    }

    private void sendDummy(Tunnel tunnel) {
        var current = sas.current(tunnel.id());
        if (current != null) {
            int largest = current.sa().overhead().largestInner(tunnel.path().effectiveMtu());
            worker.sendDummy(tunnel, random.nextInt(Ipv4.MIN_HEADER_LENGTH, largest + 1));
        }
    }

    /** Something that is done again and again. */
    private static final class Timer {
        private final long intervalNs;
        private final Runnable action;
        private long dueNs;

        Timer(long intervalNs, long nowNs, Runnable action) {
            this.intervalNs = intervalNs;
            this.action = action;
            dueNs = nowNs + intervalNs;
        }

        int runIfDue(long nowNs) {
            if (nowNs - dueNs < 0) {
                return 0;
            }
            // What was late is not made up for: a burst would tell more than it hides.
            dueNs = nowNs + intervalNs;
            action.run();
            return 1;
        }
    }
}
