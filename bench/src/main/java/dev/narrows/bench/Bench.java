package dev.narrows.bench;

import dev.narrows.bench.report.Chapter;
import dev.narrows.bench.report.Report;
import dev.narrows.linux.Affinity;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/**
 * Runs sections of the bench and writes what they found. What is measured runs in processes of its own, on a CPU of its
 * own.
 */
public final class Bench {
    private final BenchOptions options;
    private final Progress progress;
    private final Report report;

    Bench(PrintStream out, boolean isTerminal, String... args) {
        options = BenchOptions.parse(args);
        progress = new Progress(out, isTerminal);
        report = new Report(Machine.facts(List.of(args)));
    }

    /**
     * Runs the bench.
     *
     * @param args see {@link BenchOptions}.
     */
    public static void main(String[] args) {
        try {
            boolean isGood = new Bench(System.out, isTerminal(), args).run();
            System.exit(isGood ? 0 : 1);
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage() + System.lineSeparator()
                + BenchOptions.USAGE.formatted(names()));
            System.exit(2);
        } catch (IOException | InterruptedException e) {
            System.err.println("bench: " + e.getMessage());
            System.exit(1);
        }
    }

    /** There is no console at all where the module that has it was not asked for. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private static String names() {
        return String.join(", ", List.of(Sections.values()).stream().map(Sections::optionName).toList());
    }

    /**
     * Runs the sections that were asked for, each whether or not one before it failed.
     *
     * @return whether none failed.
     */
    boolean run() throws IOException, InterruptedException {
        Affinity.pin(options.controlCpu());
        boolean isGood = true;
        for (Sections name : options.sections()) {
            Chapter chapter = new Chapter(name.optionName());
            try {
                section(name).run(chapter);
            } catch (IOException | RuntimeException e) {
                isGood = false;
                chapter.note("Failed: " + e.getMessage());
            }
            report.add(chapter);
            progress.say(chapter.text());
            report.write(options.output());
        }
        progress.say("\nwritten: " + options.output().resolve("bench.json") + " and bench.html\n");
        return isGood;
    }

    private Section section(Sections name) {
        return switch (name) {
            case THROUGHPUT -> new ThroughputSection(options, progress);
            case GROWTH -> new GrowthSection(options, progress);
            case WORKERS -> new WorkersSection(options, progress);
            case START -> new StartSection(options, progress);
            case LATENCY -> new LatencySection(options, progress);
            case NDR -> new NdrSection(options, progress);
            case OVERLOAD -> new OverloadSection(options, progress);
            case JMH -> new StageSection(options, progress);
            case PMTU -> new PmtuSection(options, progress);
            case SOAK -> new SoakSection(options, progress);
        };
    }
}
