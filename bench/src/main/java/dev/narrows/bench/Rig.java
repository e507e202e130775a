package dev.narrows.bench;

import dev.narrows.bench.gateway.Direction;
import dev.narrows.bench.gateway.GatewayOptions;
import dev.narrows.bench.peer.Answer;
import dev.narrows.bench.peer.JavaProcess;
import dev.narrows.bench.peer.Peers;
import dev.narrows.bench.peer.SecgwMode;
import dev.narrows.bench.peer.Served;
import dev.narrows.bench.peer.ServedByOthers;
import dev.narrows.bench.peer.ServedNarrows;
import dev.narrows.bench.peer.ServedSecgw;
import dev.narrows.bench.peer.Setting;
import dev.narrows.bench.report.Samples;
import dev.narrows.bench.tester.TesterProcess;
import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.crypto.Algorithm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A tester on one CPU and gateways on the other, joined by shared memory.
 */
final class Rig implements AutoCloseable {
    private static final Algorithm ALGORITHM = Algorithm.AES_128_GCM_16;

    /** What is known of every gateway here. */
    static final String DESCRIPTION = "A tester on the other CPU sends and receives by net_memif (1024 packets a "
        + "ring); outbound, " + ALGORITHM.configName() + ", " + TrafficMix.IMIX.label() + ".";

    private static final int SPEED_SAMPLES = 3;
    private static final int ATTEMPTS = 3;
    /** A gateway that is slower than the tester has a full ring most of the time. */
    private static final double FEW = 0.2;
    private static final double ALMOST_NONE = 0.001;

    private final WorkFolder folder;
    private final JavaProcess tester;
    private final List<Served> gateways = new ArrayList<>();
    private ServedNarrows narrows;
    private boolean isTesterTheLimit;

    /** With Narrows alone, whatever peers there are. */
    static Rig withNarrows(BenchOptions options, long warmUpMillis) throws IOException, InterruptedException {
        return new Rig(options, warmUpMillis, false);
    }

    Rig(BenchOptions options, long warmUpMillis) throws IOException, InterruptedException {
        this(options, warmUpMillis, true);
    }

    private Rig(BenchOptions options, long warmUpMillis, boolean hasPeers) throws IOException, InterruptedException {
        folder = new WorkFolder();
        List<String> names = names(options);
        tester = new JavaProcess(TesterProcess.class, folder.path().resolve("tester.log"),
            TesterProcess.arguments(folder.path(), options.controlCpu(), TrafficMix.IMIX, names));
        try {
            if (options.externalGateway().isPresent()) {
                gateways.add(new ServedByOthers());
            } else {
                start(options, hasPeers);
            }
            trial(gateways.getFirst(), 0, warmUpMillis);
        } catch (IOException | InterruptedException e) {
            close();
            throw e;
        }
    }

    private static List<String> names(BenchOptions options) {
        if (options.externalGateway().isPresent()) {
            return List.of(options.externalGateway().get().name());
        }
        List<String> names = new ArrayList<>(List.of(Comparison.NARROWS));
        SecgwMode.of(ALGORITHM).forEach(mode -> names.add(mode.fileName()));
        return names;
    }

    private void start(BenchOptions options, boolean hasPeers) throws IOException, InterruptedException {
        narrows = new ServedNarrows(GatewayOptions.usual(folder.path(), GatewayOptions.Traffic.MEMIF,
            ALGORITHM, options.engine(), options.cpus()));
        gateways.add(narrows);
        if (hasPeers && options.peers().isPresent()) {
            Peers peers = options.peers().get();
            Setting setting = new Setting(folder.path(), Direction.OUTBOUND, TrafficMix.IMIX, ALGORITHM,
                options.workerCpu(), options.controlCpu());
            for (SecgwMode mode : SecgwMode.of(ALGORITHM)) {
                gateways.add(new ServedSecgw(peers, setting, mode));
            }
        }
    }

    /** {@return Narrows, and, where there are peers, each of the peer's modes} */
    List<Served> gateways() {
        return gateways;
    }

    /**
     * Lets the tester send packets to a gateway.
     *
     * @param gateway which one.
     * @param rate    packets a second, or 0 for as many as there can be.
     * @param millis  how long.
     * @return see {@link TesterProcess}.
     */
    Answer trial(Served gateway, double rate, long millis) throws IOException, InterruptedException {
        Answer answer = null;
        for (int i = 0; i < ATTEMPTS; i++) {
            gateway.serve();
            try {
                answer = tester.ask(
                    String.format(Locale.ROOT, "trial %d %.3f %d", gateways.indexOf(gateway), rate, millis), millis);
            } finally {
                gateway.pause();
            }
            if (answer.number("strays") <= answer.number("received") * ALMOST_NONE) {
                return answer;
            }
        }
        throw new IOException(gateway.name() + " sent packets out of turn: " + answer.text());
    }

    /**
     * What an overload did.
     *
     * @param tester  see {@link TesterProcess}.
     * @param gateway how answers came, and which counters moved.
     */
    record Overload(Answer tester, Answer gateway) {
    }

    /**
     * Lets the tester send more than Narrows can take, then less, while Narrows is asked something all the time.
     *
     * @param rate        packets a second at first.
     * @param millis      how long.
     * @param after       packets a second from then on.
     * @param afterMillis how long.
     * @return what came of it.
     */
    Overload overload(double rate, long millis, double after, long afterMillis)
        throws IOException, InterruptedException {
        narrows.serveAndAsk();
        Answer answer = tester.ask(String.format(Locale.ROOT, "overload %d %.3f %d %.3f %d",
            gateways.indexOf(narrows), rate, millis, after, afterMillis), millis + afterMillis);
        return new Overload(answer, narrows.answers());
    }

    /** {@return the packets a second that come through a gateway that is offered more than it can take} */
    double throughput(Served gateway, long millis) throws IOException, InterruptedException {
        double[] rates = new double[SPEED_SAMPLES];
        for (int i = 0; i < rates.length; i++) {
            Answer answer = trial(gateway, 0, millis);
            rates[i] = answer.rate();
            isTesterTheLimit |= answer.number("refused") < answer.number("accepted") * FEW;
        }
        return Samples.of(rates).median();
    }

    /** {@return whether a gateway took all that the tester could send, so that its throughput is not its own limit} */
    boolean isTesterTheLimit() {
        return isTesterTheLimit;
    }

    @Override
    public void close() throws IOException {
        gateways.forEach(Served::close);
        tester.close();
        folder.close();
    }
}
