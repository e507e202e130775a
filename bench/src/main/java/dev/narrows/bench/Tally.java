package dev.narrows.bench;

import dev.narrows.bench.gateway.Direction;
import dev.narrows.bench.report.Starts;
import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.crypto.Algorithm;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gathers what a comparison finds, start by start.
 */
final class Tally {
    private final Algorithm algorithm;
    private final Direction direction;
    private final TrafficMix mix;
    private final Map<String, List<double[]>> samples = new LinkedHashMap<>();
    private final Set<String> leftOut = new HashSet<>();

    Tally(Algorithm algorithm, Direction direction, TrafficMix mix) {
        this.algorithm = algorithm;
        this.direction = direction;
        this.mix = mix;
    }

    Direction direction() {
        return direction;
    }

    TrafficMix mix() {
        return mix;
    }

    /**
     * Adds what one start of a contender did.
     *
     * @param name  the contender's.
     * @param rates packets a second, in the order of its turns.
     */
    void add(String name, double... rates) {
        samples.computeIfAbsent(name, _ -> new ArrayList<>()).add(rates.clone());
    }

    /** Leaves a contender out, with what its earlier starts did: it could not do the same as others. */
    void leaveOut(String name) {
        leftOut.add(name);
    }

    boolean isLeftOut(String name) {
        return leftOut.contains(name);
    }

    Comparison comparison() {
        Map<String, Starts> rates = new LinkedHashMap<>();
        samples.forEach((name, starts) -> {
            if (!isLeftOut(name)) {
                rates.put(name, new Starts(List.copyOf(starts)));
            }
        });
        return new Comparison(algorithm, direction, mix, rates);
    }
}
