package dev.narrows.bench;

import dev.narrows.bench.report.Samples;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.Policy;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.PolicyTable;
import dev.narrows.policy.PortRange;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.Numbering;
import dev.narrows.sa.ReplayWindow;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpProtocol;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * Measures what a policy lookup costs among 1, 1,000 and 100,000 policies, for packets that go to all of them in turn
 * at random, and what a policy takes of the heap; and what it costs to find an inbound SA among as many.
 */
public final class LookupBench {
    private static final int[] COUNTS = {1, 1000, 100_000};
    private static final int PACKETS = 1 << 16;
    private static final int ROUNDS = 20;
    private static final int SAMPLES = 9;
    private static final int WARM_UP = 5;
    private static final long SEED = 7;
    private static final int PORT = 443;
    private static final int FIRST_SPI = 256;

    private final PrintStream out;

    LookupBench(PrintStream out) {
        this.out = out;
    }

    /** What the policies are like. */
    enum Shape {
        /** A pair of networks each, all prefixes of one length. */
        IPV4("IPv4, /28 to /32"),
        /** The same with IPv6. */
        IPV6("IPv6, /64 to /64"),
        /** Prefixes of nine pairs of lengths. */
        MIXED_LENGTHS("IPv4, nine pairs of lengths"),
        /** Two policies for each pair of networks: one port is discarded before all is protected. */
        PORTS("IPv4, a port each before");

        private final String label;

        Shape(String label) {
            this.label = label;
        }
    }

    /**
     * Runs the measurement and prints a table.
     *
     * @param args none.
     */
    public static void main(String[] args) {
        new LookupBench(System.out).run(COUNTS, SAMPLES);
    }

    /**
     * Measures every shape.
     *
     * @param counts  how many policies there are.
     * @param samples how often each figure is measured.
     */
    void run(int[] counts, int samples) {
        out.printf("lookups, Java %s, %d samples of %d lookups%n", Runtime.version(), samples, PACKETS * ROUNDS);
        out.printf("%-28s %9s %26s %14s%n", "policies", "count", "ns median (least-most)", "heap B/policy");
        for (Shape shape : Shape.values()) {
            for (int count : counts) {
                measure(shape, count, samples);
            }
        }
        for (int count : counts) {
            measureSpis(count, samples);
        }
    }

    /** Inbound SAs by random SPIs, in the map that a worker finds them with. */
    private void measureSpis(int count, int samples) {
        Random random = new Random(SEED);
        Int2ObjectHashMap<InboundSa> sas = new Int2ObjectHashMap<>();
        while (sas.size() < count) {
            int spi = random.nextInt(FIRST_SPI, Integer.MAX_VALUE);
            sas.put(spi, new InboundSa(sas.size(), spi, null, null, Numbering.standard(ReplayWindow.SMALLEST)));
        }
        int[] all = sas.values().stream().mapToInt(InboundSa::spi).toArray();
        int[] packets = IntStream.range(0, PACKETS).map(packet -> all[random.nextInt(all.length)]).toArray();
        double[] nanos = new double[samples];
        for (int i = -WARM_UP; i < samples; i++) {
            long start = System.nanoTime();
            lookUp(sas, packets);
            nanos[Math.max(i, 0)] = (double)(System.nanoTime() - start) / (PACKETS * ROUNDS);
        }
        Samples result = Samples.of(nanos);
        out.printf("%-28s %9d %26s %14s%n", "SAs by SPI", count, String.format("%.1f (%.1f-%.1f)", result.median(),
            result.least(), result.most()), "");
    }

    private static void lookUp(Int2ObjectHashMap<InboundSa> sas, int... packets) {
        long missed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (int spi : packets) {
                InboundSa sa = sas.get(spi);
                missed += sa == null || sa.spi() != spi ? 1 : 0;
            }
        }
        if (missed > 0) {
            throw new IllegalStateException(missed + " packets found no SA");
        }
    }

    private void measure(Shape shape, int count, int samples) {
        List<Selectors> selectors = selectors(shape, count);
        long before = usedHeap();
        PolicyTable table = new PolicyTable();
        for (int i = 0; i < selectors.size(); i++) {
            boolean isBefore = selectors.get(i).hasPorts();
            table.add(new Policy(i, i, selectors.get(i), isBefore ? PolicyAction.DISCARD : PolicyAction.BYPASS, null));
        }
        long bytes = usedHeap() - before;
        long[] packets = packets(selectors);
        for (int i = 0; i < WARM_UP; i++) {
            lookUp(table, packets);
        }
        double[] nanos = new double[samples];
        for (int i = 0; i < samples; i++) {
            long start = System.nanoTime();
            lookUp(table, packets);
            nanos[i] = (double)(System.nanoTime() - start) / (PACKETS * ROUNDS);
        }
        Samples result = Samples.of(nanos);
        out.printf("%-28s %9d %26s %14d%n", shape.label, table.size(),
            String.format("%.1f (%.1f-%.1f)", result.median(),
            result.least(), result.most()), bytes / table.size());
    }

    /** Every lookup must find something, or its time would be that of another. */
    private static void lookUp(PolicyTable table, long[] packets) {
        long missed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < packets.length; i += 4) {
                Policy policy = table.lookup(
                    packets[i], packets[i + 1], packets[i + 2], packets[i + 3], IpProtocol.TCP, i & 0xFF, PORT);
                missed += policy == null || policy.action() == PolicyAction.DISCARD ? 1 : 0;
            }
        }
        if (missed > 0) {
            throw new IllegalStateException(missed + " packets found no policy");
        }
    }

    private static List<Selectors> selectors(Shape shape, int count) {
        List<Selectors> selectors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            IpPrefix local = switch (shape) {
                case IPV6 -> new IpPrefix(new IpAddress(0x2001_0DB8_0000_0000L | i, 0), 64);
                case MIXED_LENGTHS -> IpPrefix.around(IpAddress.ofIpv4(0x0A000000 | i << 5), 28 + i % 3);
                default -> IpPrefix.around(IpAddress.ofIpv4(0x0A000000 | i << 4), 28);
            };
            IpPrefix remote = switch (shape) {
                case IPV6 -> new IpPrefix(new IpAddress(0x2001_0DB9_0000_0000L | (long)i << 8, 0), 64);
                case MIXED_LENGTHS -> IpPrefix.around(IpAddress.ofIpv4(0xC0000000 | i << 4), 30 + i / 3 % 3);
                default -> IpPrefix.around(IpAddress.ofIpv4(0xC0000000 | i << 3), 32);
            };
            if (shape == Shape.PORTS) {
                selectors.add(new Selectors(local, remote, IpProtocol.TCP, PortRange.ANY, PortRange.of(PORT + 1)));
            }
            selectors.add(Selectors.of(local, remote));
        }
        return selectors;
    }

    /** The first addresses of prefixes drawn at random: two longs for each of the two. */
    private static long[] packets(List<Selectors> selectors) {
        Random random = new Random(SEED);
        long[] packets = new long[4 * PACKETS];
        for (int i = 0; i < packets.length; i += 4) {
            Selectors drawn = selectors.get(random.nextInt(selectors.size()));
            packets[i] = drawn.local().address().high();
            packets[i + 1] = drawn.local().address().low();
            packets[i + 2] = drawn.remote().address().high();
            packets[i + 3] = drawn.remote().address().low();
        }
        return packets;
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
