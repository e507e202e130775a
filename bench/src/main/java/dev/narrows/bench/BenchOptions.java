package dev.narrows.bench;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.EngineChoice;

/**
 * What the command line of the bench says.
 *
 * @param algorithm     the transform to measure.
 * @param engine        which engine computes it.
 * @param workerCpu     the worker's CPU.
 * @param controlCpu    the CPU of everything else.
 * @param samples       measurements of each mix.
 * @param seconds       each measurement's length.
 * @param warmUpSeconds what goes before the first.
 */
record BenchOptions(
    Algorithm algorithm,
    EngineChoice engine,
    int workerCpu,
    int controlCpu,
    int samples,
    int seconds,
    int warmUpSeconds) {
    private static final int DEFAULT_SAMPLES = 7;
    private static final int DEFAULT_SECONDS = 2;
    private static final int DEFAULT_WARM_UP_SECONDS = 8;

    /**
     * Reads options of the form {@code --name=value}: {@code algorithm}, {@code engine}, {@code worker-cpu},
     * {@code control-cpu}, {@code samples}, {@code seconds}, {@code warm-up}.
     *
     * @param args the command line.
     * @return the options, with defaults for those not given.
     * @throws IllegalArgumentException naming what is wrong.
     */
    static BenchOptions parse(String... args) {
        BenchOptions options = new BenchOptions(Algorithm.AES_128_GCM_16, EngineChoice.AUTO, 1, 0, DEFAULT_SAMPLES,
            DEFAULT_SECONDS, DEFAULT_WARM_UP_SECONDS);
        for (String arg : args) {
            int equals = arg.indexOf('=');
            if (!arg.startsWith("--") || equals < 0) {
                throw new IllegalArgumentException("'" + arg + "' is not of the form --name=value");
            }
            options = options.with(arg.substring(2, equals), arg.substring(equals + 1));
        }
        return options;
    }

    private BenchOptions with(String name, String value) {
        return switch (name) {
            case "algorithm" -> new BenchOptions(Algorithm.named(value).orElseThrow(
                () -> new IllegalArgumentException("there is no algorithm '" + value + "'")),
                engine, workerCpu, controlCpu, samples, seconds, warmUpSeconds);
            case "engine" -> new BenchOptions(algorithm, EngineChoice.named(value).orElseThrow(
                () -> new IllegalArgumentException("there is no engine '" + value + "'")),
                workerCpu, controlCpu, samples, seconds, warmUpSeconds);
            case "worker-cpu" -> new BenchOptions(
                algorithm, engine, number(name, value, 0), controlCpu, samples, seconds, warmUpSeconds);
            case "control-cpu" -> new BenchOptions(
                algorithm, engine, workerCpu, number(name, value, 0), samples, seconds, warmUpSeconds);
            case "samples" -> new BenchOptions(
                algorithm, engine, workerCpu, controlCpu, number(name, value, 1), seconds, warmUpSeconds);
            case "seconds" -> new BenchOptions(
                algorithm, engine, workerCpu, controlCpu, samples, number(name, value, 1), warmUpSeconds);
            case "warm-up" -> new BenchOptions(
                algorithm, engine, workerCpu, controlCpu, samples, seconds, number(name, value, 0));
            default -> throw new IllegalArgumentException("there is no option --" + name
                + "; there are algorithm, engine, worker-cpu, control-cpu, samples, seconds and warm-up");
        };
    }

    private static int number(String name, String value, int least) {
        if (!value.matches("[0-9]{1,6}") || Integer.parseInt(value) < least) {
            throw new IllegalArgumentException("--" + name + " is '" + value + "'; it must be a number from " + least);
        }
        return Integer.parseInt(value);
    }
}
