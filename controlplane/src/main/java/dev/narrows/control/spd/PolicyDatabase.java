package dev.narrows.control.spd;

import dev.narrows.control.order.WorkerProxy;
import dev.narrows.control.request.ControlException;
import dev.narrows.control.request.ControlException.Code;
import dev.narrows.control.request.PolicyRequest;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.Selectors;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The security policy database (RFC 4301 4.4.1): every policy, in its order, with the workers that go by it.
 *
 * <p>The tunnels' own policies have the upper half of all orders to themselves: what is added without a word about
 * where goes behind the ordered ones and in front of those, or it would never be reached.
 *
 * <p>A policy's order is a number, and there is room between two numbers for those that are put between later. Where
 * policies are put before the same one again and again, each goes close behind the one before, so that the room lasts.
 */
public final class PolicyDatabase {
    /** Between two policies that were never put between others: more than a hundred million fit one after the other. */
    public static final long GAP = 1L << 36;
    /** Between a policy that is put before another and the one in front of both: a quarter of a million fit so. */
    static final long STEP = 1L << 18;

    /** The order of the first policy that is a tunnel's own. */
    public static final long OWN = 1L << 62;

    private final List<WorkerProxy> workers;
    private final TreeMap<Long, PlannedPolicy> byOrder = new TreeMap<>();
    private final Map<Integer, PlannedPolicy> byId = new HashMap<>();
    private final Map<Integer, NavigableMap<Long, PlannedPolicy>> byTunnel = new HashMap<>();
    private int nextId;

    /**
     * A database of the policies that the workers were made with.
     *
     * @param workers at least one.
     * @param planned the configuration's policies.
     */
    public PolicyDatabase(List<WorkerProxy> workers, List<PlannedPolicy> planned) {
        this.workers = List.copyOf(workers);
        planned.forEach(this::keep);
    }

    /** {@return every policy, in the order in which they count} */
    public Collection<PlannedPolicy> all() {
        return byOrder.values();
    }

    /**
     * Adds a policy.
     *
     * @param action    what becomes of what it matches.
     * @param tunnel    the number of the tunnel that protects it, or {@link PlannedPolicy#NO_TUNNEL}.
     * @param selectors what it matches.
     * @param before    the number of the policy that it goes before, or {@link PolicyRequest#END}; nothing where it
     *                  goes before the tunnels' own.
     * @return its number.
     * @throws ControlException where there is no such policy to go before, or no room.
     */
    public int add(PolicyAction action, int tunnel, Selectors selectors, Optional<Integer> before) {
        long order = before.isEmpty() ? orderBeforeOwn()
            : before.get() == PolicyRequest.END ? orderAtTheEnd() : orderBefore(find(before.get()));
        PlannedPolicy added = new PlannedPolicy(nextId, order, action, tunnel, selectors);
        keep(added);
        workers.forEach(worker -> worker.addPolicy(added.copyFor(worker::tunnel)));
        return added.id();
    }

    /**
     * Removes a policy.
     *
     * @param id its number.
     * @throws ControlException where there is none.
     */
    public void remove(int id) {
        PlannedPolicy removed = find(id);
        byOrder.remove(removed.order());
        byId.remove(id);
        byTunnel.get(removed.tunnel()).remove(removed.order());
        workers.forEach(worker -> worker.removePolicy(removed.id(), removed.selectors()));
    }

    /** {@return the policies whose orders are above one, in their order} */
    public Iterator<PlannedPolicy> after(long order) {
        return byOrder.tailMap(order, false).values().iterator();
    }

    /** {@return the policies that a tunnel protects by, in their order} */
    public Collection<PlannedPolicy> of(int tunnel) {
        return byTunnel.getOrDefault(tunnel, Collections.emptyNavigableMap()).values();
    }

    /**
     * Finds a policy.
     *
     * @param id its number.
     * @return the policy.
     * @throws ControlException where there is none.
     */
    public PlannedPolicy find(int id) {
        PlannedPolicy policy = byId.get(id);
        if (policy == null) {
            throw new ControlException(Code.NO_SUCH_POLICY, "There is no policy " + id + ".");
        }
        return policy;
    }

    /**
     * Tells where a policy stands.
     *
     * @param policy one of these.
     * @return its place among all, from 1.
     */
    public int place(PlannedPolicy policy) {
        return byOrder.headMap(policy.order(), true).size();
    }

    private void keep(PlannedPolicy policy) {
        byOrder.put(policy.order(), policy);
        byId.put(policy.id(), policy);
        byTunnel.computeIfAbsent(policy.tunnel(), tunnel -> new TreeMap<>()).put(policy.order(), policy);
        nextId = Math.max(nextId, policy.id() + 1);
    }

    private long orderBefore(PlannedPolicy policy) {
        Long lower = byOrder.lowerKey(policy.order());
        if (lower == null) {
            return below(policy.order());
        }
        long room = policy.order() - lower;
        if (room < 2) {
            throw new ControlException(Code.NO_ROOM, "There is no room left before policy " + policy.id()
                + "; remove it and add it again, or put the new one before another.");
        }
        return lower + Math.min(STEP, room / 2);
    }

    private long orderBeforeOwn() {
        Long lower = byOrder.lowerKey(OWN);
        if (lower == null) {
            return 0;
        }
        long room = OWN - lower;
        if (room < 2) {
            throw new ControlException(Code.NO_ROOM,
                "There is no room left before the tunnels' own policies; put the policy before another.");
        }
        return lower + (room > 2 * GAP ? GAP : Math.min(STEP, room / 2));
    }

    private long orderAtTheEnd() {
        if (byOrder.isEmpty()) {
            return OWN;
        }
        long last = Math.max(byOrder.lastKey(), OWN);
        if (last > Long.MAX_VALUE - GAP) {
            throw new ControlException(Code.NO_ROOM,
                "There is no room left at the end; put the policy before another.");
        }
        return last + GAP;
    }

    private static long below(long order) {
        if (order < Long.MIN_VALUE + GAP) {
            throw new ControlException(Code.NO_ROOM,
                "There is no room left at the start; put the policy before another.");
        }
        return order - GAP;
    }
}
