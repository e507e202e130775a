package dev.narrows.bench.gateway;

import dev.narrows.bench.traffic.Captures;
import dev.narrows.bench.traffic.TestKey;
import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.Transform;
import dev.narrows.stats.WorkerCounter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.agrona.CloseHelper;

/**
 * Lets gateways go on the workers' threads, one at a time, and does their control planes' work meanwhile on another.
 */
final class GatewayRunner implements AutoCloseable {
    private static final long SETTLE_MILLIS = 50;
    /** Packets of a burst or two of each worker may be counted in one reading and sent in the next. */
    private static final long SLACK_PACKETS = 256;
    /** Fewer packets pass in this time than {@link #SLACK_PACKETS}. */
    private static final long READING_NS = TimeUnit.MICROSECONDS.toNanos(10);
    private static final int PATIENCE = 5000;
    private static final int ENOUGH_PACKETS = 10_000;
    private static final long CONTROL_PERIOD_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long ASKING_PERIOD_NS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final int UNKNOWN = -1;
    private static final double MEDIAN = 50;
    private static final double RARE = 99.99;

    private final GatewayOptions options;
    private final TestBed bed;
    private final List<CryptoEngine> engines;
    private final List<WorkerThread> threads;
    private final Thread controlThread;
    private final Map<Play, MeasuredGateway> gateways = new HashMap<>();
    private int baseline = UNKNOWN;
    private volatile long rekeyPeriod;
    private long lastRekey;
    private volatile MeasuredGateway active;
    private volatile Asked asked;
    private volatile RuntimeException failure;
    private volatile boolean isRunning = true;

    GatewayRunner(GatewayOptions options, TestBed bed, List<CryptoEngine> engines) {
        this.options = options;
        this.bed = bed;
        this.engines = List.copyOf(engines);
        threads = options.workerCpus().stream().map(cpu -> new WorkerThread(cpu, true)).toList();
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
                LockSupport.parkNanos(asked == null ? CONTROL_PERIOD_NS : ASKING_PERIOD_NS);
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void rekeyInTime(MeasuredGateway gateway) {
        long now = System.nanoTime();
        if (rekeyPeriod > 0 && now - lastRekey > rekeyPeriod) {
            lastRekey = now;
            gateway.only().rekey();
        }
    }

    /** A gateway that is asked something all the time, and what had been counted before. */
    private record Asked(MeasuredGateway gateway, Counts before, long missed, Transform transform) {
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
            sent = gateway.count(WorkerCounter.SENT);
            protectedPackets = gateway.protectedPackets();
        } while (System.nanoTime() - nanos > READING_NS);
        return new Reading(nanos, sent, protectedPackets, gateway.dropped(), allocatedBytes());
    }

    private long allocatedBytes() {
        return threads.stream().mapToLong(WorkerThread::allocatedBytes).sum();
    }

    String run(Play play, long millis) throws InterruptedException {
        MeasuredGateway gateway = begin(play);
        settle(gateway);
        long handedOver = gateway.count(WorkerCounter.HANDED_OVER);
        Reading before = read(gateway);
        Thread.sleep(millis);
        Reading after = read(gateway);
        handedOver = gateway.count(WorkerCounter.HANDED_OVER) - handedOver;
        pause();
        if (after.dropped() > before.dropped()) {
            throw new IllegalStateException(after.dropped() - before.dropped() + " packets were dropped, so the rate "
                + "would not be that of the whole path:" + gateway.counts().dropped());
        }
        long unprotected = after.sent() - before.sent() - (after.protectedPackets() - before.protectedPackets());
        if (unprotected > SLACK_PACKETS) {
            throw new IllegalStateException(unprotected + " packets were sent that were neither sealed nor opened");
        }
        Histogram cycles = new Histogram(threads.getFirst().cycles());
        threads.stream().limit(play.spread().workers()).forEach(thread -> cycles.add(thread.cycles()));
        return "ok packets=" + (after.sent() - before.sent()) + " nanos=" + (after.nanos() - before.nanos())
            + " protected=" + (after.protectedPackets() - before.protectedPackets())
            + " allocated=" + (after.allocated() - before.allocated())
            + " handedOver=" + handedOver + " cycle50=" + cycles.getValueAtPercentile(MEDIAN)
            + " cycle9999=" + cycles.getValueAtPercentile(RARE) + " cycleMax=" + cycles.getMaxValue();
    }

    /** On a busy machine it may take a while until the worker's thread gets its CPU. */
    private void settle(MeasuredGateway gateway) throws InterruptedException {
        long start = gateway.protectedPackets();
        for (int i = 0; i < PATIENCE && gateway.protectedPackets() - start < ENOUGH_PACKETS; i++) {
            Thread.sleep(1);
            threads.forEach(WorkerThread::check);
        }
        Thread.sleep(SETTLE_MILLIS);
    }

