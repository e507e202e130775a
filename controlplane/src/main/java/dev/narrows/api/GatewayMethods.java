package dev.narrows.api;

import dev.narrows.control.ConductorClient;
import dev.narrows.control.Direction;
import dev.narrows.control.SaRequest;
import dev.narrows.crypto.Algorithm;
import dev.narrows.sa.ReplayWindow;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * What a gateway's control socket serves: everything that the conductor answers.
 */
public final class GatewayMethods {
    private static final long SMALLEST_SPI = 256;
    private static final long LARGEST_SPI = 0xffff_ffffL;

    private GatewayMethods() {
    }

    /**
     * The methods of a gateway.
     *
     * @param client asks its conductor.
     * @return the methods.
     */
    public static ControlMethods of(ConductorClient client) {
        return new ControlMethods(Map.of(
            "tunnels", ControlMethod.plain(client::tunnels),
            "sas", ControlMethod.plain(client::sas),
            "paths", ControlMethod.plain(client::paths),
            "ports", ControlMethod.plain(client::ports),
            "neighbours", ControlMethod.plain(client::neighbours),
            "counters", ControlMethod.plain(client::counters),
            "sa.add", new ControlMethod(
                Set.of("tunnel", "direction", "spi", "algorithm", "key", "replayWindow"),
                parameters -> addSa(client, parameters)),
            "sa.delete", new ControlMethod(
                Set.of("spi", "direction"),
                parameters -> client.deleteSa(spi(parameters), direction(parameters)))));
    }

    /** The key is last: everything else is right by then, so that nothing has to close it but the conductor. */
    private static CompletableFuture<?> addSa(ConductorClient client, Parameters parameters) {
        String tunnel = parameters.text("tunnel");
        Direction direction = direction(parameters);
        long spi = spi(parameters);
        Algorithm algorithm = parameters.algorithm("algorithm");
        int replayWindow = replayWindow(parameters, direction);
        return client.addSa(new SaRequest(tunnel, direction, spi, algorithm,
            parameters.keyingMaterial("key", algorithm), replayWindow));
    }

    private static long spi(Parameters parameters) {
        return parameters.integer("spi", SMALLEST_SPI, LARGEST_SPI);
    }

    private static Direction direction(Parameters parameters) {
        String word = parameters.word("direction", List.of(Direction.IN.label(), Direction.OUT.label()));
        return word.equals(Direction.IN.label()) ? Direction.IN : Direction.OUT;
    }

    private static int replayWindow(Parameters parameters, Direction direction) {
        if (!parameters.has("replayWindow")) {
            return SaRequest.DEFAULT_REPLAY_WINDOW;
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
