package dev.narrows.bench.gateway;

import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.stats.WorkerCounter;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Lets gateways go on the worker's thread, one at a time, and does their control planes' work meanwhile on another.
 */
final class GatewayRunner implements AutoCloseable {
    private static final long SETTLE_MILLIS = 50;
    /** Packets of a burst or two may be counted in one reading and sent in the next. */
    private static final long SLACK_PACKETS = 128;
    /** Fewer packets pass in this time than {@link #SLACK_PACKETS}. */
    private static final long READING_NS = TimeUnit.MICROSECONDS.toNanos(10);
    private static final int PATIENCE = 5000;
    private static final int ENOUGH_PACKETS = 10_000;
    private static final long CONTROL_PERIOD_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int UNKNOWN = -1;
    private static final double MEDIAN = 50;
    private static final double RARE = 99.99;

    private final GatewayOptions options;
    private final TestBed bed;
    private final CryptoEngine engine;
    private final WorkerThread worker;
    private final Thread controlThread;
    private final Map<String, MeasuredGateway> gateways = new HashMap<>();
    private int baseline = UNKNOWN;
    private volatile long rekeyPeriod;
    private long lastRekey;
    private volatile MeasuredGateway active;
    private volatile RuntimeException failure;
    private volatile boolean isRunning = true;

    GatewayRunner(GatewayOptions options, TestBed bed, CryptoEngine engine) {
        this.options = options;
        this.bed = bed;
        this.engine = engine;
        worker = new WorkerThread(options.workerCpu(), true);
        controlThread = new Thread(this::control, "control");
        controlThread.start();
    }

