package dev.narrows.api;

import dev.narrows.config.SaSpec;
import dev.narrows.control.request.SaChange;
import dev.narrows.control.request.SaDeletion;
import dev.narrows.control.request.SaRequest;
import dev.narrows.crypto.Algorithm;
import dev.narrows.sa.Direction;
import dev.narrows.sa.Lifetime;
import dev.narrows.sa.Lifetime.Limit;
import dev.narrows.sa.Numbering;
import dev.narrows.sa.ReplayWindow;
import dev.narrows.sa.SequenceSpace;
import dev.narrows.worker.WorkerMesh;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads security associations from parameters.
 */
final class SaParameters {
    /** The parameters that describe an SA. */
    static final Set<String> NAMES =
        Set.of("tunnel", "direction", "spi", "algorithm", "key", "replayWindow", "esn", "sequence", "lifetime",
            "worker");
    /** The parameters that say which SA goes, and when. */
    static final Set<String> DELETION_NAMES = Set.of("tunnel", "spi", "direction", "after");
    /** The parameters of a change. */
    static final Set<String> CHANGE_NAMES = Set.of("add", "delete");

    private static final Set<String> LIFETIME_NAMES =
        Set.of("softTime", "hardTime", "softBytes", "hardBytes", "softPackets", "hardPackets");
    private static final long LONGEST_AFTER = 3600;

    private SaParameters() {
    }

    /**
     * Reads an SA. The key is last: everything else is right by then, so that nothing has to close it but the caller.
     *
     * @param parameters with the {@link #NAMES}.
     * @return the SA, whose keying material is the caller's to close.
     */
    static SaRequest request(Parameters parameters) {
        String tunnel = parameters.text("tunnel");
        Direction direction = direction(parameters);
        long spi = spi(parameters);
        Algorithm algorithm = parameters.algorithm("algorithm");
        Numbering numbering = numbering(parameters, direction);
        Lifetime lifetime = parameters.has("lifetime")
            ? lifetime(parameters.object("lifetime", LIFETIME_NAMES)) : Lifetime.UNLIMITED;
        OptionalInt worker = parameters.has("worker")
            ? OptionalInt.of((int)parameters.integer("worker", 0, WorkerMesh.MOST_WORKERS - 1)) : OptionalInt.empty();
        return new SaRequest(tunnel, direction, new SaSpec(
            spi, algorithm, parameters.keyingMaterial("key", algorithm), numbering, lifetime, worker));
    }

    /**
     * Reads which SA goes.
     *
     * @param parameters with the {@link #DELETION_NAMES}.
     * @return the deletion.
     */
    static SaDeletion deletion(Parameters parameters) {
        return new SaDeletion(parameters.has("tunnel") ? Optional.of(parameters.text("tunnel")) : Optional.empty(),
            spi(parameters), direction(parameters),
            parameters.has("after") ? parameters.integer("after", 0, LONGEST_AFTER) : 0);
    }

    /**
     * Reads a change.
     *
     * @param parameters with the {@link #CHANGE_NAMES}.
     * @return the change, which is the caller's to close.
     */
    static SaChange change(Parameters parameters) {
        List<SaDeletion> deleted =
            parameters.objects("delete", DELETION_NAMES).stream().map(SaParameters::deletion).toList();
        List<Parameters> additions = parameters.objects("add", NAMES);
        List<SaRequest> added = new ArrayList<>(additions.size());
        try {
            for (Parameters addition : additions) {
                added.add(request(addition));
            }
        } catch (RpcException e) {
            added.forEach(request -> request.sa().key().close());
            throw e;
        }
        return new SaChange(added, deleted);
    }

    private static long spi(Parameters parameters) {
        return parameters.integer("spi", SaSpec.SMALLEST_SPI, SaSpec.LARGEST_SPI);
    }

    private static Direction direction(Parameters parameters) {
        String word = parameters.word("direction", List.of(Direction.IN.label(), Direction.OUT.label()));
        return word.equals(Direction.IN.label()) ? Direction.IN : Direction.OUT;
    }

    private static Lifetime lifetime(Parameters parameters) {
        return new Lifetime(limit(parameters, "Time", Lifetime.LONGEST_SECONDS),
            limit(parameters, "Bytes", Limit.UNSET - 1), limit(parameters, "Packets", Limit.UNSET - 1));
    }

    private static Limit limit(Parameters parameters, String what, long largest) {
        String soft = "soft" + what;
        String hard = "hard" + what;
        Limit limit = new Limit(parameters.has(soft) ? parameters.integer(soft, 1, largest) : Limit.UNSET,
            parameters.has(hard) ? parameters.integer(hard, 1, largest) : Limit.UNSET);
        if (!limit.isValid()) {
            throw parameters.refusal(soft, "must not be above " + hard);
        }
        return limit;
    }

    private static Numbering numbering(Parameters parameters, Direction direction) {
        SequenceSpace space = SequenceSpace.of(parameters.has("esn") && parameters.truth("esn"));
        long start = parameters.has("sequence") ? parameters.integer("sequence", 0, space.last() - 1) : 0;
        return new Numbering(space, start, replayWindow(parameters, direction));
    }

    private static int replayWindow(Parameters parameters, Direction direction) {
        if (!parameters.has("replayWindow")) {
            return Numbering.DEFAULT_REPLAY_WINDOW;
        }
        int window = (int)parameters.integer("replayWindow", ReplayWindow.SMALLEST, ReplayWindow.LARGEST);
        if (direction == Direction.OUT) {
            throw parameters.refusal("replayWindow", "is allowed with direction in only");
        }
        if (Integer.bitCount(window) != 1) {
            throw parameters.refusal("replayWindow", "must be a power of two");
        }
        return window;
    }
}
