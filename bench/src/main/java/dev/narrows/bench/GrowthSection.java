package dev.narrows.bench;

import dev.narrows.bench.gateway.Direction;
import dev.narrows.bench.gateway.GatewayOptions;
import dev.narrows.bench.peer.Contender;
import dev.narrows.bench.peer.NarrowsProcess;
import dev.narrows.bench.report.Chapter;
import dev.narrows.bench.report.LinePlot;
import dev.narrows.bench.report.Measurement;
import dev.narrows.bench.report.Samples;
import dev.narrows.bench.report.Starts;
import dev.narrows.bench.report.Table;
import dev.narrows.bench.traffic.Flows;
import dev.narrows.bench.traffic.Frames;
import dev.narrows.bench.traffic.Network;
import dev.narrows.bench.traffic.PcapFile;
import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.crypto.Algorithm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How the packet rate depends on the number of SAs and policies, and of flows. Gateways of all sizes take turns; each
 * plays a capture of as many packets, so that the devices cost the same.
 */
final class GrowthSection implements Section {
    private static final int FRAMES_FOR_TUNNELS = 1 << 17;
    private static final int FRAMES_FOR_FLOWS = 1 << 20;
    private static final int QUICK_FRAMES = 1 << 12;
    private static final int SMALL_FRAME = 192;
    private static final int BYTES_AROUND_FRAME = 384;
    private static final int PACKETS_IN_USE = 20_000;
    private static final int PAGE = 4096;
    private static final int MEMORY_FOR_REST_MB = 192;
    private static final int MEGABYTE = 1 << 20;
    private static final long QUICK_MILLIS = 150;
    private static final long SHORTEST_SAMPLE_MILLIS = 300;
    private static final long LONGEST_SAMPLE_MILLIS = 4000;
    private static final long WARM_UP_MILLIS = 6000;
    private static final double MEGA = 1e6;

    private final BenchOptions options;
    private final Progress progress;

    /**
     * One thing that grows.
     *
     * @param name   of what is counted.
     * @param counts how many there are, the first being what the others are compared with.
     * @param mix    of the packets.
     * @param frames of each capture.
     */
    private record Dimension(String name, List<Integer> counts, TrafficMix mix, int frames) {
        Flows flows(int count) {
            return name.equals("flows") ? new Flows(count, 1) : new Flows(Math.max(count, 200), count);
        }

        int largest() {
            return mix == TrafficMix.SIZE_64 ? SMALL_FRAME : GatewayOptions.LARGEST;
        }

        /** Without huge pages, no packet's memory spans a page's end. */
        int memoryMegabytes() {
            int packetsOfPage = PAGE / (largest() + BYTES_AROUND_FRAME);
            return (int)(((long)frames + PACKETS_IN_USE) / packetsOfPage * PAGE / MEGABYTE) + MEMORY_FOR_REST_MB;
        }

        int tunnels(int count) {
            return name.equals("flows") ? 1 : count;
        }
    }

