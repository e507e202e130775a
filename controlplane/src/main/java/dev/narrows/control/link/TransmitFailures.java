package dev.narrows.control.link;

import dev.narrows.control.order.WorkerProxy;
import java.util.List;

/**
 * How many packets drivers took and then could not send. Drivers count as errors either that, or what they did not
 * take, or both; only what workers were told is taken, and the driver does not count as sent, is lost here.
 */
public final class TransmitFailures {
    private final List<? extends PortProbe> ports;
    private final List<WorkerProxy> workers;
    private final long[] known;

    /**
     * Failures.
     *
     * @param ports   each at the index that is its number.
     * @param workers all of them.
     */
    public TransmitFailures(List<? extends PortProbe> ports, List<WorkerProxy> workers) {
        this.ports = ports;
        this.workers = workers;
        known = new long[ports.size()];
    }

    /** {@return how many, of all ports together; never less than before} */
    public long total() {
        long sum = 0;
        for (int port = 0; port < known.length; port++) {
            PortStatus status = ports.get(port).status();
            known[port] = Math.max(known[port], of(status, taken(port)));
            sum += known[port];
        }
        return sum;
    }

    /** What is still in the device's queue is neither sent nor an error. */
    private static long of(PortStatus status, long taken) {
        return Math.min(status.txErrors(), Math.max(0, taken - status.sent()));
    }

    private long taken(int port) {
        return workers.stream().mapToLong(worker -> worker.counters().taken(port)).sum();
    }
}
