package dev.narrows.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What becomes of the packets that a policy matches (RFC 4301 4.4.1). */
public enum PolicyAction {
    /** They are protected by a tunnel's security associations, and never pass in clear. */
    PROTECT,
    /** They pass the IPsec boundary in clear, both ways. */
    BYPASS,
    /** They do not pass, neither way. */
    DISCARD;

    /**
     * Finds an action.
     *
     * @param configName the word for it in a configuration.
     * @return the action, or nothing where there is none of that name.
     */
    public static Optional<PolicyAction> named(String configName) {
        return Arrays.stream(values()).filter(action -> action.configName().equals(configName)).findFirst();
    }

    /** {@return the word for it in a configuration, such as {@code protect}} */
    public String configName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
