package dev.narrows.control;

import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.Selectors;
import java.util.Optional;

/**
 * A policy that an operator wants.
 *
 * @param action    what is to become of what it matches.
 * @param tunnel    the name of the tunnel that protects it; nothing where the action is another.
 * @param selectors what it matches.
 * @param before    the number of the policy that it goes before; nothing where it goes to the end.
 */
public record PolicyRequest(
    PolicyAction action, Optional<String> tunnel, Selectors selectors, Optional<Integer> before) {
}
