package dev.narrows.bench.gateway;

import dev.narrows.bench.process.CommandLoop;
import dev.narrows.bench.process.EalStart;
import dev.narrows.bench.traffic.Captures;
import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.CryptoEngines;
import dev.narrows.dpdk.Eal;
import dev.narrows.linux.Affinity;
import java.io.IOException;

/**
 * The main class of a process with a gateway in it, which obeys:
 *
 * <ul>
 * <li>{@code run DIRECTION MIX MILLIS}: lets packets go that long, and tells what came of it;
 * <li>{@code crypto MIX MILLIS}: seals, and does nothing else;
 * <li>{@code curve DIRECTION MIX MILLIS STEP}: as {@code run}, telling the packets of every step;
 * <li>{@code flood DIRECTION MIX MILLIS REKEY}: as {@code run}, but packets may be dropped, and every so many
 * milliseconds
 *     there is a rekey;
 * <li>{@code serve DIRECTION MIX}: lets packets go until {@code pause} or another command.
 * </ul>
 */
public final class GatewayProcess {
    private GatewayProcess() {
    }

    /**
     * Runs until its standard input ends.
     *
     * @param args see {@link GatewayOptions}.
     */
    public static void main(String[] args) {
        CommandLoop.main(() -> serve(GatewayOptions.parse(args)));
    }

    private static void serve(GatewayOptions options) throws IOException, InterruptedException {
        EalStart.run(TestBed.ealArguments(options), options.folder().resolve("eal.log"));
        Affinity.pin(options.controlCpu());
        try (CryptoEngine engine = CryptoEngines.open(options.engine());
            TestBed bed = new TestBed(options);
            GatewayRunner runner = new GatewayRunner(options, bed, engine)) {
            CommandLoop.serve("ready " + Eal.version() + ", " + engine.description(),
                words -> obey(runner, engine, options, words));
        }
    }

    private static String obey(GatewayRunner runner, CryptoEngine engine, GatewayOptions options, String... words)
        throws InterruptedException {
        return switch (words[0]) {
            case "run" -> runner.run(direction(words[1]), mix(words[2]), Long.parseLong(words[3]));
            case "curve" -> runner.curve(
                direction(words[1]), mix(words[2]), Long.parseLong(words[3]), Long.parseLong(words[4]));
            case "serve" -> runner.serve(direction(words[1]), mix(words[2]));
            case "flood" -> runner.flood(
                direction(words[1]), mix(words[2]), Long.parseLong(words[3]), Long.parseLong(words[4]));
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
}