    GrowthSection(BenchOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    @Override
    public void run(Chapter chapter) throws IOException, InterruptedException {
        chapter.note("Outbound, " + Algorithm.AES_128_GCM_16.configName() + ". Packets go to all SAs, or belong to all "
            + "flows, in no order. A capture has " + (options.isQuick() ? QUICK_FRAMES : FRAMES_FOR_TUNNELS)
            + " packets for SAs and " + (options.isQuick() ? QUICK_FRAMES : FRAMES_FOR_FLOWS) + " for flows, "
            + "whatever the "
            + "number, so reading it from memory costs each as much (and more than a small capture would). Medians of "
            + options.starts() + " starts of each gateway, with " + options.alternationsOfStart() + " turns in each.");
        if (options.isQuick()) {
            measure(chapter, new Dimension("SAs and policies", List.of(1, 100), TrafficMix.IMIX, QUICK_FRAMES));
            measure(chapter, new Dimension("flows", List.of(1, 1000), TrafficMix.SIZE_64, QUICK_FRAMES));
        } else {
            measure(chapter, new Dimension("SAs and policies", List.of(1, 100, 10_000, 100_000), TrafficMix.IMIX,
                FRAMES_FOR_TUNNELS));
            measure(chapter, new Dimension("flows", List.of(1, 1000, 1_000_000), TrafficMix.SIZE_64, FRAMES_FOR_FLOWS));
        }
    }

    private void measure(Chapter chapter, Dimension dimension) throws IOException, InterruptedException {
        List<List<double[]>> rates = new ArrayList<>();
        dimension.counts().forEach(_ -> rates.add(new ArrayList<>()));
        for (int start = 1; start <= options.starts(); start++) {
            measure(dimension, start, rates);
        }
        report(chapter, dimension, rates.stream().map(Starts::new).toList());
    }

    /** Starts a gateway for each count, and lets them take turns. */
    private void measure(Dimension dimension, int start, List<List<double[]>> rates)
        throws IOException, InterruptedException {
        List<WorkFolder> folders = new ArrayList<>();
        List<NarrowsProcess> processes = new ArrayList<>();
        try {
            List<Contender> contenders = new ArrayList<>();
            for (int count : dimension.counts()) {
                progress.at("growth: " + count + " " + dimension.name() + ", starting " + start + " of "
                    + options.starts());
                WorkFolder folder = new WorkFolder();
                folders.add(folder);
                NarrowsProcess process = start(folder.path(), dimension, count);
                processes.add(process);
                contenders.add(process.contender(Integer.toString(count),
                    "run " + Direction.OUTBOUND.with(dimension.mix())));
            }
            double[][] turns = takeTurns(dimension, contenders);
            for (int i = 0; i < turns.length; i++) {
                rates.get(i).add(turns[i]);
            }
        } finally {
            processes.forEach(NarrowsProcess::close);
            for (WorkFolder folder : folders) {
                folder.close();
            }
        }
    }

    private NarrowsProcess start(Path folder, Dimension dimension, int count) throws IOException, InterruptedException {
        Path capture = GatewayOptions.single(folder);
        PcapFile.write(capture, Frames.outbound(dimension.mix().sizes(dimension.frames()), Network.PCAP_MAC,
            dimension.flows(count)));
        NarrowsProcess process = new NarrowsProcess(new GatewayOptions(folder, GatewayOptions.Traffic.SINGLE,
            Algorithm.AES_128_GCM_16, options.engine(), dimension.tunnels(count), dimension.frames(),
            dimension.largest(), dimension.memoryMegabytes(),
            options.cpus().workers(), options.controlCpu()), "-Xms1g", "-Xmx1g");
        long millis = options.isQuick() ? QUICK_MILLIS : WARM_UP_MILLIS;
        process.ask("run " + Direction.OUTBOUND.with(dimension.mix()) + " " + millis, millis);
        Files.delete(capture);
        return process;
    }

    private double[][] takeTurns(Dimension dimension, List<Contender> contenders)
        throws IOException, InterruptedException {
        double[][] rates = new double[contenders.size()][options.alternationsOfStart()];
        for (int turn = 0; turn < options.alternationsOfStart(); turn++) {
            progress.at("growth of " + dimension.name() + ", " + (turn + 1) + " of "
                + options.alternationsOfStart());
            for (int i = 0; i < rates.length; i++) {
                rates[i][turn] = contenders.get(i).packetsPerSecond(sampleMillis(contenders.size()));
            }
        }
        return rates;
    }

    private long sampleMillis(int contenders) {
        if (options.isQuick()) {
            return QUICK_MILLIS;
        }
        long half = options.budgetMillis(Sections.GROWTH) / 2 / options.starts() - contenders * 2L * WARM_UP_MILLIS;
        return Math.clamp(
            half / contenders / options.alternationsOfStart(), SHORTEST_SAMPLE_MILLIS, LONGEST_SAMPLE_MILLIS);
    }

    private static void report(Chapter chapter, Dimension dimension, List<Starts> rates) {
        Table table = new Table(dimension.mix().label() + ", by the number of " + dimension.name(), dimension.name(),
            "Mpps", "of the first");
        double[] counts = new double[rates.size()];
        double[] medians = new double[rates.size()];
        for (int i = 0; i < counts.length; i++) {
            Samples samples = rates.get(i).summary();
            counts[i] = dimension.counts().get(i);
            medians[i] = samples.median() / MEGA;
            table.add(String.format(Locale.ROOT, "%,d", dimension.counts().get(i)), samples.text(1 / MEGA, 2),
                String.format(Locale.ROOT, "%.2f", medians[i] / medians[0]));
            chapter.add(new Measurement(Comparison.NARROWS, "packet rate", "packets/s",
                Map.of(dimension.name(), dimension.counts().get(i).toString(), "packets", dimension.mix().label()),
                rates.get(i)));
        }
        chapter.table(table);
        chapter.plot(LinePlot.draw("Packet rate by the number of " + dimension.name(),
            new LinePlot.Axes(dimension.name(), "Mpps", true, false),
            List.of(new LinePlot.Line(dimension.mix().label(), counts, medians))));
    }
}
