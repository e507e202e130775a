package dev.narrows.config;

import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.Selectors;
import java.util.Optional;

/**
 * One of the policies that are consulted before those of the tunnels (RFC 4301 4.4.1).
 *
 * @param action    what becomes of what it matches.
 * @param tunnel    the name of the tunnel that protects it; nothing where the action is another.
 * @param selectors what it matches.
 */
public record PolicyConfig(PolicyAction action, Optional<String> tunnel, Selectors selectors) {
}
