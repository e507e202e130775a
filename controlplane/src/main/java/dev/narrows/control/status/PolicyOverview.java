package dev.narrows.control.status;

import dev.narrows.config.GatewayConfig;
import dev.narrows.config.ProtocolNames;
import dev.narrows.control.request.Page;
import dev.narrows.control.request.PageRequest;
import dev.narrows.control.spd.PlannedPolicy;
import dev.narrows.control.spd.PolicyDatabase;
import dev.narrows.control.tunnel.TunnelState;
import dev.narrows.control.tunnel.TunnelTable;
import dev.narrows.control.view.PolicyView;
import dev.narrows.policy.PortRange;
import dev.narrows.policy.Selectors;
import java.util.List;

/**
 * Puts policies into words for operators.
 */
public final class PolicyOverview {
    private final GatewayConfig config;
    private final TunnelTable tunnels;
    private final PolicyDatabase policies;

    /**
     * Words for policies.
     *
     * @param config   names tunnels.
     * @param tunnels  whether they can send.
     * @param policies every policy.
     */
    public PolicyOverview(GatewayConfig config, TunnelTable tunnels, PolicyDatabase policies) {
        this.config = config;
        this.tunnels = tunnels;
        this.policies = policies;
    }

    /** {@return policies, in the order in which they count} */
    public Page<PolicyView> policies(PageRequest page) {
        return page.of(policies.after(page.after()), PlannedPolicy::order, this::view);
    }

    /** {@return the policy of a number} */
    PolicyView policy(int id) {
        return view(policies.find(id));
    }

    /** {@return where the policy of a number stands among all, from 1} */
    int place(int id) {
        return policies.place(policies.find(id));
    }

    /** {@return the first policies that a tunnel protects by, in their order} */
    List<PolicyView> first(int tunnel, int limit) {
        return policies.of(tunnel).stream().limit(limit).map(this::view).toList();
    }

    /** {@return how many a tunnel protects by} */
    int count(int tunnel) {
        return policies.of(tunnel).size();
    }

    private PolicyView view(PlannedPolicy policy) {
        Selectors selectors = policy.selectors();
        boolean isIcmp = selectors.isIcmp();
        return new PolicyView(policy.id(), policy.action().configName(),
            policy.tunnel() == PlannedPolicy.NO_TUNNEL ? null : config.tunnels().get(policy.tunnel()).name(),
            selectors.local().toString(), selectors.remote().toString(),
            selectors.protocol() == Selectors.ANY_PROTOCOL ? null : ProtocolNames.name(selectors.protocol()),
            isIcmp ? null : text(selectors.localPorts()), text(selectors.remotePorts()),
            isIcmp && !selectors.localPorts().isAny() ? selectors.localPorts().toIcmpText() : null, yields(policy));
    }

    private String yields(PlannedPolicy policy) {
        return policy.tunnel() == PlannedPolicy.NO_TUNNEL || tunnels.state(policy.tunnel()) == TunnelState.UP
            ? null : tunnels.state(policy.tunnel()).label();
    }

    private static String text(PortRange ports) {
        return ports.isAny() ? null : ports.toString();
    }
}