    private void control() {
        try {
            while (isRunning) {
                MeasuredGateway gateway = active;
                if (gateway != null) {
                    gateway.control();
                    rekeyInTime(gateway);
                }
                LockSupport.parkNanos(CONTROL_PERIOD_NS);
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void rekeyInTime(MeasuredGateway gateway) {
        long now = System.nanoTime();
        if (rekeyPeriod > 0 && now - lastRekey > rekeyPeriod) {
            lastRekey = now;
            gateway.rekey();
        }
    }

    /** What a gateway's counters said at one moment. */
    private record Reading(long nanos, long sent, long protectedPackets, long dropped, long allocated) {
    }

    /** The counters move while they are read: where this thread loses its CPU in between, they are of two moments. */
    private Reading read(MeasuredGateway gateway) {
        long nanos;
        long sent;
        long protectedPackets;
        do {
            nanos = System.nanoTime();
            sent = gateway.counters().get(WorkerCounter.SENT);
            protectedPackets = gateway.protectedPackets();
        } while (System.nanoTime() - nanos > READING_NS);
        return new Reading(nanos, sent, protectedPackets, gateway.counters().dropped(), worker.allocatedBytes());
    }

    String run(Direction direction, TrafficMix mix, long millis) throws InterruptedException {
        MeasuredGateway gateway = begin(direction, mix);
        settle(gateway);
        Reading before = read(gateway);
        Thread.sleep(millis);
        Reading after = read(gateway);
        pause();
        if (after.dropped() > before.dropped()) {
            throw new IllegalStateException(after.dropped() - before.dropped() + " packets were dropped, so the rate "
                + "would not be that of the whole path:" + Counts.of(gateway.counters()).dropped());
        }
        long unprotected = after.sent() - before.sent() - (after.protectedPackets() - before.protectedPackets());
        if (unprotected > SLACK_PACKETS) {
            throw new IllegalStateException(unprotected + " packets were sent that were neither sealed nor opened");
        }
        Histogram cycles = worker.cycles();
        return "ok packets=" + (after.sent() - before.sent()) + " nanos=" + (after.nanos() - before.nanos())
            + " protected=" + (after.protectedPackets() - before.protectedPackets())
            + " allocated=" + (after.allocated() - before.allocated())
            + " cycle50=" + cycles.getValueAtPercentile(MEDIAN) + " cycle9999=" + cycles.getValueAtPercentile(RARE)
            + " cycleMax=" + cycles.getMaxValue();
    }

    /** On a busy machine it may take a while until the worker's thread gets its CPU. */
    private void settle(MeasuredGateway gateway) throws InterruptedException {
        long start = gateway.protectedPackets();
        for (int i = 0; i < PATIENCE && gateway.protectedPackets() - start < ENOUGH_PACKETS; i++) {
            Thread.sleep(1);
            worker.check();
        }
        Thread.sleep(SETTLE_MILLIS);
    }

    String curve(Direction direction, TrafficMix mix, long millis, long step) throws InterruptedException {
        MeasuredGateway gateway = begin(direction, mix);
        StringJoiner points = new StringJoiner(",");
        long start = System.nanoTime();
        for (long i = 1; i <= millis / step; i++) {
            LockSupport.parkNanos(start + TimeUnit.MILLISECONDS.toNanos(i * step) - System.nanoTime());
            Reading now = read(gateway);
            points.add((now.nanos() - start) / 1000 + ":" + now.protectedPackets());
        }
        pause();
        long started = ManagementFactory.getRuntimeMXBean().getUptime() - millis;
        return "ok sinceJvmStartMillis=" + started + " microsPackets=" + points;
    }

    /**
     * Lets packets go of which many are to be dropped.
     *
     * @param millis      how long.
     * @param rekeyMillis how often the outbound SA is replaced, or 0.
     * @return what came of it, with every counter that moved.
     */
    String flood(Direction direction, TrafficMix mix, long millis, long rekeyMillis) throws InterruptedException {
        bed.inside(direction, mix);
        bed.outside(direction, mix);
        if (baseline == UNKNOWN) {
            baseline = bed.packetsOut();
        }
        MeasuredGateway gateway = begin(direction, mix);
        Counts start = Counts.of(gateway.counters());
        rekeyPeriod = TimeUnit.MILLISECONDS.toNanos(rekeyMillis);
        long allocated = worker.allocatedBytes();
        long from = System.nanoTime();
        Thread.sleep(millis);
        rekeyPeriod = 0;
        long nanos = System.nanoTime() - from;
        allocated = worker.allocatedBytes() - allocated;
        pause();
        Counts end = Counts.of(gateway.counters());
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return "ok nanos=" + nanos + " allocated=" + allocated + " lost=" + (bed.packetsOut() - baseline) + " "
            + "unaccounted="
            + end.unaccounted() + " heap=" + (runtime.totalMemory() - runtime.freeMemory()) + " resident="
            + ResidentMemory.bytes() + " rekeys=" + gateway.rekeys() + " taken=" + gateway.claims() + end.since(start);
    }

    String crypto(CryptoLoop loop, long millis) throws InterruptedException {
        pause();
        worker.begin(loop);
        Thread.sleep(SETTLE_MILLIS);
        long start = System.nanoTime();
        long before = loop.sealed();
        Thread.sleep(millis);
        long sealed = loop.sealed() - before;
        long nanos = System.nanoTime() - start;
        pause();
        return "ok packets=" + sealed + " nanos=" + nanos;
    }

    String serve(Direction direction, TrafficMix mix) throws InterruptedException {
        begin(direction, mix);
        return "ok uptimeMillis=" + ManagementFactory.getRuntimeMXBean().getUptime();
    }

    /** Ends what is going on, and tells what became of the packets since the gateway was made. */
    String pause() throws InterruptedException {
        worker.pause();
        MeasuredGateway gateway = active;
        active = null;
        if (failure != null) {
            throw failure;
        }
        if (gateway == null) {
            return "ok";
        }
        return "ok packets=" + gateway.counters().get(WorkerCounter.SENT) + " received="
            + gateway.counters().get(WorkerCounter.RECEIVED) + " dropped=" + gateway.counters().dropped()
            + " uptimeMillis=" + ManagementFactory.getRuntimeMXBean().getUptime();
    }

    private MeasuredGateway begin(Direction direction, TrafficMix mix) throws InterruptedException {
        pause();
        MeasuredGateway gateway = gateways.computeIfAbsent(direction.with(mix),
            name -> new MeasuredGateway(direction, options.tunnels(), bed.inside(direction, mix),
                bed.outside(direction, mix), bed.pool(), engine, options.algorithm()));
        gateway.prepare();
        active = gateway;
        worker.begin(gateway);
        return gateway;
    }

    @Override
    public void close() {
        isRunning = false;
        Joining.join(controlThread);
        worker.close();
        gateways.values().forEach(MeasuredGateway::close);
    }
}
