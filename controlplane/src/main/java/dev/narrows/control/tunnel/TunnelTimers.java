package dev.narrows.control.tunnel;

import dev.narrows.config.TunnelConfig;
import dev.narrows.control.order.WorkerProxy;
import dev.narrows.control.sad.LargestInner;
import dev.narrows.control.sad.SaDatabase;
import dev.narrows.path.PathTable;
import dev.narrows.wire.Ipv4;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * What tunnels send of their own accord: dummy packets (RFC 4303 2.6), of random lengths, and NAT keepalives (RFC 3948
 * 4), one for all tunnels of a path.
 */
public final class TunnelTimers {
    /** No real packet is shorter; where not even this fits, it is fragmented outside, as a real one would be. */
    private static final int SMALLEST_DUMMY = Ipv4.MIN_HEADER_LENGTH;

    private final List<Timer> timers = new ArrayList<>();
    private final SecureRandom random = new SecureRandom();
    private final WorkerProxy worker;
    private final SaDatabase sas;
    private final List<TunnelConfig> configs;
    private final TunnelTable tunnels;
    private final PathTable paths;

    /**
     * Timers that are due an interval from now.
     *
     * @param configs the tunnels' configuration, each at the index that is its number.
     * @param worker  sends what no SA is needed for.
     * @param sas     tells which tunnels have an SA.
     * @param tunnels tells which paths they use.
     * @param paths   the paths.
     * @param nowNs   the present.
     */
    public TunnelTimers(List<TunnelConfig> configs, WorkerProxy worker, SaDatabase sas, TunnelTable tunnels,
        PathTable paths, long nowNs) {
        this.configs = configs;
        this.worker = worker;
        this.sas = sas;
        this.tunnels = tunnels;
        this.paths = paths;
        for (int i = 0; i < configs.size(); i++) {
            int number = i;
            configs.get(number).dummyInterval()
                .ifPresent(interval -> timers.add(new Timer(interval.toNanos(), nowNs, () -> sendDummy(number))));
            configs.get(number).keepalive()
                .ifPresent(interval -> timers.add(new Timer(interval.toNanos(), nowNs, () -> keepAlive(number))));
        }
    }

    /**
     * Sends what is due.
     *
     * @param nowNs the present.
     * @return how many packets.
     */
    public int tick(long nowNs) {
        int count = 0;
        for (Timer timer : timers) {
            count += timer.runIfDue(nowNs);
        }
        return count;
    }

    private void sendDummy(int tunnel) {
        var current = sas.current(tunnel);
        if (current != null) {
            int mtu = paths.all().get(tunnels.pathOf(tunnel)).effectiveMtu();
            int largest = Math.max(SMALLEST_DUMMY, LargestInner.of(current, mtu, tunnels.mtu(tunnel)));
            current.worker().sendDummy(current.tunnel(), random.nextInt(SMALLEST_DUMMY, largest + 1));
        }
    }

    /** Of the tunnels that use a path, the first that keeps it alive does so for all. */
    private void keepAlive(int tunnel) {
        int path = tunnels.pathOf(tunnel);
        for (int other : tunnels.tunnelsOn(path)) {
            if (configs.get(other).keepalive().isPresent()) {
                if (other == tunnel) {
                    worker.sendKeepalive(worker.path(path));
                }
                return;
            }
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
