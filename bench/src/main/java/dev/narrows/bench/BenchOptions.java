package dev.narrows.bench;

import dev.narrows.bench.gateway.Direction;
import dev.narrows.bench.gateway.GatewayOptions;
import dev.narrows.bench.peer.Peers;
import dev.narrows.bench.process.EalMemory;
import dev.narrows.bench.tester.ExternalGateway;
import dev.narrows.bench.traffic.Ends;
import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.EngineChoice;
import dev.narrows.wire.MacAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What the command line of the bench says.
 */
final class BenchOptions {
    static final String USAGE = """
        usage: bench/run [SECTION...] [--quick] [--minutes=N] [--alternations=N] [--starts=N] [--algorithms=A,B]
                         [--packets=64,imix] [--directions=outbound,inbound,both] [--engine=auto] [--no-peers]
                         [--huge] [--out=FOLDER]
                         [--worker-cpu=1] [--second-worker-cpu=0] [--control-cpu=0]
                         [--tester-devices='IN;OUT' --gateway-mac=MAC]
        sections: %s; all of them if none is named""";

    private static final int DEFAULT_MINUTES = 40;
    private static final int DEFAULT_ALTERNATIONS = 5;
    private static final int DEFAULT_STARTS = 3;
    private static final int QUICK_STARTS = 2;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");

    private final Set<Sections> sections = EnumSet.noneOf(Sections.class);
    private List<Algorithm> algorithms = List.of(Algorithm.AES_128_GCM_16, Algorithm.AES_256_GCM_16,
        Algorithm.CHACHA20_POLY1305, Algorithm.AES_128_CBC_HMAC_SHA_256_128);
    private Optional<List<TrafficMix>> mixes = Optional.empty();
    private Optional<List<Direction>> directions = Optional.empty();
    private EngineChoice engine = EngineChoice.AUTO;
    private int minutes = DEFAULT_MINUTES;
    private int alternations = DEFAULT_ALTERNATIONS;
    private int starts = DEFAULT_STARTS;
    private int workerCpu = 1;
    private int secondWorkerCpu;
    private int controlCpu;
    private boolean isQuick;
    private boolean hasPeers = true;
    private Path output = Path.of("bench", "target", "report");
    private Path peers;
    private Path shrink;
    private String testerDevices;
    private long gatewayMac = Ends.INSIDE_MAC;

    private BenchOptions() {
    }

    /**
     * Reads a command line.
     *
     * @param args sections, and options of the form {@code --name} or {@code --name=value}.
     * @return the options, with defaults for those not given.
     * @throws IllegalArgumentException naming what is wrong.
     */
    static BenchOptions parse(String... args) {
        BenchOptions options = new BenchOptions();
        for (String arg : args) {
            if (arg.equals("--quick")) {
                options.makeQuick();
            }
        }
        for (String arg : args) {
            if (!arg.startsWith("--")) {
                options.sections.add(Sections.named(arg).orElseThrow(
                    () -> new IllegalArgumentException("there is no section '" + arg + "'")));
            } else if (!arg.equals("--quick")) {
                options.read(arg);
            }
        }
        if (options.sections.isEmpty()) {
            options.sections.addAll(EnumSet.allOf(Sections.class));
        }
        return options;
    }

    private void makeQuick() {
        isQuick = true;
        alternations = 1;
        starts = QUICK_STARTS;
        algorithms = List.of(Algorithm.AES_128_GCM_16);
        mixes = Optional.of(List.of(TrafficMix.SIZE_64, TrafficMix.IMIX));
    }

    private void read(String arg) {
        int equals = arg.indexOf('=');
        String name = equals < 0 ? arg.substring(2) : arg.substring(2, equals);
        String value = equals < 0 ? "" : arg.substring(equals + 1);
        switch (name) {
            case "no-peers" -> hasPeers = false;
            case "huge" -> requireHuge();
            case "minutes" -> minutes = number(name, value, 1);
            case "alternations" -> alternations = number(name, value, 1);
            case "starts" -> starts = number(name, value, 1);
            case "worker-cpu" -> workerCpu = number(name, value, 0);
            case "second-worker-cpu" -> secondWorkerCpu = number(name, value, 0);
            case "control-cpu" -> controlCpu = number(name, value, 0);
            case "algorithms" -> algorithms = list(name, value, Algorithm::named);
            case "packets" -> mixes = Optional.of(list(name, value, TrafficMix::named));
            case "directions" -> directions = Optional.of(list(name, value, Direction::named));
            case "engine" -> engine = list(name, value, EngineChoice::named).getFirst();
            case "out" -> output = path(name, value);
            case "peers" -> peers = path(name, value);
            case "tester-devices" -> testerDevices = value;
            case "gateway-mac" -> gatewayMac = MacAddress.parse(value);
            case "shrink" -> shrink = path(name, value);
            default -> throw new IllegalArgumentException("there is no option --" + name);
        }
    }

