package dev.narrows.api;

import dev.narrows.config.ProtocolNames;
import dev.narrows.control.request.PolicyRequest;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.PortRange;
import dev.narrows.policy.Selectors;
import dev.narrows.wire.IpProtocol;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The parameters of the methods about policies.
 */
final class PolicyParameters {
    /** What {@code policy.add} knows. */
    static final Set<String> NAMES = Set.of(
        "action", "tunnel", "local", "remote", "protocol", "localPort", "remotePort", "icmpType", "before");
    /** What {@code policy.remove} knows. */
    static final Set<String> ID_NAMES = Set.of("id");

    private static final List<String> ACTIONS =
        Arrays.stream(PolicyAction.values()).map(PolicyAction::configName).toList();

    private PolicyParameters() {
    }

    /** {@return the policy that is wanted} */
    static PolicyRequest request(Parameters parameters) {
        PolicyAction action = PolicyAction.named(parameters.word("action", ACTIONS)).orElseThrow();
        boolean isProtect = action == PolicyAction.PROTECT;
        if (parameters.has("tunnel") != isProtect) {
            throw new RpcException(RpcError.INVALID_PARAMS, isProtect
                ? "tunnel: is missing; the action protect needs one" : "tunnel: is only for the action protect");
        }
        return new PolicyRequest(action, isProtect ? Optional.of(parameters.text("tunnel")) : Optional.empty(),
            selectors(parameters),
            parameters.has("before") ? Optional.of(before(parameters)) : Optional.empty());
    }

    private static int before(Parameters parameters) {
        return parameters.textOrNumber("before").equals("end") ? PolicyRequest.END : id(parameters, "before");
    }

    /** {@return the number of a policy} */
    static int id(Parameters parameters, String name) {
        return (int)parameters.integer(name, 0, Integer.MAX_VALUE);
    }

    private static Selectors selectors(Parameters parameters) {
        IpPrefix local = parsed(parameters, "local", IpPrefix::parse);
        IpPrefix remote = parsed(parameters, "remote", IpPrefix::parse);
        int protocol = parameters.has("protocol")
            ? parsed(parameters, "protocol", PolicyParameters::protocol) : Selectors.ANY_PROTOCOL;
        PortRange localPorts = ports(parameters, "localPort", PortRange::parse);
        PortRange remotePorts = ports(parameters, "remotePort", PortRange::parse);
        PortRange types = ports(parameters, "icmpType", PortRange::parseIcmp);
        boolean isIcmp = protocol == (local.isIpv4() ? IpProtocol.ICMP : IpProtocol.ICMPV6);
        if (isIcmp ? !localPorts.isAny() : !types.isAny()) {
            throw new RpcException(RpcError.INVALID_PARAMS, isIcmp
                ? "localPort: ICMP has types and no ports" : "icmpType: needs the protocol icmp, or icmpv6 with IPv6");
        }
        try {
            return new Selectors(local, remote, protocol, isIcmp ? types : localPorts, remotePorts);
        } catch (IllegalArgumentException e) {
            throw new RpcException(RpcError.INVALID_PARAMS, "params: " + e.getMessage());
        }
    }

    private static PortRange ports(Parameters parameters, String name, Function<String, PortRange> parser) {
        return parameters.has(name) ? parsed(parameters, name, parser) : PortRange.ANY;
    }

    private static int protocol(String text) {
        return ProtocolNames.number(text).orElseThrow(() -> new IllegalArgumentException(
            "must be a number from 0 to 255, or one of " + String.join(", ", ProtocolNames.all())));
    }

    private static <T> T parsed(Parameters parameters, String name, Function<String, T> parser) {
        try {
            return parser.apply(parameters.textOrNumber(name));
        } catch (IllegalArgumentException e) {
            throw new RpcException(RpcError.INVALID_PARAMS, name + ": " + e.getMessage());
        }
    }
}
