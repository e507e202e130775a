package dev.narrows.path;

import java.util.Locale;

/**
 * What a claim of "too big" that has passed the judge leads to.
 */
public enum ClaimPolicy {
    /** It is a suspicion: probes decide. Where the peer answers none, the ledger of sent packets alone has decided. */
    VERIFY,
    /** It is adopted at once. */
    TRUST,
    /** It is counted and changes nothing. */
    IGNORE;

    private final String label;

    ClaimPolicy() {
        this.label = name().toLowerCase(Locale.ROOT);
    }

    /** {@return the name that operators use} */
    public String label() {
        return label;
    }
}
