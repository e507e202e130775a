package dev.narrows.bench;

import dev.narrows.bench.peer.Answer;
import dev.narrows.bench.report.Chapter;
import dev.narrows.bench.report.Measurement;
import dev.narrows.bench.report.Samples;
import dev.narrows.bench.report.Table;
import dev.narrows.bench.tester.TesterProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What happens when more packets come than a worker can take: throughput stays, commands are answered, every packet
 * that is lost is counted where that happened, and afterwards nothing is lost.
 */
final class OverloadSection implements Section {
    private static final int[] LOADS = {110, 150, 200};
    private static final long QUICK_MILLIS = 200;
    private static final long WARM_UP_MILLIS = 10_000;
    private static final long SPEED_MILLIS = 1000;
    private static final long SHORTEST_MILLIS = 500;
    private static final long LONGEST_MILLIS = 10_000;
    private static final long MOST_AFTER_MILLIS = 500;
    /** The timetable is made up for where the tester was late. */
    private static final double SLACK = 0.9;
    private static final double HALF = 0.5;
    private static final double PERCENT = 100;
    private static final double MICROS = 1e3;
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final double MEGA = 1e6;

    private final BenchOptions options;
    private final Progress progress;
    private final Table rates = new Table("Throughput under overload, and after it", "offered, of capacity",
        "offered Mpps", "through Mpps", "of capacity", "no loss after ms", "lost at 50 %");
    private final Table answers = new Table("Answers to commands meanwhile, us", "offered, of capacity", "commands",
        "p50", "p99", "max", "worker's longest cycle");
    private final Table losses = new Table("Where packets went, in all turns", "offered, of capacity", "sent",
        "received", "no room in the ring", "missed by the driver", "dropped by the gateway", "not accounted for");

