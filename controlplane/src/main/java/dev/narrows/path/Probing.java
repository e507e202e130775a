package dev.narrows.path;

import java.util.Locale;

/**
 * How the peer at the other end of a path takes to being probed.
 */
public enum Probing {
    /** Nobody is probed: no tunnel of the path is configured for it. */
    OFF,
    /** Nothing has been heard yet. */
    STARTING,
    /** The peer answers. */
    ANSWERING,
    /** The peer has answered and does not now: the path may be down. */
    SILENT,
    /** The peer does not answer probes, and so the ledger alone decides about claims. */
    UNANSWERED;

    private final String label;

    Probing() {
        this.label = name().toLowerCase(Locale.ROOT);
    }

    /** {@return the name that operators see} */
    public String label() {
        return label;
    }
}
