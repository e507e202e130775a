package dev.narrows.control.spd;

import dev.narrows.policy.Policy;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.Tunnel;
import java.util.function.IntFunction;

/**
 * A policy as the control plane has it; each worker has its own copy.
 *
 * @param id        its number, never used again for another.
 * @param order     its place: of two that match, the one with the lower order counts.
 * @param action    what becomes of what it matches.
 * @param tunnel    the number of the tunnel that protects it, or {@link #NO_TUNNEL}.
 * @param selectors what it matches.
 */
public record PlannedPolicy(int id, long order, PolicyAction action, int tunnel, Selectors selectors) {
    /** In place of a tunnel's number where nothing is protected. */
    public static final int NO_TUNNEL = -1;

    /**
     * Makes a worker's copy.
     *
     * @param tunnels the worker's own, by their numbers.
     * @return the copy.
     */
    public Policy copyFor(IntFunction<Tunnel> tunnels) {
        return new Policy(id, order, selectors, action, tunnel == NO_TUNNEL ? null : tunnels.apply(tunnel));
    }
}
