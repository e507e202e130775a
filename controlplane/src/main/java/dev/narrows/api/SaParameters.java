package dev.narrows.api;

import dev.narrows.control.Direction;
import dev.narrows.control.SaRequest;
import dev.narrows.crypto.Algorithm;
import dev.narrows.sa.Numbering;
import dev.narrows.sa.ReplayWindow;
import dev.narrows.sa.SequenceSpace;
import java.util.List;
import java.util.Set;

/**
 * Reads security associations from parameters.
 */
final class SaParameters {
    /** The parameters that describe an SA. */
    static final Set<String> NAMES =
        Set.of("tunnel", "direction", "spi", "algorithm", "key", "replayWindow", "esn", "sequence");
    /** The parameters that name an SA. */
    static final Set<String> KEY_NAMES = Set.of("spi", "direction");

    private static final long SMALLEST_SPI = 256;
    private static final long LARGEST_SPI = 0xffff_ffffL;

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
        return new SaRequest(tunnel, direction, spi, algorithm, parameters.keyingMaterial("key", algorithm), numbering);
    }

    /** {@return the SPI} */
    static long spi(Parameters parameters) {
        return parameters.integer("spi", SMALLEST_SPI, LARGEST_SPI);
    }

    /** {@return the direction} */
    static Direction direction(Parameters parameters) {
        String word = parameters.word("direction", List.of(Direction.IN.label(), Direction.OUT.label()));
        return word.equals(Direction.IN.label()) ? Direction.IN : Direction.OUT;
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
            throw new RpcException(RpcError.INVALID_PARAMS, "replayWindow: is allowed with direction in only");
        }
        if (Integer.bitCount(window) != 1) {
            throw new RpcException(RpcError.INVALID_PARAMS, "replayWindow: must be a power of two");
        }
        return window;
    }
}
