package dev.narrows.control.tunnel;

import dev.narrows.control.plan.GatewayPlan;
import dev.narrows.control.sad.TunnelPeers;
import dev.narrows.path.PathTable;
import dev.narrows.wire.IpAddress;

/**
 * The tunnels' peers, as the paths that they use now say.
 *
 * @param plan    knows the tunnels' names.
 * @param tunnels tells which paths they use.
 * @param paths   the paths.
 */
public record PeersByPath(GatewayPlan plan, TunnelTable tunnels, PathTable paths) implements TunnelPeers {
    @Override
    public IpAddress remoteOf(int tunnel) {
        return paths.all().get(tunnels.pathOf(tunnel)).endpoints().remote();
    }

    @Override
    public int numberOf(String name) {
        return plan.tunnelNamed(name);
    }
}
