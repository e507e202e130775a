package dev.narrows.bench;

import dev.narrows.bench.peer.Answer;
import dev.narrows.bench.peer.Served;
import dev.narrows.bench.report.Chapter;
import dev.narrows.bench.report.LinePlot;
import dev.narrows.bench.report.Measurement;
import dev.narrows.bench.report.Samples;
import dev.narrows.bench.report.Table;
import dev.narrows.bench.tester.Percentiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How long a packet takes through a gateway, one way, by how much the gateway has to do.
 */
final class LatencySection implements Section {
    private static final int[] LOADS = {50, 90, 99};
    private static final List<Double> IN_TABLE = List.of(50.0, 90.0, 99.0, 99.9, 99.99);
    private static final long QUICK_MILLIS = 200;
    private static final long WARM_UP_MILLIS = 10_000;
    private static final long SPEED_MILLIS = 1000;
    private static final long SHORTEST_MILLIS = 500;
    private static final long LONGEST_MILLIS = 10_000;
    private static final double PERCENT = 100;
    private static final double MICROS = 1e3;
    private static final double MEGA = 1e6;
    private static final int GATEWAYS = 2;

    private final BenchOptions options;
    private final Progress progress;

    LatencySection(BenchOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    /**
     * One gateway under one load, with an answer of every turn.
     *
     * @param gateway which.
     * @param load    for tables.
     * @param rate    packets a second.
     * @param answers of all turns.
     * @param pauses  of its run-time system, in the last turn.
     */
    private record Result(Served gateway, String load, double rate, List<Answer> answers, List<String> pauses) {
        double[] samples(String name) {
            return answers.stream().mapToDouble(answer -> answer.number(name)).toArray();
        }

        double median(String name) {
            return Samples.of(samples(name)).median();
        }

        double lostInAMillion() {
            double scheduled = answers.stream().mapToLong(answer -> answer.number("scheduled")).sum();
            double received = answers.stream().mapToLong(answer -> answer.number("received")).sum();
            return (scheduled - received) / Math.max(scheduled, 1) * MEGA;
        }
    }

    @Override
    public void run(Chapter chapter) throws IOException, InterruptedException {
        chapter.note(Rig.DESCRIPTION + " A packet's time counts from when the timetable has it sent until the "
            + "tester has "
            + "it back: two rings, the gateway, and the tester's own turns are in it, for every gateway alike. "
            + "Medians of "
            + options.alternations() + " turns of " + millis() + " ms; the largest is the largest of all turns.");
        progress.at("latency: starting");
        try (Rig rig = new Rig(options, options.isQuick() ? QUICK_MILLIS : WARM_UP_MILLIS)) {
            Map<Served, Double> throughputs = throughputs(rig, chapter);
            List<Served> best = Rivals.of(throughputs);
            if (rig.isTesterTheLimit()) {
                chapter.note("A gateway took all that the tester could send: loads are parts of less than it can do.");
            }
            for (int load : LOADS) {
                Map<Served, Double> rates = new LinkedHashMap<>();
                best.forEach(gateway -> rates.put(gateway, throughputs.get(gateway) * load / PERCENT));
                report(chapter, measure(rig, rates, load + " %"), "At " + load + " % of each one's throughput");
            }
            double slowest = best.stream().mapToDouble(throughputs::get).min().orElseThrow();
            Map<Served, Double> same = new LinkedHashMap<>();
            best.forEach(gateway -> same.put(gateway, slowest / 2));
            report(chapter, measure(rig, same, "same"), "All at half of the slowest's throughput");
        }
    }

    private long millis() {
        if (options.isQuick()) {
            return QUICK_MILLIS;
        }
        long turns = (LOADS.length + 1L) * GATEWAYS * options.alternations();
        long left = options.budgetMillis(Sections.LATENCY) - 2 * WARM_UP_MILLIS;
        return Math.clamp(left / turns, SHORTEST_MILLIS, LONGEST_MILLIS);
    }

    private Map<Served, Double> throughputs(Rig rig, Chapter chapter) throws IOException, InterruptedException {
        Table table = new Table("Throughput with the tester", "gateway", "Mpps");
        Map<Served, Double> throughputs = new LinkedHashMap<>();
        for (Served gateway : rig.gateways()) {
            progress.at("latency: throughput of " + gateway.name());
            double rate = rig.throughput(gateway, options.isQuick() ? QUICK_MILLIS : SPEED_MILLIS);
            throughputs.put(gateway, rate);
            table.add(gateway.name(), String.format(Locale.ROOT, "%.2f", rate / MEGA));
            chapter.add(new Measurement(gateway.name(), "throughput with the tester", "packets/s", Map.of(), rate));
        }
        chapter.table(table);
        return throughputs;
    }

    private List<Result> measure(Rig rig, Map<Served, Double> rates, String load)
        throws IOException, InterruptedException {
        List<Result> results = new ArrayList<>();
        rates.forEach((gateway, rate) ->
            results.add(new Result(gateway, load, rate, new ArrayList<>(), new ArrayList<>())));
        for (int turn = 0; turn < options.alternations(); turn++) {
            progress.at("latency at " + load + ", " + (turn + 1) + " of " + options.alternations());
            for (Result result : results) {
                result.answers().add(rig.trial(result.gateway(), result.rate(), millis()));
                result.pauses().add(result.gateway().pauses());
            }
        }
        return results;
    }

    private static void report(Chapter chapter, List<Result> results, String title) {
        Table table = new Table(title + ", us", "gateway", "Mpps", "p50", "p90", "p99", "p99.9", "p99.99", "max",
            "lost ppm", "JVM pauses, worst turn");
        List<LinePlot.Line> lines = new ArrayList<>();
        for (Result result : results) {
            List<String> cells = new ArrayList<>(List.of(result.gateway().name(),
                String.format(Locale.ROOT, "%.2f", result.rate() / MEGA)));
            for (double percentile : IN_TABLE) {
                cells.add(micros(result.median(Percentiles.name(percentile))));
            }
            cells.add(micros(Samples.of(result.samples("max")).most()));
            cells.add(String.format(Locale.ROOT, "%.1f", result.lostInAMillion()));
            cells.add(result.pauses().stream().max(Comparator.comparingInt(String::length)).orElse("-"));
            table.add(cells.toArray(String[]::new));
            lines.add(line(result));
            keep(chapter, result);
        }
        chapter.table(table);
        chapter.plot(LinePlot.draw(title,
            new LinePlot.Axes("one packet in so many is slower", "us", true, true), lines));
    }

    private static LinePlot.Line line(Result result) {
        double[] x = Percentiles.TOLD.stream().mapToDouble(percentile -> 1 / (1 - percentile / PERCENT)).toArray();
        double[] y = Percentiles.TOLD.stream()
            .mapToDouble(percentile -> Math.max(result.median(Percentiles.name(percentile)), 1) / MICROS).toArray();
        return new LinePlot.Line(result.gateway().name(), x, y);
    }

    private static void keep(Chapter chapter, Result result) {
        List<String> names = new ArrayList<>(Percentiles.TOLD.stream().map(Percentiles::name).toList());
        names.add("max");
        for (String name : names) {
            chapter.add(new Measurement(result.gateway().name(), "latency " + name, "ns",
                Map.of("load", result.load(), "packets/s", String.format(Locale.ROOT, "%.0f", result.rate())),
                result.samples(name)));
        }
    }

    private static String micros(double nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / MICROS);
    }
}
