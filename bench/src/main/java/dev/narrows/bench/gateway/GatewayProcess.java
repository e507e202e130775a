package dev.narrows.bench.gateway;

import dev.narrows.bench.process.CommandLoop;
import dev.narrows.bench.process.EalStart;
import dev.narrows.bench.traffic.Spread;
import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.CryptoEngines;
import dev.narrows.dpdk.Eal;
import dev.narrows.linux.Affinity;
import java.io.IOException;
import java.util.List;
import org.agrona.CloseHelper;

/**
 * The main class of a process with a gateway in it, which obeys:
 *
 * <ul>
 * <li>{@code run DIRECTION MIX MILLIS}: lets packets go that long, and tells what came of it;
 * <li>{@code spread SPREAD DIRECTION MIX MILLIS}: the same, with workers and packets spread like that;
 * <li>{@code crypto MIX MILLIS}: seals, and does nothing else, each nonce written just before its call;
 * <li>{@code crypto-ahead MIX MILLIS}: the same with AES-GCM, the nonces of a burst written before its calls;
 * <li>{@code cryptos COUNT MIX MILLIS}: {@code crypto} on so many CPUs at once;
 * <li>{@code curve DIRECTION MIX MILLIS STEP}: as {@code run}, telling the packets of every step;
 * <li>{@code flood DIRECTION MIX MILLIS REKEY}: as {@code run}, but packets may be dropped, and every so many
 * milliseconds
 *     there is a rekey;
 * <li>{@code ask DIRECTION MIX}: lets packets go, and asks the worker something all the time, until {@code answers},
 *     which tells how long answers took and which counters moved;
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
        List<CryptoEngine> engines =
            options.workerCpus().stream().map(_ -> CryptoEngines.open(options.engine())).toList();
        try (TestBed bed = new TestBed(options);
            GatewayRunner runner = new GatewayRunner(options, bed, engines)) {
            CommandLoop.serve("ready " + Eal.version() + ", " + engines.getFirst().description(),
                words -> obey(runner, words));
        } finally {
            CloseHelper.closeAll(engines);
        }
    }

    private static String obey(GatewayRunner runner, String... words) throws InterruptedException {
        return switch (words[0]) {
            case "run" -> runner.run(play(words), Long.parseLong(words[3]));
            case "spread" -> runner.run(
                new Play(direction(words[2]), mix(words[3]), Spread.named(words[1]).orElseThrow()),
                Long.parseLong(words[4]));
            case "curve" -> runner.curve(play(words), Long.parseLong(words[3]), Long.parseLong(words[4]));
            case "serve" -> runner.serve(play(words));
            case "flood" -> runner.flood(play(words), Long.parseLong(words[3]), Long.parseLong(words[4]));
            case "ask" -> runner.ask(play(words));
            case "answers" -> runner.answers();
            case "pause" -> runner.pause();
            case "crypto" -> runner.crypto(mix(words[1]), false, 1, Long.parseLong(words[2]));
            case "crypto-ahead" -> runner.crypto(mix(words[1]), true, 1, Long.parseLong(words[2]));
            case "cryptos" -> runner.crypto(mix(words[2]), false, Integer.parseInt(words[1]), Long.parseLong(words[3]));
            default -> throw new IllegalArgumentException("no command '" + words[0] + "'");
        };
    }

    private static Play play(String... words) {
        return new Play(direction(words[1]), mix(words[2]));
    }

    private static Direction direction(String label) {
        return Direction.named(label).orElseThrow();
    }

    private static TrafficMix mix(String name) {
        return TrafficMix.named(name).orElseThrow();
    }
}
