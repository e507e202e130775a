package dev.narrows.bench;

import dev.narrows.bench.gateway.Direction;
import dev.narrows.bench.gateway.GatewayOptions;
import dev.narrows.bench.peer.Answer;
import dev.narrows.bench.peer.NarrowsProcess;
import dev.narrows.bench.report.BarPlot;
import dev.narrows.bench.report.Chapter;
import dev.narrows.bench.report.Measurement;
import dev.narrows.bench.report.Samples;
import dev.narrows.bench.report.Table;
import dev.narrows.bench.traffic.Spread;
import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.bench.traffic.WorkerCaptures;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.CryptoEngines;
import dev.narrows.linux.CpuTopology;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Packet rates of two workers against one, each with a CPU of its own, and what two CPUs are worth on this machine: the
 * crypto call on two at once against on one.
 */
final class WorkersSection implements Section {
    private static final Algorithm ALGORITHM = Algorithm.AES_128_GCM_16;
    private static final List<TrafficMix> USUAL = List.of(TrafficMix.SIZE_64, TrafficMix.IMIX, TrafficMix.SIZE_1400);
    private static final String CRYPTO_ONE = "crypto on one CPU";
    private static final String CRYPTO_TWO = "crypto on two CPUs";
    private static final Map<Spread, String> NAMES =
        Map.of(Spread.ONE, "1 worker", Spread.APART, "2 workers", Spread.MIXED, "2 workers, half handed over");
    private static final long QUICK_MILLIS = 100;
    private static final long WARM_UP_MILLIS = 4000;
    private static final long SHORTEST_SAMPLE_MILLIS = 250;
    private static final long LONGEST_SAMPLE_MILLIS = 3000;
    private static final long OVERHEAD_OF_SAMPLE_MILLIS = 100;
    private static final double HALF = 0.5;
    private static final double TOLERANCE = 0.05;
    private static final double MEGA = 1e6;

    private final BenchOptions options;
    private final Progress progress;

    /**
     * What was found with one kind of packets.
     *
     * @param direction which way they went.
     * @param mix       of which sizes.
     * @param rates     packets a second, every sample, by name.
     */
    private record Result(Direction direction, TrafficMix mix, Map<String, double[]> rates) {
        Samples of(String name) {
            return Samples.of(rates.get(name));
        }

        String ratio(String name, String to) {
            return String.format(Locale.ROOT, "%.2f", of(name).median() / of(to).median());
        }

        String label() {
            return direction.label() + " " + mix.label();
        }
    }

