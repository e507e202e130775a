package dev.narrows.config;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.KeyingMaterial;
import dev.narrows.sa.Lifetime;
import dev.narrows.sa.Numbering;
import dev.narrows.sa.ReplayWindow;
import dev.narrows.sa.SequenceSpace;
import dev.narrows.worker.WorkerMesh;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * Reads the {@code out} and {@code in} of a tunnel.
 */
final class SaSection {
    private static final ValueType<Long> SPI = Values.spi();
    private static final ValueType<Optional<Algorithm>> ALGORITHM = Values.oneOf(algorithms(), Optional.empty());
    private static final ValueType<Integer> REPLAY_WINDOW =
        Values.powerOfTwo(ReplayWindow.SMALLEST, ReplayWindow.LARGEST);
    private static final ValueType<Long> SEQUENCE =
        Values.longInteger(0, SequenceSpace.EXTENDED.last() - 1, "2^63 - 2^32 - 2");

    private static final ValueType<Integer> WORKER = Values.integer(0, WorkerMesh.MOST_WORKERS - 1);

    private SaSection() {
    }

    /**
     * Reads an outbound SA.
     *
     * @param section its section.
     * @param keys    where its key comes from.
     * @return the SA, or nothing where anything is wrong.
     */
    static Optional<SaSpec> readOutbound(Section section, KeySource keys) {
        return read(section, keys, sa -> Numbering.DEFAULT_REPLAY_WINDOW);
    }

    /**
     * Reads an inbound SA.
     *
     * @param section its section.
     * @param keys    where its key comes from.
     * @return the SA, or nothing where anything is wrong.
     */
    static Optional<SaSpec> readInbound(Section section, KeySource keys) {
        return read(section, keys,
            sa -> sa.optional("replay-window", REPLAY_WINDOW).orElse(Numbering.DEFAULT_REPLAY_WINDOW));
    }

    private static Optional<SaSpec> read(Section section, KeySource keys, ToIntFunction<Section> replayWindow) {
        return section.read(sa -> {
            long spi = sa.required("spi", SPI);
            Optional<Algorithm> algorithm = sa.required("algorithm", ALGORITHM);
            Optional<KeyingMaterial> key = keys.read(sa, algorithm);
            Numbering numbering = numbering(sa, replayWindow.applyAsInt(sa));
            Lifetime lifetime = LifetimeSection.read(sa);
            OptionalInt worker = sa.optional("worker", WORKER).map(OptionalInt::of).orElse(OptionalInt.empty());
            return key.map(material ->
                new SaSpec(spi, algorithm.orElseThrow(), material, numbering, lifetime, worker));
        }).flatMap(Located::value);
    }

    private static Numbering numbering(Section sa, int replayWindow) {
        SequenceSpace space = SequenceSpace.of(sa.optional("esn", Values.BOOLEAN).orElse(false));
        Numbering numbering = new Numbering(space, sa.optional("sequence", SEQUENCE).orElse(0L), replayWindow);
        if (!numbering.isStartValid()) {
            sa.errorAt("sequence",
                numbering.start() + " is out of range; without esn it must be below " + space.last());
        }
        return numbering;
    }

    private static Map<String, Optional<Algorithm>> algorithms() {
        return Arrays.stream(Algorithm.values()).collect(Collectors.toMap(Algorithm::configName, Optional::of));
    }
}
