package dev.narrows.control.tunnel;

import dev.narrows.config.GatewayConfig;
import dev.narrows.control.plan.GatewayPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What can change about tunnels while the gateway runs: which path each one uses, and the MTU of those that are
 * interfaces. Belongs to the conductor's thread.
 */
public final class TunnelTable {
    private final int[] pathOf;
    private final int[] mtus;
    private final TunnelState[] states;
    private final List<SortedSet<Integer>> tunnelsOn = new ArrayList<>();

    /**
     * The tunnels as they are configured.
     *
     * @param config the configuration.
     * @param plan   of the same configuration.
     */
    public TunnelTable(GatewayConfig config, GatewayPlan plan) {
        int count = config.tunnels().size();
        pathOf = new int[count];
        mtus = new int[count];
        states = new TunnelState[count];
        Arrays.fill(states, TunnelState.UP);
        for (int tunnel = 0; tunnel < count; tunnel++) {
            mtus[tunnel] = config.tunnels().get(tunnel).settings().mtu();
            join(tunnel, plan.pathOf(tunnel));
        }
    }

    /** {@return the number of the path that a tunnel uses} */
    public int pathOf(int tunnel) {
        return pathOf[tunnel];
    }

    /** {@return the numbers of the tunnels that use a path, in their order} */
    public SortedSet<Integer> tunnelsOn(int path) {
        return path < tunnelsOn.size() ? tunnelsOn.get(path) : Collections.emptySortedSet();
    }

    /** {@return the MTU of a tunnel that is an interface, or {@link dev.narrows.sa.TunnelSettings#NO_MTU}} */
    public int mtu(int tunnel) {
        return mtus[tunnel];
    }

    /** Changes the MTU of a tunnel that is an interface. */
    public void mtu(int tunnel, int bytes) {
        mtus[tunnel] = bytes;
    }

    /** {@return whether a tunnel can send; where it cannot, it yields} */
    public TunnelState state(int tunnel) {
        return states[tunnel];
    }

    /** Takes note of whether a tunnel can send. */
    public void state(int tunnel, TunnelState state) {
        states[tunnel] = state;
    }

    /** Moves a tunnel to another path. */
    public void move(int tunnel, int path) {
        tunnelsOn.get(pathOf[tunnel]).remove(tunnel);
        join(tunnel, path);
    }

    private void join(int tunnel, int path) {
        while (tunnelsOn.size() <= path) {
            tunnelsOn.add(new TreeSet<>());
        }
        tunnelsOn.get(path).add(tunnel);
        pathOf[tunnel] = path;
    }
}
