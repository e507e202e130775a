package dev.narrows.bench;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.CryptoEngines;
import dev.narrows.dpdk.Eal;
import dev.narrows.linux.Affinity;
import dev.narrows.port.DpdkPool;
import dev.narrows.port.DpdkPort;
import dev.narrows.stats.WorkerCounter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Measures the outbound path of one worker on one core: policy, path MTU, ledger, counters, lease and ESP, from
 * {@code net_pcap} with {@code infinite_rx=1} to {@code net_null}.
 */
public final class OutboundBench {
    private static final int ROUNDS_OF_MIX = 64;
    private static final int POOL_SIZE = 16383;
    private static final int LARGEST_PACKET = 2048;
    private static final int MTU = 1500;
    private static final double BITS_PER_BYTE = 8;
    private static final double KILO = 1e3;
    private static final double MEGA = 1e6;
    private static final double MEDIAN = 50;
    private static final double RARE = 99.99;
    private static final double GIGA = 1e9;
    private static final double NANOS_PER_SECOND = 1e9;
    /** The address that {@code net_pcap} gives its first port, its others counting up. */
    private static final long PCAP_MAC = 0x02_70_63_61_70_00L;

    /** Packets that may wait for the neighbour's address before the worker's first commands are carried out. */
    private static final long MOST_DROPPED_AT_START = 1000;

    private final BenchOptions options;
    private final PrintStream out;

    OutboundBench(BenchOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /**
     * Runs the measurement and prints a table.
     *
     * @param args see {@link BenchOptions}.
     * @throws Exception where something it needs is missing; its message is for people.
     */
    public static void main(String[] args) throws Exception {
        new OutboundBench(BenchOptions.parse(args), System.out).run();
        System.exit(0);
    }

    void run() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("narrows-bench");
        try {
            TrafficMix[] mixes = TrafficMix.values();
            List<String> eal = new ArrayList<>(List.of("-l", "0", "--no-huge", "-m", "512", "--no-pci", "--no-shconf",
                "--no-telemetry", "--vdev=net_null0,no-rx=1"));
            for (int i = 0; i < mixes.length; i++) {
                Path file = folder.resolve(mixes[i].name() + ".pcap");
                PcapFile.write(file, Frames.build(mixes[i].sizes(ROUNDS_OF_MIX), PCAP_MAC + i,
                    MeasuredGateway.LOCAL_NET, MeasuredGateway.REMOTE_NET));
                eal.add("--vdev=net_pcap" + i + ",rx_pcap=" + file + ",infinite_rx=1");
            }
            initEal(eal, folder.resolve("eal.log"));
            measureAll(mixes);
        } finally {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    /** On a thread of its own, since EAL pins the thread that starts it. */
    private static void initEal(List<String> arguments, Path log) throws InterruptedException {
        Thread thread = new Thread(() -> Eal.init(arguments, log), "eal");
        RuntimeException[] failure = new RuntimeException[1];
        thread.setUncaughtExceptionHandler((t, e) -> failure[0] = new IllegalStateException(e.getMessage(), e));
        thread.start();
        thread.join();
        if (failure[0] != null) {
            throw failure[0];
        }
    }

    private void measureAll(TrafficMix[] mixes) throws InterruptedException {
        try (CryptoEngine engine = CryptoEngines.open(options.engine());
            DpdkPool pool = new DpdkPool("bench", POOL_SIZE, LARGEST_PACKET);
            DpdkPort outside = DpdkPort.open("net_null0", MTU, pool)) {
            Affinity.pin(options.controlCpu());
            out.printf("outbound, %s, %s, %s, Java %s, worker on CPU %d%n", options.algorithm().configName(),
                engine.description(), Eal.version(), Runtime.version(), options.workerCpu());
            out.printf("%d samples of %d s after %d s of warm-up%n", options.samples(), options.seconds(),
                options.warmUpSeconds());
            out.printf("%-8s %28s %28s %18s %9s %9s %9s%n", "packets", "Mpps median (least-most)",
                "Gb/s median (least-most)", "heap B/Mpacket", "cycle us", "p99.99", "max");
            for (int i = 0; i < mixes.length; i++) {
                try (DpdkPort inside = DpdkPort.open("net_pcap" + i, MTU, pool)) {
                    measure(mixes[i], inside, outside, pool, engine, options.algorithm());
                }
            }
        }
    }

    private void measure(
        TrafficMix mix, DpdkPort inside, DpdkPort outside, DpdkPool pool, CryptoEngine engine, Algorithm algorithm)
        throws InterruptedException {
        try (MeasuredGateway gateway = new MeasuredGateway(inside, outside, pool, engine, algorithm)) {
            double[] rates = new double[options.samples()];
            double allocated;
            WorkerThread thread = new WorkerThread(gateway.worker(), options.workerCpu());
            try {
                control(gateway, thread, options.warmUpSeconds());
                thread.forgetCycles();
                long bytesBefore = thread.allocatedBytes();
                long packetsBefore = gateway.counters().get(WorkerCounter.SENT);
                for (int i = 0; i < rates.length; i++) {
                    rates[i] = rate(gateway, thread);
                }
                double packets = gateway.counters().get(WorkerCounter.SENT) - packetsBefore;
                allocated = (thread.allocatedBytes() - bytesBefore) / packets * MEGA;
            } finally {
                thread.stop();
            }
            requireAllSealed(gateway);
            print(mix, Samples.of(rates), allocated, thread.cycles());
        }
    }

    private double rate(MeasuredGateway gateway, WorkerThread thread) throws InterruptedException {
        long sentBefore = gateway.counters().get(WorkerCounter.SENT);
        long start = System.nanoTime();
        control(gateway, thread, options.seconds());
        long sent = gateway.counters().get(WorkerCounter.SENT) - sentBefore;
        return sent / ((System.nanoTime() - start) / NANOS_PER_SECOND);
    }

    private static void control(MeasuredGateway gateway, WorkerThread thread, int seconds)
        throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < end) {
            thread.check();
            gateway.control();
            Thread.sleep(1);
        }
    }

    /** A rate of packets that were not all sealed would be a lie. */
    private static void requireAllSealed(MeasuredGateway gateway) {
        long received = gateway.counters().get(WorkerCounter.RECEIVED);
        long sent = gateway.counters().get(WorkerCounter.SENT);
        long sealed = gateway.counters().get(WorkerCounter.ENCAPSULATED);
        long dropped = gateway.counters().dropped();
        if (received != sent + dropped || sent > sealed || dropped > MOST_DROPPED_AT_START) {
            throw new IllegalStateException("received " + received + ", sealed " + sealed + ", sent " + sent
                + ", dropped " + dropped + ": the figures would not be those of the whole path");
        }
    }

    private void print(TrafficMix mix, Samples packetsPerSecond, double allocatedPerMillion, Histogram cycles) {
        double gigabits = mix.meanSize() * BITS_PER_BYTE / GIGA;
        out.printf("%-8s %28s %28s %18.1f %9.1f %9.1f %9.1f%n", mix.label(),
            spread(packetsPerSecond, 1 / MEGA), spread(packetsPerSecond, gigabits), allocatedPerMillion,
            cycles.getValueAtPercentile(MEDIAN) / KILO, cycles.getValueAtPercentile(RARE) / KILO,
            cycles.getMaxValue() / KILO);
    }

    private static String spread(Samples samples, double factor) {
        return String.format("%.2f (%.2f-%.2f)", samples.median() * factor, samples.least() * factor,
            samples.most() * factor);
    }
}
