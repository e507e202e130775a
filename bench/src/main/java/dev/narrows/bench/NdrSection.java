package dev.narrows.bench;

import dev.narrows.bench.peer.Answer;
import dev.narrows.bench.peer.Served;
import dev.narrows.bench.report.Chapter;
import dev.narrows.bench.report.LinePlot;
import dev.narrows.bench.report.Measurement;
import dev.narrows.bench.report.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The rates up to which no packet is lost (NDR), and one in two hundred (PDR).
 */
final class NdrSection implements Section {
    private static final double PARTIAL = 0.005;
    private static final long QUICK_MILLIS = 50;
    private static final long WARM_UP_MILLIS = 10_000;
    private static final long SPEED_MILLIS = 1000;
    private static final long SHORTEST_MILLIS = 200;
    private static final long LONGEST_MILLIS = 10_000;
    /** About how many trials there are: two searches with each of two gateways. */
    private static final int TRIALS = 80;
    private static final double MEGA = 1e6;
    private static final double PERCENT = 100;

    private final BenchOptions options;
    private final Progress progress;
    private final Map<String, LinePlot.Line> lines = new LinkedHashMap<>();

    NdrSection(BenchOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    @Override
    public void run(Chapter chapter) throws IOException, InterruptedException {
        chapter.note(Rig.DESCRIPTION + " The highest rate without loss (NDR) and with a loss of at most 0.5 % "
            + "(PDR), as in "
            + "RFC 2544 26.1: rates rise in tenths of the throughput until too much is lost, the gap is halved to one "
            + "hundredth, and what is found must hold three times. Trials of " + millis() + " ms. The tester "
            + "shares its CPU "
            + "with the rest of the machine; what it could not send in time because of that came as a burst.");
        progress.at("ndr: starting");
        try (Rig rig = new Rig(options, options.isQuick() ? QUICK_MILLIS : WARM_UP_MILLIS)) {
            Map<Served, Double> throughputs = new LinkedHashMap<>();
            for (Served gateway : rig.gateways()) {
                throughputs.put(gateway, rig.throughput(gateway, options.isQuick() ? QUICK_MILLIS : SPEED_MILLIS));
            }
            Table table = new Table("Rates without loss, and with little", "gateway", "throughput Mpps", "NDR Mpps",
                "PDR Mpps");
            for (Served gateway : Rivals.of(throughputs)) {
                double throughput = throughputs.get(gateway);
                table.add(gateway.name(), mega(throughput), mega(search(chapter, rig, gateway, throughput, 0)),
                    mega(search(chapter, rig, gateway, throughput, PARTIAL)));
            }
            chapter.table(table);
            chapter.plot(LinePlot.draw("Loss in each trial of the search without loss, by the order of trials",
                new LinePlot.Axes("trial", "% lost", false, false), List.copyOf(lines.values())));
        }
    }

    private double search(Chapter chapter, Rig rig, Served gateway, double throughput, double limit)
        throws IOException, InterruptedException {
        String name = limit == 0 ? "NDR" : "PDR";
        RateSearch search = new RateSearch(limit, rate -> {
            progress.at(String.format(Locale.ROOT, "%s of %s: %.2f Mpps", name, gateway.name(), rate / MEGA));
            return loss(rig.trial(gateway, rate, millis()));
        });
        double found = search.run(throughput);
        chapter.add(new Measurement(gateway.name(), name, "packets/s", Map.of(), found));
        List<Double> losses = new ArrayList<>(search.steps().stream().map(RateSearch.Step::loss).toList());
        chapter.add(new Measurement(gateway.name(), name + ": rates tried", "packets/s", Map.of(),
            search.steps().stream().mapToDouble(RateSearch.Step::rate).toArray()));
        chapter.add(new Measurement(gateway.name(), name + ": part lost", "1", Map.of(),
            losses.stream().mapToDouble(Double::doubleValue).toArray()));
        if (limit == 0) {
            double[] order = new double[losses.size()];
            for (int i = 0; i < order.length; i++) {
                order[i] = i + 1;
            }
            lines.put(gateway.name(), new LinePlot.Line(gateway.name(), order,
                losses.stream().mapToDouble(loss -> loss * PERCENT).toArray()));
        }
        return found;
    }

    private static double loss(Answer answer) {
        long scheduled = answer.number("scheduled");
        return scheduled == 0 ? 1 : (double)(scheduled - answer.number("received")) / scheduled;
    }

    private long millis() {
        if (options.isQuick()) {
            return QUICK_MILLIS;
        }
        return Math.clamp((options.budgetMillis(Sections.NDR) - 2 * WARM_UP_MILLIS) / TRIALS, SHORTEST_MILLIS,
            LONGEST_MILLIS);
    }

    private static String mega(double rate) {
        return String.format(Locale.ROOT, "%.2f", rate / MEGA);
    }
}