    String curve(Play play, long millis, long step) throws InterruptedException {
        MeasuredGateway gateway = begin(play);
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
    String flood(Play play, long millis, long rekeyMillis) throws InterruptedException {
        bed.inside(play.direction(), play.mix());
        bed.outside(play.direction(), play.mix());
        if (baseline == UNKNOWN) {
            baseline = bed.packetsOut();
        }
        MeasuredGateway gateway = begin(play);
        Counts start = gateway.counts();
        rekeyPeriod = TimeUnit.MILLISECONDS.toNanos(rekeyMillis);
        long allocated = allocatedBytes();
        long from = System.nanoTime();
        Thread.sleep(millis);
        rekeyPeriod = 0;
        long nanos = System.nanoTime() - from;
        allocated = allocatedBytes() - allocated;
        pause();
        Counts end = gateway.counts();
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return "ok nanos=" + nanos + " allocated=" + allocated + " lost=" + (bed.packetsOut() - baseline) + " "
            + "unaccounted="
            + end.unaccounted() + " heap=" + (runtime.totalMemory() - runtime.freeMemory()) + " resident="
            + ResidentMemory.bytes() + " rekeys=" + gateway.only().rekeys() + " taken=" + gateway.only().claims()
            + end.since(start);
    }

    /**
     * Seals, and does nothing else.
     *
     * @param mix     of what.
     * @param isAhead whether nonces are written before the calls of a burst.
     * @param workers on how many threads at once.
     * @param millis  how long.
     * @return how many packets all of them sealed.
     */
    String crypto(TrafficMix mix, boolean isAhead, int workers, long millis) throws InterruptedException {
        pause();
        List<SealingLoop> loops = new ArrayList<>();
        engines.stream().limit(workers).forEach(engine -> loops.add(isAhead
            ? new CryptoPasses(engine, options.algorithm(), mix, Captures.FRAMES)
            : new CryptoLoop(engine, options.algorithm(), mix, Captures.FRAMES)));
        for (int i = 0; i < loops.size(); i++) {
            threads.get(i).begin(loops.get(i));
        }
        Thread.sleep(SETTLE_MILLIS);
        long start = System.nanoTime();
        long before = sealed(loops);
        Thread.sleep(millis);
        long sealed = sealed(loops) - before;
        long nanos = System.nanoTime() - start;
        pause();
        CloseHelper.closeAll(loops);
        return "ok packets=" + sealed + " nanos=" + nanos;
    }

    private static long sealed(List<SealingLoop> loops) {
        return loops.stream().mapToLong(SealingLoop::sealed).sum();
    }

    String serve(Play play) throws InterruptedException {
        begin(play);
        return "ok uptimeMillis=" + ManagementFactory.getRuntimeMXBean().getUptime();
    }

    /**
     * Lets packets go until {@link #pause} or another command, and asks the worker something meanwhile, as a conductor
     * does; to be ended with {@link #answers}.
     */
    String ask(Play play) throws InterruptedException {
        MeasuredGateway gateway = begin(play);
        Transform transform = TestKey.transform(engines.getFirst(), options.algorithm());
        asked = new Asked(gateway, gateway.counts(), bed.missed(), transform);
        gateway.only().ask(transform);
        return "ok";
    }

    /** Ends what {@link #ask} began, and tells how answers came, and every counter that moved. */
    String answers() throws InterruptedException {
        Asked ended = asked;
        Requests requests = ended.gateway().only().requests();
        requests.end();
        for (int i = 0; i < PATIENCE && requests.isWaiting(); i++) {
            Thread.sleep(1);
        }
        active = null;
        Thread.sleep(SETTLE_MILLIS);
        String answers = ended.gateway().only().endAsking();
        asked = null;
        pause();
        Counts after = ended.gateway().counts();
        Histogram cycles = threads.getFirst().cycles();
        String text = "ok missed=" + (bed.missed() - ended.missed()) + " dropped=" + after.dropsSince(ended.before())
            + " cycleMax=" + cycles.getMaxValue() + answers + after.since(ended.before());
        ended.transform().close();
        return text;
    }

    /** Ends what is going on, and tells what became of the packets since the gateway was made. */
    String pause() throws InterruptedException {
        for (WorkerThread thread : threads) {
            thread.pause();
        }
        MeasuredGateway gateway = active;
        active = null;
        if (failure != null) {
            throw failure;
        }
        if (gateway == null) {
            return "ok";
        }
        return "ok packets=" + gateway.count(WorkerCounter.SENT) + " received="
            + gateway.count(WorkerCounter.RECEIVED) + " dropped=" + gateway.dropped()
            + " uptimeMillis=" + ManagementFactory.getRuntimeMXBean().getUptime();
    }

    private MeasuredGateway begin(Play play) throws InterruptedException {
        pause();
        MeasuredGateway gateway = gateways.computeIfAbsent(play, this::make);
        gateway.prepare();
        active = gateway;
        for (int i = 0; i < gateway.workers().size(); i++) {
            threads.get(i).begin(gateway.workers().get(i));
        }
        return gateway;
    }

    private MeasuredGateway make(Play play) {
        return options.traffic() == GatewayOptions.Traffic.WORKERS
            ? SpreadGateway.of(play, bed, bed.pool(), engines, options.algorithm())
            : MeasuredGateway.alone(play.direction(), options.tunnels(), bed.inside(play.direction(), play.mix()),
                bed.outside(play.direction(), play.mix()), bed.pool(), engines.getFirst(), options.algorithm());
    }

    @Override
    public void close() {
        isRunning = false;
        Joining.join(controlThread);
        threads.forEach(WorkerThread::close);
        gateways.values().forEach(MeasuredGateway::close);
    }
}
