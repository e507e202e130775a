package dev.narrows.bench;

import dev.narrows.bench.gateway.Direction;
import dev.narrows.bench.gateway.GatewayOptions;
import dev.narrows.bench.peer.Contender;
import dev.narrows.bench.peer.FloorProgram;
import dev.narrows.bench.peer.NarrowsProcess;
import dev.narrows.bench.peer.Setting;
import dev.narrows.bench.report.Chapter;
import dev.narrows.bench.traffic.Captures;
import dev.narrows.bench.traffic.TestKey;
import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.CryptoEngines;
import dev.narrows.crypto.Transform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Compares packet rates on one core: Narrows, the peer in each of its modes, and what sets limits take turns. All of
 * them are started more than once.
 */
final class ThroughputSection implements Section {
    private static final long QUICK_MILLIS = 150;
    private static final long WARM_UP_MILLIS = 5000;
    private static final long SHORTEST_SAMPLE_MILLIS = 250;
    private static final long LONGEST_SAMPLE_MILLIS = 4000;
    /** What a turn takes beside its sample, and a comparison beside its turns, each time that all are started. */
    private static final long OVERHEAD_OF_TURN_MILLIS = 200;
    private static final long OVERHEAD_OF_START_MILLIS = 8000;
    private static final int MOST_CONTENDERS = 11;

    private final BenchOptions options;
    private final Progress progress;
    private final Set<String> failures = new LinkedHashSet<>();

    ThroughputSection(BenchOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    @Override
    public void run(Chapter chapter) throws IOException, InterruptedException {
        ThroughputReport report = new ThroughputReport(chapter);
        report.introduce(options, sampleMillis());
        try (WorkFolder programs = new WorkFolder()) {
            Optional<FloorProgram> floor = compileFloor(programs.path());
            for (Algorithm algorithm : options.algorithms()) {
                report.add(algorithm, compare(algorithm, floor));
            }
        }
        failures.forEach(failure -> chapter.note("Left out: " + failure));
    }

    private Optional<FloorProgram> compileFloor(Path folder) throws InterruptedException {
        progress.at("compiling the floor");
        try {
            return Optional.of(FloorProgram.compile(folder));
        } catch (IOException e) {
            failures.add(e.getMessage());
            return Optional.empty();
        }
    }

    private long sampleMillis() {
        if (options.isQuick()) {
            return QUICK_MILLIS;
        }
        long comparisons = options.algorithms().stream().mapToLong(algorithm ->
            (long)options.directions(algorithm).size() * options.mixes(algorithm).size()).sum();
        long forEach = options.budgetMillis(Sections.THROUGHPUT) / comparisons / options.starts()
            - OVERHEAD_OF_START_MILLIS;
        long sample = forEach / options.alternationsOfStart() / MOST_CONTENDERS - OVERHEAD_OF_TURN_MILLIS;
        return Math.clamp(sample, SHORTEST_SAMPLE_MILLIS, LONGEST_SAMPLE_MILLIS);
    }

    private List<Comparison> compare(Algorithm algorithm, Optional<FloorProgram> floor)
        throws IOException, InterruptedException {
        List<Tally> tallies = new ArrayList<>();
        for (Direction direction : options.directions(algorithm)) {
            options.mixes(algorithm).forEach(mix -> tallies.add(new Tally(algorithm, direction, mix)));
        }
        try (WorkFolder folder = new WorkFolder(); CryptoEngine engine = CryptoEngines.open(options.engine())) {
            new Captures(folder.path()).write(algorithm, engine);
            boolean hasDirectCalls = hasDirectCalls(engine, algorithm);
            for (int start = 1; start <= options.starts(); start++) {
                try (NarrowsProcess narrows = new NarrowsProcess(GatewayOptions.usual(folder.path(),
                    GatewayOptions.Traffic.SUITE, algorithm, options.engine(), options.cpus()))) {
                    warmUp(narrows, algorithm);
                    LineUp lineUp = new LineUp(options.peers(), floor, narrows, hasDirectCalls);
                    for (Tally tally : tallies) {
                        Setting setting = new Setting(folder.path(), tally.direction(), tally.mix(), algorithm,
                            options.workerCpu(), options.controlCpu());
                        takeTurns(lineUp, setting, tally, start);
                    }
                }
            }
        }
        return tallies.stream().map(Tally::comparison).toList();
    }

    private static boolean hasDirectCalls(CryptoEngine engine, Algorithm algorithm) {
        try (Transform transform = TestKey.transform(engine, algorithm)) {
            return transform.directGcm() != null;
        }
    }

    private void warmUp(NarrowsProcess narrows, Algorithm algorithm) throws IOException, InterruptedException {
        progress.at("warming up (" + narrows.versions() + ")");
        long millis = options.isQuick() ? QUICK_MILLIS : WARM_UP_MILLIS;
        for (Direction direction : options.directions(algorithm)) {
            narrows.ask("run " + direction.with(TrafficMix.IMIX) + " " + millis, millis);
        }
    }

    private void takeTurns(LineUp lineUp, Setting setting, Tally tally, int start)
        throws IOException, InterruptedException {
        List<Contender> contenders = new ArrayList<>();
        try {
            progress.at(words(setting) + ", start " + start + " of " + options.starts());
            lineUp.start(setting, tally, contenders, failures);
            int turns = options.alternationsOfStart();
            double[][] rates = new double[contenders.size()][turns];
            for (int turn = 0; turn < turns; turn++) {
                progress.at(words(setting) + ", start " + start + " of " + options.starts() + ", turn " + (turn + 1)
                    + " of " + turns);
                for (int i = 0; i < rates.length; i++) {
                    if (!tally.isLeftOut(contenders.get(i).name())) {
                        rates[i][turn] = measure(contenders.get(i), tally);
                    }
                }
            }
            for (int i = 0; i < rates.length; i++) {
                tally.add(contenders.get(i).name(), rates[i]);
            }
        } finally {
            contenders.forEach(Contender::close);
        }
    }

    private static String words(Setting setting) {
        return "throughput " + setting.algorithm().configName() + " " + setting.direction().label() + " "
            + setting.mix().label();
    }

    /** One that others may be measured without leaves the comparison where it cannot do what is asked. */
    private double measure(Contender contender, Tally tally) throws IOException, InterruptedException {
        try {
            return contender.packetsPerSecond(sampleMillis());
        } catch (IOException e) {
            if (!contender.mayBeLeftOut()) {
                throw e;
            }
            contender.close();
            tally.leaveOut(contender.name());
            failures.add(e.getMessage());
            return 0;
        }
    }
}
