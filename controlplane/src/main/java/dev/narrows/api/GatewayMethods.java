package dev.narrows.api;

import dev.narrows.control.ConductorClient;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * What a gateway's control socket serves: everything that the conductor answers.
 */
public final class GatewayMethods {
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
            "events", ControlMethod.plain(() -> CompletableFuture.completedFuture(EventStream.ofAll())),
            "tunnels", ControlMethod.plain(client::tunnels),
            "sas", ControlMethod.plain(client::sas),
            "paths", ControlMethod.plain(client::paths),
            "ports", ControlMethod.plain(client::ports),
            "neighbours", ControlMethod.plain(client::neighbours),
            "counters", ControlMethod.plain(client::counters),
            "sa.add", new ControlMethod(SaParameters.NAMES,
                parameters -> client.addSa(SaParameters.request(parameters))),
            "sa.delete", new ControlMethod(SaParameters.KEY_NAMES,
                parameters -> client.deleteSa(SaParameters.spi(parameters), SaParameters.direction(parameters)))));
    }
}
