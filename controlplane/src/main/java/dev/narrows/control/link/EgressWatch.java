package dev.narrows.control.link;

import dev.narrows.control.plan.GatewayPlan.PlannedPath;
import dev.narrows.neighbor.Neighbor;
import dev.narrows.neighbor.NeighborOutput;
import dev.narrows.wire.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Notices when packets of a path begin to leave by another way: its next hop has another hardware address.
 * What was known of the path may then be about another one. A next hop's paths hear of it once
 * in {@link #REST_NS} at the most, since anybody on the link can make its hardware address swing, and they may be many.
 */
public final class EgressWatch implements NeighborOutput {
    /** How long a next hop's paths are left alone after they heard. */
    static final long REST_NS = TimeUnit.SECONDS.toNanos(10);

    private final NeighborOutput output;
    private final IntConsumer listener;
    private final Map<Hop, List<Integer>> pathsByHop = new HashMap<>();
    private final Map<Hop, Long> macs = new HashMap<>();
    private final Map<Hop, Long> restUntil = new HashMap<>();
    private final Set<Hop> moved = new LinkedHashSet<>();

    /**
     * A next hop.
     *
     * @param port    the number of the port that leads to it.
     * @param address its address.
     */
    private record Hop(int port, IpAddress address) {
    }

    /**
     * A watch.
     *
     * @param output   where the neighbour table's decisions go on to.
     * @param paths    each at the index that is its number.
     * @param listener hears the number of a path that goes another way.
     */
    public EgressWatch(NeighborOutput output, List<PlannedPath> paths, IntConsumer listener) {
        this.output = output;
        this.listener = listener;
        for (int path = 0; path < paths.size(); path++) {
            add(path, paths.get(path));
        }
    }

    /**
     * Watches one path more.
     *
     * @param number its number.
     * @param path   where it goes.
     */
    public void add(int number, PlannedPath path) {
        pathsByHop.computeIfAbsent(new Hop(path.port(), path.nextHop()), hop -> new ArrayList<>()).add(number);
    }

    /** {@return whether packets of a path go by a neighbour} */
    public boolean isNextHop(Neighbor neighbor) {
        return pathsByHop.containsKey(new Hop(neighbor.port(), neighbor.address()));
    }

    /**
     * Tells of next hops that have moved.
     *
     * @param nowNs the present.
     */
    public void tick(long nowNs) {
        tellOfMoves(nowNs);
    }

    @Override
    public void transmit(int port, byte[] frame) {
        output.transmit(port, frame);
    }

    @Override
    public void giveUp(List<byte[]> unreachable, int others) {
        output.giveUp(unreachable, others);
    }

    @Override
    public void setNeighbour(int port, IpAddress address, long mac) {
        output.setNeighbour(port, address, mac);
        Hop hop = new Hop(port, address);
        List<Integer> paths = pathsByHop.get(hop);
        if (paths == null) {
            return;
        }
        Long before = macs.put(hop, mac);
        if (before != null && before != mac) {
            moved.add(hop);
        }
    }

    private void tellOfMoves(long nowNs) {
        for (Iterator<Hop> hops = moved.iterator(); hops.hasNext();) {
            Hop hop = hops.next();
            Long rest = restUntil.get(hop);
            if (rest == null || nowNs - rest >= 0) {
                hops.remove();
                restUntil.put(hop, nowNs + REST_NS);
                pathsByHop.get(hop).forEach(listener::accept);
            }
        }
    }

    @Override
    public void removeNeighbour(int port, IpAddress address) {
        output.removeNeighbour(port, address);
    }
}
