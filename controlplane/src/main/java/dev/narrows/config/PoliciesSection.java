package dev.narrows.config;

import dev.narrows.policy.PolicyAction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads {@code policies}, the ordered list.
 */
final class PoliciesSection {
    private static final ValueType<PolicyAction> ACTION = Values.oneOf(
        Arrays.stream(PolicyAction.values()).collect(Collectors.toMap(PolicyAction::configName, action -> action)),
        PolicyAction.DISCARD);

    private PoliciesSection() {
    }

    /**
     * Reads the policies.
     *
     * @param root the whole file.
     * @return the policies in which nothing is wrong, in their order.
     */
    static List<Located<PolicyConfig>> read(Section root) {
        List<Located<PolicyConfig>> policies = new ArrayList<>();
        for (Section policy : root.sections("policies")) {
            policy.read(PoliciesSection::policy).ifPresent(policies::add);
        }
        return policies;
    }

    /**
     * Tells the tunnels that policies lead to.
     *
     * @param policies the policies.
     * @return the tunnels' names.
     */
    static Set<String> tunnels(List<Located<PolicyConfig>> policies) {
        Set<String> names = new HashSet<>();
        policies.forEach(policy -> policy.value().tunnel().ifPresent(names::add));
        return names;
    }

    private static PolicyConfig policy(Section section) {
        PolicyAction action = section.required("action", ACTION);
        Optional<String> tunnel = section.optional("tunnel", Values.TEXT);
        if (action == PolicyAction.PROTECT && tunnel.isEmpty()) {
            section.errorAt("tunnel", "is missing; action: protect needs the name of a tunnel");
        } else if (action != PolicyAction.PROTECT && tunnel.isPresent()) {
            section.errorAt("tunnel", "is only for action: protect");
        }
        return new PolicyConfig(action, tunnel, SelectorsSection.read(section));
    }
}