    OverloadSection(BenchOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    @Override
    public void run(Chapter chapter) throws IOException, InterruptedException {
        if (options.externalGateway().isPresent()) {
            throw new IllegalArgumentException(
                "overload wants to see the gateway's counters, and cannot test another's gateway");
        }
        chapter.note(Rig.DESCRIPTION + " For " + millis() + " ms it offers more than capacity, which is what comes "
            + "through where it sends as fast as it can; then half of capacity, of which nothing is lost again from "
            + "when on 10 ms pass without loss. Meanwhile, once a millisecond, the worker is asked to take an "
            + "SA and to let go of it; "
            + "the time until the answer is seen has in it that the thread that asks shares its CPU with the tester. "
            + options.alternations() + " turns: medians, the largest and sums of all.");
        progress.at("overload: starting");
        try (Rig rig = Rig.withNarrows(options, options.isQuick() ? QUICK_MILLIS : WARM_UP_MILLIS)) {
            progress.at("overload: capacity");
            double capacity =
                rig.throughput(rig.gateways().getFirst(), options.isQuick() ? QUICK_MILLIS : SPEED_MILLIS);
            chapter.add(
                new Measurement(Comparison.NARROWS, "capacity with the tester", "packets/s", Map.of(), capacity));
            chapter.note(String.format(Locale.ROOT, "Capacity: %.2f Mpps.", capacity / MEGA));
            for (int load : LOADS) {
                report(chapter, load, capacity, measure(rig, load, capacity));
            }
        }
        chapter.table(rates);
        chapter.table(answers);
        chapter.table(losses);
    }

    private long millis() {
        if (options.isQuick()) {
            return QUICK_MILLIS;
        }
        long turns = (long)LOADS.length * options.alternations();
        return Math.clamp((options.budgetMillis(Sections.OVERLOAD) - 2 * WARM_UP_MILLIS) / turns, SHORTEST_MILLIS,
            LONGEST_MILLIS);
    }

    private List<Rig.Overload> measure(Rig rig, int load, double capacity) throws IOException, InterruptedException {
        List<Rig.Overload> turns = new ArrayList<>();
        double after = capacity * HALF;
        long afterMillis = Math.min(MOST_AFTER_MILLIS,
            (long)(TesterProcess.MOST_NOTED * SLACK / after * MILLIS_PER_SECOND));
        for (int turn = 0; turn < options.alternations(); turn++) {
            progress.at("overload of " + load + " %, " + (turn + 1) + " of " + options.alternations());
            turns.add(rig.overload(capacity * load / PERCENT, millis(), after, afterMillis));
        }
        return turns;
    }

    private void report(Chapter chapter, int load, double capacity, List<Rig.Overload> turns) {
        String name = load + " %";
        double[] through = samples(turns, turn -> turn.tester().rate());
        double[] offered = samples(turns, turn ->
            turn.tester().rate() * turn.tester().number("overScheduled") / turn.tester().number("packets"));
        double[] recovered = samples(turns, turn -> turn.tester().number("recoveredMillis"));
        rates.add(name, Samples.of(offered).text(1 / MEGA, 2), Samples.of(through).text(1 / MEGA, 2),
            String.format(Locale.ROOT, "%.2f", Samples.of(through).median() / capacity),
            Samples.of(recovered).least() < 0 ? "never" : Samples.of(recovered).text(1, 0),
            count(turns, turn -> turn.tester().number("lostAfter")));
        answers.add(name, count(turns, turn -> turn.gateway().number("answers")),
            micros(Samples.of(ofGateway(turns, "answer50")).median()),
            micros(Samples.of(ofGateway(turns, "answer99")).median()),
            micros(Samples.of(ofGateway(turns, "answerMax")).most()),
            micros(Samples.of(ofGateway(turns, "cycleMax")).most()));
        losses.add(name, count(turns, turn -> turn.tester().number("scheduled")),
            count(turns, turn -> turn.tester().number("received")),
            count(turns, turn -> turn.tester().number("refused")),
            count(turns, turn -> turn.gateway().number("missed")),
            count(turns, turn -> turn.gateway().number("dropped")), count(turns, OverloadSection::unaccounted));
        Map<String, String> parameters = Map.of("load", name);
        chapter.add(new Measurement(Comparison.NARROWS, "offered", "packets/s", parameters, offered));
        chapter.add(new Measurement(Comparison.NARROWS, "throughput", "packets/s", parameters, through));
        chapter.add(new Measurement(Comparison.NARROWS, "time to no loss", "ms", parameters, recovered));
        for (String quantity : List.of("answer50", "answer99", "answerMax", "cycleMax")) {
            chapter.add(new Measurement(Comparison.NARROWS, quantity, "ns", parameters, ofGateway(turns, quantity)));
        }
        say(chapter, name, turns);
    }

    /** Says what does not add up, and for what reasons the gateway dropped packets. */
    private static void say(Chapter chapter, String name, List<Rig.Overload> turns) {
        double unaccounted = sum(turns, OverloadSection::unaccounted);
        if (unaccounted != 0) {
            chapter.note(String.format(Locale.ROOT, "At %s it does not add up: %,.0f packets more were sent than were "
                + "received or counted as lost.", name, unaccounted));
        }
        double unanswered = sum(turns, turn ->
            turn.gateway().number("refusedRequests") + turn.gateway().number("unanswered"));
        if (unanswered > 0) {
            chapter.note(String.format(Locale.ROOT, "At %s, %.0f commands were not answered.", name, unanswered));
        }
        Map<String, Long> reasons = new TreeMap<>();
        turns.forEach(turn -> turn.gateway().values().forEach((counter, value) -> {
            if (counter.startsWith("drop.")) {
                reasons.merge(counter.substring("drop.".length()), Long.parseLong(value), Long::sum);
            }
        }));
        if (!reasons.isEmpty()) {
            chapter.note("Dropped by the gateway at " + name + ": " + reasons + ".");
        }
    }

    private static double unaccounted(Rig.Overload turn) {
        Answer tester = turn.tester();
        return tester.number("scheduled") - tester.number("refused") - tester.number("received")
            - turn.gateway().number("missed") - turn.gateway().number("dropped");
    }

    private static double[] ofGateway(List<Rig.Overload> turns, String name) {
        return samples(turns, turn -> turn.gateway().number(name));
    }

    private static double[] samples(List<Rig.Overload> turns, ToDoubleFunction<Rig.Overload> value) {
        return turns.stream().mapToDouble(value).toArray();
    }

    private static double sum(List<Rig.Overload> turns, ToDoubleFunction<Rig.Overload> value) {
        return turns.stream().mapToDouble(value).sum();
    }

    private static String count(List<Rig.Overload> turns, ToDoubleFunction<Rig.Overload> value) {
        return String.format(Locale.ROOT, "%,.0f", sum(turns, value));
    }

    private static String micros(double nanos) {
        return String.format(Locale.ROOT, "%.0f", nanos / MICROS);
    }
}
