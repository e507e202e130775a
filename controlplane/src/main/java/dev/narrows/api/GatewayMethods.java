package dev.narrows.api;

import static java.util.Map.entry;

import dev.narrows.control.ConductorClient;
import dev.narrows.control.Operations;
import dev.narrows.control.request.Page;
import dev.narrows.control.request.PageRequest;
import dev.narrows.control.request.PolicyRequest;
import dev.narrows.control.request.SaChange;
import dev.narrows.control.request.TunnelChange;
import dev.narrows.explain.Question;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

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
            entry("tunnels", paged(client, Operations::tunnels)),
            entry("sas", paged(client, Operations::sas)),
            entry("policies", paged(client, Operations::policies)),
            entry("paths", paged(client, Operations::paths)),
            entry("ports", ControlMethod.plain(() -> client.ask(Operations::ports))),
            entry("neighbours", paged(client, Operations::neighbours)),
            entry("counters", ControlMethod.plain(() -> client.ask(Operations::counters))),
            entry("explain", new ControlMethod(ExplainParameters.NAMES, parameters -> {
                Question question = ExplainParameters.question(parameters);
                return client.ask(operations -> operations.explain(question));
            })),
            entry("tunnel.set", new ControlMethod(TunnelParameters.NAMES, parameters -> {
                TunnelChange change = TunnelParameters.change(parameters);
                return client.change(operations -> operations.changeTunnel(change));
            })),
            entry("policy.add", new ControlMethod(PolicyParameters.NAMES, parameters -> {
                PolicyRequest request = PolicyParameters.request(parameters);
                return client.create(operations -> operations.addPolicy(request));
            })),
            entry("policy.remove", new ControlMethod(PolicyParameters.ID_NAMES, parameters -> {
                int id = PolicyParameters.id(parameters, "id");
                return client.change(operations -> operations.removePolicy(id));
            })),
            entry("sa.add", new ControlMethod(SaParameters.NAMES,
                parameters -> client.changeSas(SaChange.adding(SaParameters.request(parameters))))),
            entry("sa.delete", new ControlMethod(SaParameters.DELETION_NAMES,
                parameters -> client.changeSas(SaChange.deleting(SaParameters.deletion(parameters))))),
            entry("sa.change", new ControlMethod(SaParameters.CHANGE_NAMES,
                parameters -> client.changeSas(SaParameters.change(parameters))))));
    }

    private static <T> ControlMethod paged(ConductorClient client, BiFunction<Operations, PageRequest, Page<T>> list) {
        return new ControlMethod(PageParameters.NAMES, parameters -> {
            PageRequest page = PageParameters.request(parameters);
            return client.ask(operations -> list.apply(operations, page));
        });
    }
}
