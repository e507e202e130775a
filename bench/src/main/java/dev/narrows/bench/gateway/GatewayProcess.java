package dev.narrows.bench.gateway;

import dev.narrows.bench.traffic.Captures;
import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.CryptoEngines;
import dev.narrows.dpdk.Eal;
import dev.narrows.linux.Affinity;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The main class of a process with a gateway in it. It reads a line, does what it says, and answers with a line that
 * begins with {@link #ANSWER}:
 *
 * <ul>
 * <li>{@code run DIRECTION MIX MILLIS}: lets packets go that long, and tells what came of it;
 * <li>{@code crypto MIX MILLIS}: seals, and does nothing else;
 * <li>{@code curve DIRECTION MIX MILLIS STEP}: as {@code run}, telling the packets of every step;
 * <li>{@code serve DIRECTION MIX}: lets packets go until {@code pause} or another command;
 * <li>{@code quit}.
 * </ul>
 */
public final class GatewayProcess {
    /** What an answer begins with, to be told apart from what libraries print. */
    public static final String ANSWER = "bench: ";

    private GatewayProcess() {
    }

    /**
     * Runs until its standard input ends.
     *
     * @param args see {@link GatewayOptions}.
     */
    public static void main(String[] args) {
        try {
            GatewayOptions options = GatewayOptions.parse(args);
            initEal(TestBed.ealArguments(options), options.folder().resolve("eal.log"));
            Affinity.pin(options.controlCpu());
            serve(options);
            System.exit(0);
        } catch (Exception e) {
            answer("failed " + e.getMessage());
            System.exit(1);
        }
    }

    /** On a thread of its own, since EAL pins the thread that starts it. */
    private static void initEal(List<String> arguments, Path log) throws InterruptedException {
        Thread thread = new Thread(() -> Eal.init(arguments, log), "eal");
        RuntimeException[] failure = new RuntimeException[1];
        thread.setUncaughtExceptionHandler((t, e) -> failure[0] = new IllegalStateException(e.getMessage(), e));
        thread.start();
        thread.join();
        if (failure[0] != null) {
            throw failure[0];
        }
    }

    private static void serve(GatewayOptions options) throws IOException, InterruptedException {
        try (CryptoEngine engine = CryptoEngines.open(options.engine());
            TestBed bed = new TestBed(options);
            GatewayRunner runner = new GatewayRunner(options, bed, engine)) {
            answer("ready " + Eal.version() + ", " + engine.description());
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            String line = in.readLine();
            while (line != null && !line.equals("quit")) {
                answer(obey(runner, engine, options, line.split(" ", -1)));
                line = in.readLine();
            }
        }
    }

    private static String obey(GatewayRunner runner, CryptoEngine engine, GatewayOptions options, String... words)
        throws InterruptedException {
        return switch (words[0]) {
            case "run" -> runner.run(direction(words[1]), mix(words[2]), Long.parseLong(words[3]));
            case "curve" -> runner.curve(
                direction(words[1]), mix(words[2]), Long.parseLong(words[3]), Long.parseLong(words[4]));
            case "serve" -> runner.serve(direction(words[1]), mix(words[2]));
            case "pause" -> runner.pause();
            case "crypto" -> {
                try (CryptoLoop loop =
                    new CryptoLoop(engine, options.algorithm(), mix(words[1]), Captures.FRAMES)) {
                    yield runner.crypto(loop, Long.parseLong(words[2]));
                }
            }
            default -> throw new IllegalArgumentException("no command '" + words[0] + "'");
        };
    }

    private static Direction direction(String label) {
        return Direction.named(label).orElseThrow();
    }

    private static TrafficMix mix(String name) {
        return TrafficMix.named(name).orElseThrow();
    }

    private static synchronized void answer(String text) {
        System.out.println(ANSWER + text);
        System.out.flush();
    }
}
