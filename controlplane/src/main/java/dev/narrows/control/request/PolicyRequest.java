package dev.narrows.control.request;

import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.Selectors;
import java.util.Optional;

/**
 * A policy that an operator wants.
 *
 * @param action    what is to become of what it matches.
 * @param tunnel    the name of the tunnel that protects it; nothing where the action is another.
 * @param selectors what it matches.
 * @param before    the number of the policy that it goes before, or {@link #END}; nothing where it goes behind the
 *                  ordered ones and before the tunnels' own.
 */
public record PolicyRequest(
    PolicyAction action, Optional<String> tunnel, Selectors selectors, Optional<Integer> before) {
    /** In place of a policy's number: behind all of them. */
    public static final int END = -1;
}
