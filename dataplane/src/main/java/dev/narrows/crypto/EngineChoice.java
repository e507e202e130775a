package dev.narrows.crypto;

import java.util.Optional;

/**
 * Which engine an operator wants.
 */
public enum EngineChoice {
    /** ipsec-mb where it is installed, Bouncy Castle elsewhere. */
    AUTO("auto"),
    /** ipsec-mb or nothing. */
    IPSEC_MB("ipsec-mb"),
    /** Bouncy Castle. */
    BOUNCY_CASTLE("bouncy-castle");

    private final String configName;

    EngineChoice(String configName) {
        this.configName = configName;
    }

    /**
     * Finds a choice by the name that operators write.
     *
     * @param configName such as {@code auto}.
     * @return the choice, or nothing.
     */
    public static Optional<EngineChoice> named(String configName) {
        for (EngineChoice choice : values()) {
            if (choice.configName.equals(configName)) {
                return Optional.of(choice);
            }
        }
        return Optional.empty();
    }

    /** {@return the name that operators write} */
    public String configName() {
        return configName;
    }
}
