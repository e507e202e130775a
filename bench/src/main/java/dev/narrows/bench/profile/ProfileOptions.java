package dev.narrows.bench.profile;

import dev.narrows.bench.gateway.Direction;
import dev.narrows.bench.gateway.GatewayOptions;
import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.EngineChoice;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the command line says.
 */
final class ProfileOptions {
    static final String USAGE = """
        usage: bench/profile [--direction=outbound] [--packets=64] [--algorithm=aes-128-gcm-16] [--engine=auto]
                             [--seconds=10] [--lines] [--worker-cpu=1] [--control-cpu=0]""";

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");
    private static final int USUAL_SECONDS = 10;

    private Direction direction = Direction.OUTBOUND;
    private TrafficMix mix = TrafficMix.SIZE_64;
    private Algorithm algorithm = Algorithm.AES_128_GCM_16;
    private EngineChoice engine = EngineChoice.AUTO;
    private int seconds = USUAL_SECONDS;
    private boolean hasLines;
    private int workerCpu = 1;
    private int controlCpu;

    private ProfileOptions() {
    }

    /**
     * Reads a command line.
     *
     * @param args of the form {@code --name=value}.
     * @return the options, with defaults for those not given.
     * @throws IllegalArgumentException naming what is wrong.
     */
    static ProfileOptions parse(String... args) {
        ProfileOptions options = new ProfileOptions();
        for (String arg : args) {
            int equals = arg.indexOf('=');
            options.read(equals < 0 ? arg : arg.substring(0, equals), equals < 0 ? "" : arg.substring(equals + 1));
        }
        return options;
    }

    private void read(String name, String value) {
        switch (name) {
            case "--direction" -> direction = found(name, value, Direction.named(value));
            case "--packets" -> mix = found(name, value, TrafficMix.named(value));
            case "--algorithm" -> algorithm = found(name, value, Algorithm.named(value));
            case "--engine" -> engine = found(name, value, EngineChoice.named(value));
            case "--seconds" -> seconds = number(name, value, 1);
            case "--lines" -> hasLines = true;
            case "--worker-cpu" -> workerCpu = number(name, value, 0);
            case "--control-cpu" -> controlCpu = number(name, value, 0);
            default -> throw new IllegalArgumentException("there is no option " + name);
        }
    }

    private static <T> T found(String name, String value, Optional<T> found) {
        return found.orElseThrow(() -> new IllegalArgumentException(name + " has no '" + value + "'"));
    }

    private static int number(String name, String value, int least) {
        if (!NUMBER.matcher(value).matches() || Integer.parseInt(value) < least) {
            throw new IllegalArgumentException(
                name + " is '" + value + "'; it must be a number from " + least + " to 9999");
        }
        return Integer.parseInt(value);
    }

    Direction direction() {
        return direction;
    }

    TrafficMix mix() {
        return mix;
    }

    Algorithm algorithm() {
        return algorithm;
    }

    EngineChoice engine() {
        return engine;
    }

    int seconds() {
        return seconds;
    }

    boolean hasLines() {
        return hasLines;
    }

    GatewayOptions.Cpus cpus() {
        return new GatewayOptions.Cpus(List.of(workerCpu), controlCpu);
    }
}
