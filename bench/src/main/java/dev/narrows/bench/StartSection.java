package dev.narrows.bench;

import dev.narrows.bench.gateway.Direction;
import dev.narrows.bench.gateway.GatewayOptions;
import dev.narrows.bench.peer.Answer;
import dev.narrows.bench.peer.NarrowsProcess;
import dev.narrows.bench.report.Chapter;
import dev.narrows.bench.report.LinePlot;
import dev.narrows.bench.report.Measurement;
import dev.narrows.bench.report.Table;
import dev.narrows.bench.traffic.Captures;
import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.CryptoEngines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How soon after the start the full packet rate is reached, in a JVM that has run nothing before.
 */
final class StartSection implements Section {
    private static final long STEP_MILLIS = 50;
    private static final long LONG_MILLIS = 15_000;
    private static final long QUICK_MILLIS = 1000;
    private static final double MEGA = 1e6;

    private final BenchOptions options;
    private final Progress progress;

    StartSection(BenchOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    @Override
    public void run(Chapter chapter) throws IOException, InterruptedException {
        chapter.note("Outbound, " + Algorithm.AES_128_GCM_16.configName() + ", IMIX, from the first packet on, "
            + "each time in "
            + "a new JVM with the data plane alone: what the product does before its ports open is not in it. The full "
            + "rate is the mean of the last third; it is reached when "
            + "half a second from there on has 95 % of it.");
        Table table = new Table("From the first packet on", "start", "full rate after s", "full rate Mpps",
            "JVM to first s");
        List<LinePlot.Line> lines = new ArrayList<>();
        double[] reached = new double[options.alternations()];
        try (WorkFolder folder = new WorkFolder(); CryptoEngine engine = CryptoEngines.open(options.engine())) {
            new Captures(folder.path()).write(Algorithm.AES_128_GCM_16, engine);
            for (int i = 0; i < reached.length; i++) {
                progress.at("start " + (i + 1) + " of " + reached.length);
                Answer answer = start(folder.path());
                RateCurve curve = RateCurve.parse(answer.values().get("microsPackets"));
                reached[i] = curve.secondsToFullRate();
                String name = "start " + (i + 1);
                table.add(name, seconds(reached[i]), String.format(Locale.ROOT, "%.2f", curve.fullRate() / MEGA),
                    seconds(answer.number("sinceJvmStartMillis") / 1e3));
                lines.add(new LinePlot.Line(name, curve.seconds(), curve.ratesInMillions()));
                chapter.add(new Measurement(Comparison.NARROWS, "packet rate every " + STEP_MILLIS + " ms", "Mpps",
                    Map.of("start", Integer.toString(i + 1)), curve.ratesInMillions()));
            }
        }
        chapter.add(new Measurement(Comparison.NARROWS, "time to the full rate", "s", Map.of(), reached));
        chapter.table(table);
        chapter.plot(LinePlot.draw("Packet rate from the start", new LinePlot.Axes("s", "Mpps", false, false), lines));
    }

    private Answer start(Path folder) throws IOException, InterruptedException {
        long millis = options.isQuick() ? QUICK_MILLIS : LONG_MILLIS;
        try (NarrowsProcess process = new NarrowsProcess(GatewayOptions.usual(folder,
                GatewayOptions.Traffic.SUITE, Algorithm.AES_128_GCM_16, options.engine(), options.cpus()))) {
            return process.ask(
                "curve " + Direction.OUTBOUND.with(TrafficMix.IMIX) + " " + millis + " " + STEP_MILLIS, millis);
        }
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.2f", seconds);
    }
}
