package dev.narrows.bench.profile;

import dev.narrows.bench.gateway.GatewayOptions;
import dev.narrows.bench.peer.Answer;
import dev.narrows.bench.peer.NarrowsProcess;
import dev.narrows.bench.traffic.Captures;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.CryptoEngines;
import dev.narrows.linux.Affinity;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

/**
 * Says where a worker's time goes while the gateway does one thing at its full rate.
 */
public final class ProfileCommand {
    private static final long WARM_UP_MILLIS = 12_000;
    private static final long BEFORE_MILLIS = 1500;
    private static final long AROUND_MILLIS = 3000;
    private static final long MILLIS_PER_SECOND = 1000;
    private static final double PERCENT = 100;
    private static final int CLASSES = 20;
    private static final int LINES = 25;
    private static final String VM_LOG = "vm.log";

    private final ProfileOptions options;
    private final PrintStream out;

    ProfileCommand(ProfileOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /**
     * Runs.
     *
     * @param args see {@link ProfileOptions}.
     */
    public static void main(String[] args) {
        try {
            new ProfileCommand(ProfileOptions.parse(args), System.out).run();
            System.exit(0);
        } catch (IllegalArgumentException e) {
            System.err.println("profile: " + e.getMessage() + System.lineSeparator() + ProfileOptions.USAGE);
            System.exit(2);
        } catch (IOException | InterruptedException e) {
            System.err.println("profile: " + e.getMessage());
            System.exit(1);
        }
    }

    void run() throws IOException, InterruptedException {
        Affinity.pin(options.cpus().control());
        Path folder = Files.createTempDirectory("narrows-profile");
        try (CryptoEngine engine = CryptoEngines.open(options.engine())) {
            new Captures(folder).write(options.algorithm(), engine);
            profile(folder);
        } finally {
            clean(folder);
        }
    }

    private void profile(Path folder) throws IOException, InterruptedException {
        String command = "run " + options.direction().with(options.mix()) + " ";
        try (NarrowsProcess narrows = new NarrowsProcess(GatewayOptions.usual(folder, GatewayOptions.Traffic.SUITE,
            options.algorithm(), options.engine(), options.cpus()), "-XX:+UnlockDiagnosticVMOptions",
            "-XX:+DebugNonSafepoints", "-XX:+PreserveFramePointer", "-XX:+LogVMOutput", "-XX:-DisplayVMOutput",
            "-XX:LogFile=" + folder.resolve(VM_LOG), "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=print,dev.narrows.*::*")) {
            out.println("warming up");
            narrows.ask(command + WARM_UP_MILLIS, WARM_UP_MILLIS);
            out.println("looking for " + options.seconds() + " s");
            Perf perf = new Perf(folder, narrows.pid());
            try {
                long millis = options.seconds() * MILLIS_PER_SECOND + AROUND_MILLIS;
                FutureTask<Answer> running = new FutureTask<>(() -> narrows.ask(command + millis, millis));
                new Thread(running, "asks").start();
                Thread.sleep(BEFORE_MILLIS);
                List<String> samples = perf.record(options.seconds());
                report(folder, samples, running.get());
            } catch (ExecutionException e) {
                throw new IOException(e.getCause().getMessage(), e);
            } finally {
                Files.deleteIfExists(perf.symbols());
            }
        }
    }

    private void report(Path folder, List<String> samples, Answer answer) throws IOException {
        CodeMap code;
        try (Stream<String> lines = Files.lines(folder.resolve(VM_LOG))) {
            code = CodeMap.read(lines);
        }
        List<Sample> parsed = samples.stream().map(Sample::parse).flatMap(Optional::stream).toList();
        if (parsed.isEmpty()) {
            throw new IOException("perf has taken no samples");
        }
        double nanos = (double)answer.number("nanos") / answer.number("packets");
        // What the thread did not run is not its own time.
        double busy = Math.min((double)parsed.size() / Perf.FREQUENCY / options.seconds(), 1);
        Profile profile = new Profile(code, nanos * busy);
        parsed.forEach(profile::add);
        out.printf(Locale.ROOT,
            "%n%s %s, %s: %.1f ns a packet; the worker ran %.0f %% of the time; %,d samples, %d compiled methods%n%n",
            options.direction().label(), options.mix().label(), options.algorithm().configName(),
            nanos, busy * PERCENT, profile.samples(), code.methods());
        out.println(profile.byStage().text());
        out.println(profile.byClass(CLASSES).text());
        if (options.hasLines()) {
            out.println(profile.byLine(LINES).text());
        }
    }

    private static void clean(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