    WorkersSection(BenchOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    @Override
    public void run(Chapter chapter) throws IOException, InterruptedException {
        GatewayOptions.Cpus cpus = options.cpusOfTwoWorkers();
        if (directions().isEmpty()) {
            throw new IllegalArgumentException("workers are measured outbound and inbound, not both ways at once");
        }
        introduce(chapter, cpus);
        List<Result> results = new ArrayList<>();
        for (Direction direction : directions()) {
            measure(direction, cpus, results);
        }
        report(chapter, results);
    }

    private void measure(Direction direction, GatewayOptions.Cpus cpus, List<Result> results)
        throws IOException, InterruptedException {
        try (WorkFolder folder = new WorkFolder(); CryptoEngine engine = CryptoEngines.open(options.engine())) {
            new WorkerCaptures(folder.path()).write(direction.seals(), ALGORITHM, engine);
            try (NarrowsProcess narrows = new NarrowsProcess(GatewayOptions.usual(
                folder.path(), GatewayOptions.Traffic.WORKERS, ALGORITHM, options.engine(), cpus))) {
                warmUp(narrows, direction);
                for (TrafficMix mix : mixes()) {
                    results.add(measure(narrows, direction, mix));
                }
            }
        }
    }

    private void introduce(Chapter chapter, GatewayOptions.Cpus cpus) {
        int first = cpus.workers().getFirst();
        int second = cpus.workers().getLast();
        chapter.note(String.format(Locale.ROOT, "%s, workers on CPU %d, and on %d and %d. Each has a queue, a crypto "
            + "engine and SAs of its own. Medians of %d alternations of %d ms. The last column is what two CPUs are "
            + "worth here: the bare crypto call on both at once against on one.", ALGORITHM.configName(), first, first,
            second, options.alternations(), sampleMillis()));
        if (second == cpus.control()) {
            chapter.note("The second worker shares its CPU with everything else: the compiler, the thread that makes "
                + "new inbound SAs, and this program.");
        }
        if (new CpuTopology().coreOf(first).get(second)) {
            chapter.note("CPUs " + first + " and " + second + " are threads of one core: two workers can hardly be "
                + "faster than one.");
        }
    }

    private List<Direction> directions() {
        return options.directions(ALGORITHM).stream().filter(direction -> direction != Direction.BOTH).toList();
    }

    private List<TrafficMix> mixes() {
        return options.chosenMixes().orElse(USUAL);
    }

    private long sampleMillis() {
        if (options.isQuick()) {
            return QUICK_MILLIS;
        }
        int directions = directions().size();
        long left = options.budgetMillis(Sections.WORKERS) - directions * WARM_UP_MILLIS * Spread.values().length;
        long samples = (long)directions * mixes().size() * options.alternations() * (Spread.values().length + 2);
        return Math.clamp(left / Math.max(samples, 1) - OVERHEAD_OF_SAMPLE_MILLIS, SHORTEST_SAMPLE_MILLIS,
            LONGEST_SAMPLE_MILLIS);
    }

    private void warmUp(NarrowsProcess narrows, Direction direction) throws IOException, InterruptedException {
        long millis = options.isQuick() ? QUICK_MILLIS : WARM_UP_MILLIS;
        for (Spread spread : Spread.values()) {
            progress.at("workers: warming up, " + direction.label() + ", " + NAMES.get(spread));
            narrows.ask("spread " + spread.label() + " " + direction.with(TrafficMix.IMIX) + " " + millis, millis);
        }
    }

    private Result measure(NarrowsProcess narrows, Direction direction, TrafficMix mix)
        throws IOException, InterruptedException {
        Map<String, double[]> rates = new LinkedHashMap<>();
        for (Spread spread : Spread.values()) {
            rates.put(NAMES.get(spread), new double[options.alternations()]);
        }
        rates.put(CRYPTO_ONE, new double[options.alternations()]);
        rates.put(CRYPTO_TWO, new double[options.alternations()]);
        long millis = sampleMillis();
        for (int turn = 0; turn < options.alternations(); turn++) {
            progress.at("workers: " + direction.label() + " " + mix.label() + ", " + (turn + 1) + " of "
                + options.alternations());
            for (Spread spread : Spread.values()) {
                Answer answer =
                    narrows.ask("spread " + spread.label() + " " + direction.with(mix) + " " + millis, millis);
                requireHandOver(spread, answer);
                rates.get(NAMES.get(spread))[turn] = answer.rate();
            }
            rates.get(CRYPTO_ONE)[turn] = crypto(narrows, 1, mix, millis);
            rates.get(CRYPTO_TWO)[turn] = crypto(narrows, 2, mix, millis);
        }
        return new Result(direction, mix, rates);
    }

    private static double crypto(NarrowsProcess narrows, int count, TrafficMix mix, long millis)
        throws IOException, InterruptedException {
        return narrows.ask("cryptos " + count + " " + mix.optionName() + " " + millis, millis).rate();
    }

    private static void requireHandOver(Spread spread, Answer answer) throws IOException {
        double share = (double)answer.number("handedOver") / answer.number("packets");
        if (Math.abs(share - (spread.isMixed() ? HALF : 0)) > TOLERANCE) {
            throw new IOException(String.format(Locale.ROOT, "%s: %.0f %% of the packets were handed over",
                NAMES.get(spread), share * 100));
        }
    }

    private static void report(Chapter chapter, List<Result> results) {
        String one = NAMES.get(Spread.ONE);
        String two = NAMES.get(Spread.APART);
        String mixed = NAMES.get(Spread.MIXED);
        Table table = new Table("Two workers against one, Mpps", "packets", one, two, "ratio", mixed, "ratio",
            "crypto, two CPUs : one");
        Map<String, List<Samples>> bars = new LinkedHashMap<>();
        for (Result result : results) {
            table.add(result.label(), mega(result.of(one)), mega(result.of(two)), result.ratio(two, one),
                mega(result.of(mixed)), result.ratio(mixed, one), result.ratio(CRYPTO_TWO, CRYPTO_ONE));
            result.rates().forEach((name, samples) -> chapter.add(new Measurement(name, "packet rate", "packets/s",
                Map.of("algorithm", ALGORITHM.configName(), "direction", result.direction().label(), "packets",
                    result.mix().label()), samples)));
            for (String name : List.of(one, two, mixed)) {
                Samples samples = result.of(name);
                bars.computeIfAbsent(name, _ -> new ArrayList<>()).add(
                    new Samples(samples.median() / MEGA, samples.least() / MEGA, samples.most() / MEGA));
            }
        }
        chapter.table(table);
        chapter.plot(BarPlot.draw(
            "Two workers against one", "Mpps", results.stream().map(Result::label).toList(), bars));
    }

    private static String mega(Samples samples) {
        return samples.text(1 / MEGA, 2);
    }
}
