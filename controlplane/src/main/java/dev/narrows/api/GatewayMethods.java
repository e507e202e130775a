package dev.narrows.api;

import static java.util.Map.entry;

import dev.narrows.control.ConductorClient;
import dev.narrows.control.PageRequest;
import dev.narrows.control.SaChange;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

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
        return new ControlMethods(Map.ofEntries(
            entry("events", ControlMethod.plain(() -> CompletableFuture.completedFuture(EventStream.ofAll()))),
            entry("tunnels", paged(client::tunnels)),
            entry("sas", paged(client::sas)),
            entry("policies", paged(client::policies)),
            entry("paths", paged(client::paths)),
            entry("ports", ControlMethod.plain(client::ports)),
            entry("neighbours", paged(client::neighbours)),
            entry("counters", ControlMethod.plain(client::counters)),
            entry("explain", new ControlMethod(ExplainParameters.NAMES,
                parameters -> client.explain(ExplainParameters.question(parameters)))),
            entry("tunnel.set", new ControlMethod(TunnelParameters.NAMES,
                parameters -> client.changeTunnel(TunnelParameters.change(parameters)))),
            entry("policy.add", new ControlMethod(PolicyParameters.NAMES,
                parameters -> client.addPolicy(PolicyParameters.request(parameters)))),
            entry("policy.remove", new ControlMethod(PolicyParameters.ID_NAMES,
                parameters -> client.removePolicy(PolicyParameters.id(parameters, "id")))),
            entry("sa.add", new ControlMethod(SaParameters.NAMES,
                parameters -> client.addSa(SaParameters.request(parameters)))),
            entry("sa.delete", new ControlMethod(SaParameters.DELETION_NAMES,
                parameters -> client.changeSas(new SaChange(List.of(), List.of(SaParameters.deletion(parameters)))))),
            entry("sa.change", new ControlMethod(SaParameters.CHANGE_NAMES,
                parameters -> client.changeSas(SaParameters.change(parameters))))));
    }

    private static ControlMethod paged(Function<PageRequest, CompletableFuture<?>> handler) {
        return new ControlMethod(PageParameters.NAMES, parameters -> handler.apply(PageParameters.request(parameters)));
    }
}
