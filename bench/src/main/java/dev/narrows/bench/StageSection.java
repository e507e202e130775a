package dev.narrows.bench;

import dev.narrows.bench.report.Chapter;
import dev.narrows.bench.report.Measurement;
import dev.narrows.bench.report.Samples;
import dev.narrows.bench.report.Table;
import dev.narrows.bench.stage.EspStage;
import dev.narrows.linux.Affinity;
import java.io.IOException;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmarks of single stages, each in a JVM of its own.
 */
final class StageSection implements Section {
    private static final int BENCHMARKS = 13;
    private static final int ITERATIONS = 5;
    private static final int WARM_UPS = 3;
    private static final long QUICK_MILLIS = 20;
    private static final long SHORTEST_MILLIS = 100;
    private static final long LONGEST_MILLIS = 2000;
    private static final long OVERHEAD_MILLIS = 1500;

    private final BenchOptions options;
    private final Progress progress;

    StageSection(BenchOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    @Override
    public void run(Chapter chapter) throws IOException {
        chapter.note("By JMH, on data that stays in the cache: what a stage cannot be faster than, not what it "
            + "takes in the "
            + "gateway. Sealing and opening have the copying of a packet into place in them, which is told beside.");
        progress.at("jmh");
        // JMH's processes inherit the CPUs of this thread.
        restrict(options.workerCpu(), options.controlCpu());
        try {
            Table table = new Table("Stages", "stage", "ns a packet");
            for (RunResult result : new Runner(jmhOptions().build()).run()) {
                add(chapter, table, result);
            }
            chapter.table(table);
        } catch (RunnerException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            restrict(options.controlCpu());
        }
    }

    private static void restrict(int... cpus) {
        BitSet set = new BitSet();
        for (int cpu : cpus) {
            set.set(cpu);
        }
        Affinity.restrict(set);
    }

    private ChainedOptionsBuilder jmhOptions() {
        long millis = options.isQuick() ? QUICK_MILLIS
            : Math.clamp((options.budgetMillis(Sections.JMH) / BENCHMARKS - OVERHEAD_MILLIS) / (ITERATIONS + WARM_UPS),
                SHORTEST_MILLIS, LONGEST_MILLIS);
        return new OptionsBuilder().include(EspStage.class.getPackageName() + "\\..*").verbosity(VerboseMode.SILENT)
            .forks(1).shouldFailOnError(true)
            .warmupIterations(options.isQuick() ? 1 : WARM_UPS).warmupTime(TimeValue.milliseconds(millis))
            .measurementIterations(options.isQuick() ? 1 : ITERATIONS)
            .measurementTime(TimeValue.milliseconds(millis));
    }

    private static void add(Chapter chapter, Table table, RunResult result) {
        BenchmarkParams params = result.getParams();
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String key : params.getParamsKeys()) {
            parameters.put(key, params.getParam(key));
        }
        double[] nanos = result.getBenchmarkResults().stream().map(BenchmarkResult::getIterationResults)
            .flatMap(iterations -> iterations.stream())
            .mapToDouble(iteration -> iteration.getPrimaryResult().getScore()).toArray();
        String stage = params.getBenchmark().substring(params.getBenchmark().lastIndexOf('.') + 1);
        table.add(stage + (parameters.isEmpty() ? "" : " " + parameters), Samples.of(nanos).text(1, 1));
        chapter.add(new Measurement(stage, "time", "ns", parameters, nanos));
    }
}