    /** What starts this process makes of it a property, which the processes that this one starts inherit. */
    private static void requireHuge() {
        if (!EalMemory.areHuge()) {
            throw new IllegalArgumentException("--huge is for bench/run, which sets -D" + EalMemory.HUGE + "=true");
        }
    }

    private static int number(String name, String value, int least) {
        if (!NUMBER.matcher(value).matches() || Integer.parseInt(value) < least) {
            throw new IllegalArgumentException("--" + name + " is '" + value + "'; it must be a number from " + least
                + " to 9999");
        }
        return Integer.parseInt(value);
    }

    private static <T> List<T> list(String name, String value, Function<String, Optional<T>> finder) {
        List<T> found = new ArrayList<>();
        for (String word : value.split(",", -1)) {
            found.add(finder.apply(word).orElseThrow(
                () -> new IllegalArgumentException("--" + name + " has no '" + word + "'")));
        }
        return found;
    }

    private static Path path(String name, String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("--" + name + " wants a path");
        }
        return Path.of(value);
    }

    Set<Sections> sections() {
        return sections;
    }

    List<Algorithm> algorithms() {
        return algorithms;
    }

    /** {@return the packets for an algorithm: those asked for, or all for the first, and a few for the others} */
    List<TrafficMix> mixes(Algorithm algorithm) {
        return mixes.orElse(isFirst(algorithm) ? List.of(TrafficMix.values())
            : List.of(TrafficMix.SIZE_64, TrafficMix.IMIX, TrafficMix.SIZE_1400));
    }

    /** {@return the packets that were asked for, if any were} */
    Optional<List<TrafficMix>> chosenMixes() {
        return mixes;
    }

    /** {@return the directions for an algorithm: those asked for, or all for the first, and each alone for the
        others} */
    List<Direction> directions(Algorithm algorithm) {
        return directions.orElse(isFirst(algorithm) ? List.of(Direction.values())
            : List.of(Direction.OUTBOUND, Direction.INBOUND));
    }

    private boolean isFirst(Algorithm algorithm) {
        return algorithm == algorithms.getFirst();
    }

    EngineChoice engine() {
        return engine;
    }

    int alternations() {
        return alternations;
    }

    /** {@return how often everything that is compared on one core is started anew} */
    int starts() {
        return starts;
    }

    /** {@return the alternations in each start: all have as many, together at least those that were asked for} */
    int alternationsOfStart() {
        return Math.ceilDiv(alternations, starts);
    }

    int workerCpu() {
        return workerCpu;
    }

    int controlCpu() {
        return controlCpu;
    }

    GatewayOptions.Cpus cpus() {
        return new GatewayOptions.Cpus(List.of(workerCpu), controlCpu);
    }

    /** {@return the CPUs of two workers, which may be that of everything else, too: there may be no third} */
    GatewayOptions.Cpus cpusOfTwoWorkers() {
        if (secondWorkerCpu == workerCpu) {
            throw new IllegalArgumentException(
                "two workers want two CPUs; say with --second-worker-cpu=N which the other is");
        }
        return new GatewayOptions.Cpus(List.of(workerCpu, secondWorkerCpu), controlCpu);
    }

    boolean isQuick() {
        return isQuick;
    }

    Path output() {
        return output;
    }

    /** {@return the tester's two devices where it is to test a gateway that somebody else runs} */
    Optional<ExternalGateway> externalGateway() {
        return Optional.ofNullable(testerDevices).map(devices -> ExternalGateway.parse(devices, gatewayMac));
    }

    /** {@return the program that measures in namespaces how soon a host knows of a narrower path, where it may} */
    Optional<Path> shrink() {
        return Optional.ofNullable(shrink).filter(program -> !isQuick);
    }

    /** {@return the peers' programs, where they are wanted and there} */
    Optional<Peers> peers() {
        return Optional.ofNullable(peers).map(Peers::new).filter(found -> hasPeers && found.areThere());
    }

    /** {@return the time for a section in milliseconds, for it to stay within about} */
    long budgetMillis(Sections section) {
        double total = sections.stream().mapToDouble(Sections::share).sum();
        return (long)(minutes * 60_000L * section.share() / total);
    }
}
