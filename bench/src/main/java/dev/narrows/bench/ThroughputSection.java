package dev.narrows.bench;

import dev.narrows.bench.gateway.Direction;
import dev.narrows.bench.gateway.GatewayOptions;
import dev.narrows.bench.peer.Contender;
import dev.narrows.bench.peer.NarrowsProcess;
import dev.narrows.bench.peer.Peers;
import dev.narrows.bench.peer.Secgw;
import dev.narrows.bench.peer.SecgwMode;
import dev.narrows.bench.peer.Setting;
import dev.narrows.bench.peer.Testpmd;
import dev.narrows.bench.report.Chapter;
import dev.narrows.bench.traffic.Captures;
import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.CryptoEngines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares packet rates on one core: Narrows, the peer in each of its modes, and the two limits take turns.
 */
final class ThroughputSection implements Section {
    private static final long QUICK_MILLIS = 150;
    private static final long WARM_UP_MILLIS = 5000;
    private static final long SHORTEST_SAMPLE_MILLIS = 250;
    private static final long LONGEST_SAMPLE_MILLIS = 4000;
    /** What a turn takes beside its sample, and a comparison beside its turns. */
    private static final long OVERHEAD_OF_TURN_MILLIS = 200;
    private static final long OVERHEAD_OF_COMPARISON_MILLIS = 6000;
    private static final int MOST_CONTENDERS = 6;

    private final BenchOptions options;
    private final Progress progress;
    private final List<String> failures = new ArrayList<>();

    ThroughputSection(BenchOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    @Override
    public void run(Chapter chapter) throws IOException, InterruptedException {
        ThroughputReport report = new ThroughputReport(chapter);
        report.introduce(options, sampleMillis());
        for (Algorithm algorithm : options.algorithms()) {
            List<Comparison> comparisons = compare(algorithm);
            report.add(algorithm, comparisons);
        }
        failures.forEach(failure -> chapter.note("Left out: " + failure));
    }

    private long sampleMillis() {
        if (options.isQuick()) {
            return QUICK_MILLIS;
        }
        long comparisons = options.algorithms().stream().mapToLong(algorithm ->
            (long)options.directions(algorithm).size() * options.mixes(algorithm).size()).sum();
        long forEach = options.budgetMillis(Sections.THROUGHPUT) / comparisons - OVERHEAD_OF_COMPARISON_MILLIS;
        long sample = forEach / options.alternations() / MOST_CONTENDERS - OVERHEAD_OF_TURN_MILLIS;
        return Math.clamp(sample, SHORTEST_SAMPLE_MILLIS, LONGEST_SAMPLE_MILLIS);
    }

    private List<Comparison> compare(Algorithm algorithm) throws IOException, InterruptedException {
        List<Comparison> comparisons = new ArrayList<>();
        try (WorkFolder folder = new WorkFolder(); CryptoEngine engine = CryptoEngines.open(options.engine())) {
            new Captures(folder.path()).write(algorithm, engine);
            try (NarrowsProcess narrows = new NarrowsProcess(GatewayOptions.usual(folder.path(),
                GatewayOptions.Traffic.SUITE, algorithm, options.engine(), options.cpus()))) {
                warmUp(narrows, algorithm);
                for (Direction direction : options.directions(algorithm)) {
                    for (TrafficMix mix : options.mixes(algorithm)) {
                        comparisons.add(compare(folder.path(), narrows, algorithm, direction, mix));
                    }
                }
            }
        }
        return comparisons;
    }

    private void warmUp(NarrowsProcess narrows, Algorithm algorithm) throws IOException, InterruptedException {
        progress.at("warming up (" + narrows.versions() + ")");
        long millis = options.isQuick() ? QUICK_MILLIS : WARM_UP_MILLIS;
        for (Direction direction : options.directions(algorithm)) {
            narrows.ask("run " + direction.with(TrafficMix.IMIX) + " " + millis, millis);
        }
    }

    private Comparison compare(
        Path folder, NarrowsProcess narrows, Algorithm algorithm, Direction direction, TrafficMix mix)
        throws IOException, InterruptedException {
        Setting setting =
            new Setting(folder, direction, mix, algorithm, options.workerCpu(), options.controlCpu());
        List<Contender> contenders = new ArrayList<>();
        try {
            contenders.add(narrows.contender(Comparison.NARROWS, "run " + direction.with(mix)));
            contenders.add(narrows.contender(Comparison.CRYPTO, "crypto " + mix.optionName()));
            if (options.peers().isPresent()) {
                addPeers(contenders, options.peers().get(), setting);
            }
            return new Comparison(algorithm, direction, mix, takeTurns(contenders, algorithm, direction, mix));
        } finally {
            contenders.forEach(Contender::close);
        }
    }

    private void addPeers(List<Contender> contenders, Peers peers, Setting setting)
        throws IOException, InterruptedException {
        contenders.add(new Testpmd(peers, setting));
        for (SecgwMode mode : SecgwMode.values()) {
            if (Secgw.has(setting.algorithm())) {
                try {
                    contenders.add(new Secgw(peers, setting, mode));
                } catch (IOException e) {
                    failures.add(e.getMessage());
                }
            }
        }
    }

    private Map<String, double[]> takeTurns(
        List<Contender> contenders, Algorithm algorithm, Direction direction, TrafficMix mix)
        throws InterruptedException, IOException {
        Map<String, double[]> rates = new LinkedHashMap<>();
        Comparison.names(contenders).forEach(name -> rates.put(name, new double[options.alternations()]));
        for (int i = 0; i < options.alternations(); i++) {
            progress.at("throughput " + algorithm.configName() + " " + direction.label() + " " + mix.label() + ", "
                + (i + 1) + " of " + options.alternations());
            for (Contender contender : contenders) {
                measure(contender, rates, i);
            }
        }
        return rates;
    }

    /** A peer that cannot do what is asked leaves the comparison; Narrows must not. */
    private void measure(Contender contender, Map<String, double[]> rates, int turn)
        throws IOException, InterruptedException {
        double[] samples = rates.get(contender.name());
        if (samples == null) {
            return;
        }
        try {
            samples[turn] = contender.packetsPerSecond(sampleMillis());
        } catch (IOException e) {
            if (!(contender instanceof Secgw)) {
                throw e;
            }
            failures.add(e.getMessage());
            rates.remove(contender.name());
        }
    }
}
