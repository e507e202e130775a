package dev.narrows.api;

import dev.narrows.config.TunnelConfig;
import dev.narrows.control.request.TunnelChange;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.wire.IpAddress;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters of {@code tunnel.set}.
 */
final class TunnelParameters {
    /** What it knows. */
    static final Set<String> NAMES = Set.of("tunnel", "mtu", "remote");

    private static final String NO_MTU = "none";

    private TunnelParameters() {
    }

    /** {@return the change that is wanted} */
    static TunnelChange change(Parameters parameters) {
        String tunnel = parameters.text("tunnel");
        if (!parameters.has("mtu") && !parameters.has("remote")) {
            throw new RpcException(RpcError.INVALID_PARAMS, "params: has nothing to change; mtu or remote is needed");
        }
        Optional<Integer> mtu = parameters.has("mtu") ? Optional.of(mtu(parameters)) : Optional.empty();
        Optional<IpAddress> remote =
            parameters.has("remote") ? Optional.of(parameters.address("remote")) : Optional.empty();
        return new TunnelChange(tunnel, mtu, remote);
    }

    private static int mtu(Parameters parameters) {
        if (parameters.textOrNumber("mtu").equals(NO_MTU)) {
            return TunnelSettings.NO_MTU;
        }
        try {
            return (int)parameters.integer("mtu", TunnelConfig.MIN_MTU, TunnelConfig.MAX_MTU);
        } catch (RpcException e) {
            throw parameters.refusal("mtu", "must be none or a whole number from " + TunnelConfig.MIN_MTU + " to "
                + TunnelConfig.MAX_MTU);
        }
    }
}
